#!/bin/sh
# Builds libzmq for the runtime identifiers given (toolchains/ has them; those of the file runtimes without any), with
# libsodium inside for CURVE, into artifacts/native/RID, checks it and runs it.
# The same sources, compilers and identifier give the same bytes in any folder. So what was built once is kept in the
# user's cache, under a hash of everything it was made of, and a fresh checkout takes it from there. The cache is
# ZMQNATIVE_NATIVE_CACHE, by default zmqnative/native in the user's cache folder.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
[ $# -gt 0 ] || set -- $(cat "$here/runtimes")
. "$here/libzmq.version"
mkdir -p "$here/../artifacts/native"
artifacts=$(cd "$here/../artifacts" && pwd)
cache=${ZMQNATIVE_NATIVE_CACHE:-${XDG_CACHE_HOME:-${HOME:-$artifacts}/.cache}/zmqnative/native}
sources=$cache/sources
step() { echo "$rid: $1"; }
fail() { echo "$rid: $1" >&2; exit 1; }
logged() { "$@" >>"$work/log" 2>&1 || { tail -n 20 "$work/log" >&2; fail "${1##*/} failed, see $work/log"; }; }
hash() { if command -v sha256sum >/dev/null; then sha256sum; else shasum -a 256; fi | cut -c1-32; }

# What rid stands for, in the variables the rest uses.
choose() {
    rid=$1
    work=$artifacts/native-build/$rid
    toolchain=$here/toolchains/$rid.cmake
    [ -f "$toolchain" ] || fail "there is no $toolchain"
    case $work in *[[:space:]]*) fail "libsodium cannot be built in a folder with a space in its name, $artifacts" ;; esac
    triple=$(sed -n 's/^set(TRIPLE \(.*\))$/\1/p' "$toolchain")
    threads=$(sed -n 's/^set(THREADS \([^)]*\)).*$/\1/p' "$toolchain")
}

built() { [ "$(cat "$artifacts/native/$rid/inputs" 2>/dev/null)" = "$inputs" ]; }

# Where it is kept, or will be; another compiler gives other bytes.
locate() { kept=$cache/$rid/$({ echo "$inputs"; ${triple:+$triple-}g++$threads --version; } | hash); }

# Puts what was built of the same files, by the same compiler, into artifacts/native.
reuse() {
    ! built || { step "built already"; return; }
    "$here/tools.sh" "$rid"
    locate
    [ -f "$kept/inputs" ] || return 0
    "$here/check.sh" "$rid" "$(echo "$kept"/libzmq.*)"
    step "built before, from $kept"
    publish
}

# From the cache to where it is packed from, with the licences of what is inside.
publish() {
    rm -rf "$artifacts/native/$rid"
    mkdir -p "$artifacts/native/$rid" "$artifacts/native/licenses"
    cp "$kept"/libzmq.* "$artifacts/native/$rid/"
    cp "$kept"/licenses/* "$artifacts/native/licenses/"
    cp "$kept/inputs" "$artifacts/native/$rid/"
}

build() {
    rm -rf "$work" "$artifacts/native/$rid"
    mkdir -p "$work"
    cd "$work"
    tar -xf "$sources/zeromq3_$libzmq.orig.tar.gz"
    tar -xf "$sources/zeromq3_$libzmq-$debian.debian.tar.xz"
    tar -xf "$sources/libsodium_$libsodium.orig.tar.gz"
    for patch in $debian_patches; do cp "debian/patches/$patch" "00-debian-$patch"; done
    cp "$here"/patches/*.patch .
    for patch in *.patch; do
        logged patch -p1 --fuzz=0 --no-backup-if-mismatch -d libzmq-$libzmq -i "$work/$patch"
    done

    export SOURCE_DATE_EPOCH=1
    # What libzmq's own cmake files leave out, though its autotools do not, is to hide functions while compiling: a
    # version script comes too late for those that were not inlined because they might be replaced at load.
    flags="-fvisibility=hidden -ffunction-sections -fdata-sections -ffile-prefix-map=$work=."
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
    step "libzmq $libzmq, patched"
    export CFLAGS="$flags" CXXFLAGS="$flags"
    logged cmake -S libzmq-$libzmq -B zmq -G Ninja -DCMAKE_TOOLCHAIN_FILE="$toolchain" \
        -DCMAKE_BUILD_TYPE=Release -DCMAKE_INTERPROCEDURAL_OPTIMIZATION=ON -DCMAKE_POLICY_DEFAULT_CMP0069=NEW \
        -DBUILD_SHARED=ON -DBUILD_STATIC=OFF -DBUILD_TESTS=OFF -DWITH_PERF_TOOL=OFF \
        -DWITH_DOCS=OFF -DWITH_DOC=OFF -DENABLE_CPACK=OFF -DENABLE_DRAFTS=OFF -DENABLE_WS=OFF -DWITH_TLS=OFF \
        -DWITH_NSS=OFF -DWITH_LIBBSD=OFF -DWITH_OPENPGM=OFF -DWITH_NORM=OFF -DWITH_VMCI=OFF -DENABLE_CURVE=ON \
        -DWITH_LIBSODIUM=ON -DWITH_LIBSODIUM_STATIC=ON -DSODIUM_LIBRARIES="$work/sodium/lib/libsodium.a" \
        -DSODIUM_INCLUDE_DIRS="$work/sodium/include"
    logged ninja -C zmq -j"$jobs"

    for file in zmq/lib/libzmq.so zmq/lib/libzmq.dylib zmq/bin/libzmq.dll; do [ ! -f $file ] || break; done
    cp -L "$file" .
    file=$work/${file##*/}
    "$here/check.sh" $rid "$file"
    "$here/smoke.sh" $rid "$file"

    # Only what passed is kept, in one step. mingw-w64 puts its own runtime into a DLL; the C++ runtime of gcc asks for
    # no notice.
    rm -rf "$kept"
    mkdir -p kept/licenses "${kept%/*}"
    cp "$file" kept/
    cp libzmq-$libzmq/COPYING kept/licenses/libzmq-COPYING.txt
    cp libzmq-$libzmq/COPYING.LESSER kept/licenses/libzmq-COPYING.LESSER.txt
    cp libsodium-$libsodium/LICENSE kept/licenses/libsodium-LICENSE.txt
    { cat "$here/patches/NOTICE"; for patch in *.patch; do echo; echo "==== $patch"; echo; cat "$patch"; done; } \
        >kept/licenses/libzmq-CHANGES.txt
    case $rid in
        win-*) cp "${MINGW_LICENSE:-/usr/share/doc/mingw-w64-x86-64-dev/copyright}" kept/licenses/mingw-w64.txt ;;
    esac
    echo "$inputs" >kept/inputs
    rm -rf "$kept.$$"
    cp -r kept "$kept.$$"
    mv "$kept.$$" "$kept"
    publish
}

inputs=$(cd "$here" && cat build.sh check.sh smoke.sh smoke.c libzmq.version libzmq.symbols patches/* toolchains/* | hash)
missing=
for each in "$@"; do
    choose "$each"
    reuse
    built || missing="$missing $rid"
done
[ -n "$missing" ] || exit 0

# Side by side: most of the time is configure, which uses one processor.
"$here/sources.sh" "$sources"
running=
for each in $missing; do
    choose "$each"
    locate
    (build) &
    running="$running $!"
done
result=0
for process in $running; do wait "$process" || result=1; done
exit $result
