#!/bin/sh
# Builds again what is in artifacts/native and can be built here, in another folder, and compares the bytes.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
native=$here/../artifacts/native
elsewhere=$(mktemp -d)
trap 'rm -rf "$elsewhere"' EXIT
mkdir -p "$elsewhere/another-folder/artifacts/native-build"
cp -r "$here" "$elsewhere/another-folder/native"
cd "$elsewhere/another-folder"
cp -r "$here/../artifacts/native-build/sources" artifacts/native-build/
export ZMQNATIVE_NATIVE_CACHE=none
for rid in $(cat "$here/runtimes"); do
    [ -d "$native/$rid" ] || continue
    native/build.sh $rid >log 2>&1 || { cat log >&2; exit 1; }
    for file in "$native/$rid"/libzmq.*; do
        cmp "$file" "artifacts/native/$rid/${file##*/}"
        echo "$rid: twice the same, SHA-256 $(sha256sum <"$file" | cut -d' ' -f1)"
    done
done
