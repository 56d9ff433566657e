#!/bin/sh
# Builds libzmq for the runtime identifier $1 (toolchains/ has them), with libsodium inside for CURVE, into
# artifacts/native/$1, checks it and runs it. Without an identifier: those that are built and tested on Debian.
# The same sources, compilers and identifier give the same bytes in any folder, so what was built from the same files
# of this folder stays as it is.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
if [ $# = 0 ]; then
    for rid in linux-x64 linux-arm64 win-x64; do "$0" $rid; done
    exit
fi
rid=$1
. "$here/libzmq.version"
artifacts=$here/../artifacts
mkdir -p "$artifacts"
artifacts=$(cd "$artifacts" && pwd)
work=$artifacts/native-build/$rid
sources=$artifacts/native-build/sources
toolchain=$here/toolchains/$rid.cmake
step() { echo "$rid: $1"; }
fail() { echo "$rid: $1" >&2; exit 1; }
logged() { "$@" >>"$work/log" 2>&1 || { tail -n 20 "$work/log" >&2; fail "${1##*/} failed, see $work/log"; }; }
case $work in *[[:space:]]*) fail "libsodium cannot be built in a folder with a space in its name, $artifacts" ;; esac
[ -f "$toolchain" ] || fail "there is no $toolchain"
inputs=$(cat "$here"/*.sh "$here"/libzmq.* "$here"/smoke.c "$here"/toolchains/* | cksum)
if [ "$(cat "$artifacts/native/$rid/inputs" 2>/dev/null)" = "$inputs" ]; then
    step "built already"
    exit
fi
rm -rf "$work" "$artifacts/native/$rid"
mkdir -p "$work"

"$here/tools.sh" $rid
"$here/sources.sh" "$sources"
cd "$work"
tar -xf "$sources/zeromq3_$libzmq.orig.tar.gz"
tar -xf "$sources/libsodium_$libsodium.orig.tar.gz"

export SOURCE_DATE_EPOCH=1
# What libzmq's own cmake files leave out, though its autotools do not, is to hide functions while compiling: a version
# script comes too late for those that were not inlined because they might be replaced at load.
flags="-fvisibility=hidden -ffunction-sections -fdata-sections -ffile-prefix-map=$work=."
triple=$(sed -n 's/^set(TRIPLE \(.*\))$/\1/p' "$toolchain")
arch=$(sed -n 's/^set(CMAKE_OSX_ARCHITECTURES \(.*\))$/-arch \1 -mmacosx-version-min=12.0/p' "$toolchain")
jobs=$(getconf _NPROCESSORS_ONLN)

step "libsodium $libsodium"
cd libsodium-$libsodium
logged ./autogen.sh -s
logged ./configure ${triple:+--host=$triple} --prefix="$work/sodium" --disable-shared --enable-static --with-pic \
    --disable-dependency-tracking CFLAGS="-O2 $flags $arch"
logged make -j"$jobs" -C src/libsodium install
cd ..

# Optimised as one program, for its files call each other for everything (without CMP0069 cmake ignores that, since
# libzmq's files are older). libsodium is not: what it does against side channels must not be seen through.
step "libzmq $libzmq"
export CFLAGS="$flags" CXXFLAGS="$flags"
logged cmake -S libzmq-$libzmq -B zmq -G Ninja -DCMAKE_TOOLCHAIN_FILE="$toolchain" \
    -DCMAKE_BUILD_TYPE=Release -DCMAKE_INTERPROCEDURAL_OPTIMIZATION=ON -DCMAKE_POLICY_DEFAULT_CMP0069=NEW \
    -DBUILD_SHARED=ON -DBUILD_STATIC=OFF -DBUILD_TESTS=OFF -DWITH_PERF_TOOL=OFF \
    -DWITH_DOCS=OFF -DWITH_DOC=OFF -DENABLE_CPACK=OFF -DENABLE_DRAFTS=OFF -DENABLE_WS=OFF -DWITH_TLS=OFF -DWITH_NSS=OFF \
    -DWITH_LIBBSD=OFF -DWITH_OPENPGM=OFF -DWITH_NORM=OFF -DWITH_VMCI=OFF -DENABLE_CURVE=ON -DWITH_LIBSODIUM=ON \
    -DWITH_LIBSODIUM_STATIC=ON -DSODIUM_LIBRARIES="$work/sodium/lib/libsodium.a" -DSODIUM_INCLUDE_DIRS="$work/sodium/include"
logged ninja -C zmq -j"$jobs"

for file in zmq/lib/libzmq.so zmq/lib/libzmq.dylib zmq/bin/libzmq.dll; do [ ! -f $file ] || break; done
cp -L "$file" .
file=$work/${file##*/}
"$here/check.sh" $rid "$file"
"$here/smoke.sh" $rid "$file"

# Only what passed gets where it is packed from, with the licences of what is inside it: mingw-w64 puts its own runtime
# into a DLL; the C++ runtime of gcc asks for no notice.
mkdir -p "$artifacts/native/$rid" "$artifacts/native/licenses"
cp "$file" "$artifacts/native/$rid/"
echo "$inputs" >"$artifacts/native/$rid/inputs"
cd "$artifacts/native/licenses"
cp "$work/libzmq-$libzmq/COPYING" libzmq-COPYING.txt
cp "$work/libzmq-$libzmq/COPYING.LESSER" libzmq-COPYING.LESSER.txt
cp "$work/libsodium-$libsodium/LICENSE" libsodium-LICENSE.txt
case $rid in win-*) cp "${MINGW_LICENSE:-/usr/share/doc/mingw-w64-x86-64-dev/copyright}" mingw-w64.txt ;; esac
