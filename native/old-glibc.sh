#!/bin/sh
# Builds as build.sh does, but against the glibc of Debian 11, so that the libraries also load on older systems (glibc
# 2.25 and later instead of 2.35). For releases; takes root. Debian 11 goes into a folder below artifacts, from the
# mirror that apt is set up to use, for as long as that has it: a container of any older system does as well.
#
#     native/old-glibc.sh [RID...]      without a RID: linux-x64 linux-arm64
set -eu
here=$(cd "$(dirname "$0")" && pwd)
root=$here/../artifacts/native-build/debian-11
[ $# -gt 0 ] || set -- linux-x64 linux-arm64
command -v debootstrap >/dev/null || apt-get -qq install -y --no-install-recommends debootstrap
[ -n "$(apt-get indextargets 'Created-By: Packages')" ] || apt-get -qq update
mirror=$(apt-get indextargets --format '$(REPO_URI)' 'Created-By: Packages' 'Origin: Debian' 'Component: main' | head -n 1)

"$here/sources.sh" "$here/../artifacts/native-build/sources"
if [ ! -f "$root/complete" ]; then
    echo "debootstrap bullseye from $mirror"
    rm -rf "$root"
    debootstrap --variant=minbase --keyring=/usr/share/keyrings/debian-archive-keyring.gpg bullseye "$root" "$mirror" >/dev/null
    touch "$root/complete"
fi
mkdir -p "$root/build/artifacts/native-build" "$here/../artifacts/native"
cp -r "$here" "$root/build/"
cp -r "$here/../artifacts/native-build/sources" "$root/build/artifacts/native-build/"
for rid in "$@"; do
    GLIBC_FLOOR=2.25 ZMQNATIVE_NATIVE_CACHE=none chroot "$root" /build/native/build.sh "$rid"
    cp -r "$root/build/artifacts/native/." "$here/../artifacts/native/"
done
