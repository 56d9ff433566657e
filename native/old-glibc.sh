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

cache=${ZMQNATIVE_NATIVE_CACHE:-${XDG_CACHE_HOME:-${HOME:-$here/../artifacts}/.cache}/zmqnative/native}
"$here/sources.sh" "$cache/sources"
if [ ! -f "$root/complete" ]; then
    echo "debootstrap bullseye from $mirror"
    rm -rf "$root"
    debootstrap --variant=minbase --keyring=/usr/share/keyrings/debian-archive-keyring.gpg bullseye "$root" "$mirror" >/dev/null
    touch "$root/complete"
fi
rm -rf "$root/build/native"
mkdir -p "$root/build/cache/sources" "$here/../artifacts/native"
cp -r "$here" "$root/build/"
cp "$cache"/sources/*.tar.* "$root/build/cache/sources/"
ZMQNATIVE_NATIVE_CACHE=/build/cache GLIBC_FLOOR=2.25 chroot "$root" /build/native/build.sh "$@"
cp -r "$root/build/artifacts/native/." "$here/../artifacts/native/"
