#!/bin/sh
# Builds libzmq for the runtime identifier $1 (toolchains/ has them), with libsodium inside for CURVE, into
# artifacts/native/$1, checks it and runs it. Without an identifier: those of the file runtimes, side by side.
# The same sources, compilers and identifier give the same bytes in any folder, so what was built from the same files
# of this folder is not built again: it stays in artifacts/native, and in a cache of the user's for other checkouts
# (ZMQNATIVE_NATIVE_CACHE, ~/.cache/zmqnative/native unless set; "none" for no cache).
set -eu
here=$(cd "$(dirname "$0")" && pwd)
if [ $# = 0 ]; then
    # Installing and fetching are not for several at a time.
    for rid in $(cat "$here/runtimes"); do "$here/tools.sh" $rid; done
    mkdir -p "$here/../artifacts/native-build"
    "$here/sources.sh" "$here/../artifacts/native-build/sources"
    running=
    for rid in $(cat "$here/runtimes"); do
        "$0" $rid &
        running="$running $!"
    done
    for process in $running; do wait $process || failed=1; done
    exit ${failed-0}
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
libraries=$artifacts/native/$rid
cache=${ZMQNATIVE_NATIVE_CACHE:-${XDG_CACHE_HOME:-${HOME:-/nonexistent}/.cache}/zmqnative/native}
inputs=$(cat "$here"/*.sh "$here"/libzmq.* "$here"/smoke.c "$here"/toolchains/* "$here"/patches/* | cksum | tr ' ' -)-${GLIBC_FLOOR:-2.35}

if [ "$(cat "$libraries/inputs" 2>/dev/null)" = "$inputs" ]; then
    step "built already"
    exit
fi
kept=$cache/$rid/$inputs
if [ -f "$kept/libraries/inputs" ]; then
    step "built already, from $kept"
    rm -rf "$libraries"
    mkdir -p "$artifacts/native/licenses"
    cp -r "$kept/libraries" "$libraries"
    cp -r "$kept/licenses/." "$artifacts/native/licenses/"
    exit
fi
rm -rf "$work" "$artifacts/native/$rid"
mkdir -p "$work"

"$here/tools.sh" $rid
"$here/sources.sh" "$sources"
cd "$work"
tar -xf "$sources/zeromq3_$libzmq.orig.tar.gz"
tar -xf "$sources/libsodium_$libsodium.orig.tar.gz"

# What bitcoind's libzmq 4.3.5 does and 4.3.4 does not, as far as a peer or a caller can tell: patches/ and, for EINTR, the
# one of Debian's. A patch that does not apply ends the build.
cmake -E tar xf "$sources/zeromq3_$debian.debian.tar.xz" "debian/patches/$debian_patch"
for patch in "$here"/patches/*.patch "$work/debian/patches/$debian_patch"; do
    logged patch --forward -p1 -d "libzmq-$libzmq" -i "$patch"
done

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

# Only what passed gets where it is packed from, with the licences of what is inside it, and with what was changed, as
# libzmq's asks for: mingw-w64 puts its own runtime into a DLL; the C++ runtime of gcc asks for no notice.
licenses=$work/licenses
mkdir -p "$libraries" "$licenses/patches" "$artifacts/native/licenses"
cp libzmq-$libzmq/COPYING "$licenses/libzmq-COPYING.txt"
cp libzmq-$libzmq/COPYING.LESSER "$licenses/libzmq-COPYING.LESSER.txt"
cp libsodium-$libsodium/LICENSE "$licenses/libsodium-LICENSE.txt"
case $rid in win-*) cp "${MINGW_LICENSE:-/usr/share/doc/mingw-w64-x86-64-dev/copyright}" "$licenses/mingw-w64.txt" ;; esac
cp "$here"/patches/*.patch "$work/debian/patches/$debian_patch" "$licenses/patches/"
cp "$file" "$libraries/"
echo "$inputs" >"$libraries/inputs"
cp -r "$licenses/." "$artifacts/native/licenses/"
if [ "$cache" != none ] && mkdir -p "$kept.$$" 2>/dev/null; then
    cp -r "$libraries" "$kept.$$/libraries"
    cp -r "$licenses" "$kept.$$/licenses"
    mv "$kept.$$" "$kept" 2>/dev/null || rm -rf "$kept.$$"
fi
