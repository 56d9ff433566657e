#!/bin/sh
# Installs what building and running for the runtime identifier $1 takes and Debian has, where it is missing. Elsewhere
# the tools have to be there.
set -eu
command -v dpkg-query >/dev/null || exit 0
case $1 in
    linux-arm64) cross="g++-aarch64-linux-gnu qemu-user-static" ;;
    linux-arm) cross="g++-arm-linux-gnueabihf qemu-user-static" ;;
    win-x64) cross="g++-mingw-w64-x86-64-posix wine wine64" ;;
    *) cross= ;;
esac
missing=
for package in g++ make cmake ninja-build pkg-config patch xz-utils autoconf automake libtool $cross; do
    dpkg-query -W -f '${Status}' $package 2>/dev/null | grep -q 'ok installed' || missing="$missing $package"
done
[ -n "$missing" ] || exit 0
[ "$(id -u)" = 0 ] || { echo "$1: these packages are needed, install them as root:$missing" >&2; exit 1; }
echo "$1: apt-get install$missing"
install() { DEBIAN_FRONTEND=noninteractive apt-get -qq install -y --no-install-recommends $missing </dev/null >/dev/null; }
install 2>/dev/null || { apt-get -qq update || :; install; }
