#!/bin/sh
# Builds again what is in artifacts/native and listed in runtimes, in another folder and with an empty cache but for the
# sources, and compares the bytes.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
native=$here/../artifacts/native
elsewhere=$(mktemp -d)
trap 'rm -rf "$elsewhere"' EXIT
mkdir -p "$elsewhere/another-folder"
cp -r "$here" "$elsewhere/another-folder/native"
cd "$elsewhere/another-folder"
kept=${ZMQNATIVE_NATIVE_CACHE:-${XDG_CACHE_HOME:-${HOME:-$here/../artifacts}/.cache}/zmqnative/native}
export ZMQNATIVE_NATIVE_CACHE="$elsewhere/cache"
mkdir "$ZMQNATIVE_NATIVE_CACHE"
[ ! -d "$kept/sources" ] || cp -r "$kept/sources" "$ZMQNATIVE_NATIVE_CACHE/"
set --
for rid in $(cat native/runtimes); do [ ! -d "$native/$rid" ] || set -- "$@" "$rid"; done
[ $# -gt 0 ] || { echo "there is nothing in $native to compare with" >&2; exit 1; }
native/build.sh "$@" >log 2>&1 || { cat log >&2; exit 1; }
for rid in "$@"; do
    for file in "$native/$rid"/libzmq.*; do
        cmp "$file" "artifacts/native/$rid/${file##*/}"
        echo "$rid: twice the same, SHA-256 $(sha256sum <"$file" | cut -d' ' -f1)"
    done
done
