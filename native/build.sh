#!/bin/sh
# Builds libzmq for the runtime identifiers given (without any, those of the file runtimes; of the previews only those
# that ZMQNATIVE_PREVIEWS names, if it is set), with libsodium inside for CURVE, into artifacts/native/RID, checks it and runs it. libzmq is compiled as one file that includes its sources, by
# platforms/*.hpp instead of a configure step; libsodium's files one by one. compiler.sh says by which compiler.
# The same sources, compilers and identifier give the same bytes in any folder. So what was built once is kept in the
# user's cache, under a hash of everything it was made of, and a fresh checkout takes it from there. The cache is
# ZMQNATIVE_NATIVE_CACHE, by default zmqnative/native in the user's cache folder.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
if [ $# = 0 ]; then
    set -- $(grep -vxFf "$here/previews" "$here/runtimes") ${ZMQNATIVE_PREVIEWS:-$(cat "$here/previews")}
fi
. "$here/libzmq.version"
mkdir -p "$here/../artifacts/native"
artifacts=$(cd "$here/../artifacts" && pwd)
cache=${ZMQNATIVE_NATIVE_CACHE:-${XDG_CACHE_HOME:-${HOME:-$artifacts}/.cache}/zmqnative/native}
sources=$cache/sources
. "$here/compiler.sh"
step() { echo "$rid: $1"; }
fail() { echo "$rid: $1" >&2; exit 1; }
logged() { "$@" >>"$work/log" 2>&1 || { tail -n 20 "$work/log" >&2; fail "${1##*/} failed, see $work/log"; }; }
hash() { if command -v sha256sum >/dev/null; then sha256sum; else shasum -a 256; fi | cut -c1-32; }

built() { [ "$(cat "$artifacts/native/$rid/inputs" 2>/dev/null)" = "$inputs" ]; }

# Where it is kept, or will be; another compiler gives other bytes.
locate() { kept=$cache/$rid/$({ echo "$inputs"; $cxx --version 2>&1 | head -n 1; ${lld:+$lld --version}; } | hash); }

# Puts what was built of the same files, by the same compiler, into artifacts/native.
reuse() {
    ! built || { step "built already"; return; }
    "$here/tools.sh" "$rid" "$sources"
    choose_compiler
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

unpack() {
    tar -xf "$sources/zeromq3_$libzmq.orig.tar.gz"
    tar -xf "$sources/zeromq3_$libzmq-$debian.debian.tar.xz"
    tar -xf "$sources/libsodium_$libsodium.orig.tar.gz"
    mv libzmq-$libzmq libzmq
    mv libsodium-$libsodium libsodium
    for patch in $debian_patches; do cp "debian/patches/$patch" "00-debian-$patch"; done
    cp "$here"/patches/*.patch .
    for patch in *.patch; do logged patch -p1 -F 0 -d libzmq -i "$work/$patch"; done
    cp "$here/platforms/$system.hpp" platform.hpp
    cp libsodium/builds/msvc/version.h libsodium/src/libsodium/include/sodium/ # configure makes the same
}

# One file, so that the compiler sees all of libzmq, whose parts call each other for everything. Without the WebSocket
# transport, which is off; what else is off is empty.
compile_libzmq() {
    ls libzmq/src/*.cpp | grep -v '/wss\{0,1\}_' | sed 's/.*/#include "&"/' >libzmq.cpp
    # libzmq needs this of mingw-w64's ws2_32, and zig's has no such constant.
    [ "$compiler $system" != "zig windows" ] || echo 'const struct in6_addr in6addr_any = IN6ADDR_ANY_INIT;' >>libzmq.cpp
    logged $cxx $flags $cxx_flags -I. -Ilibzmq/include -Ilibsodium/src/libsodium/include -DSODIUM_STATIC \
        -DZMQ_CUSTOM_PLATFORM_HPP -DDLL_EXPORT -D_REENTRANT -D_THREAD_SAFE -D_GNU_SOURCE -DFD_SETSIZE=16384 \
        -D_WIN32_WINNT=0x0A00 -D_CRT_SECURE_NO_WARNINGS -D_WINSOCK_DEPRECATED_NO_WARNINGS \
        libzmq.cpp "${output}libzmq.$object"
}

# Not as one file, nor optimised at the link: what libsodium does against side channels must not be seen through.
compile_libsodium() {
    for file in $(find libsodium/src/libsodium -name '*.c' | sort) $assembler; do
        name=${file##*/}
        case $name in
            *aesni*) extra="-mssse3 -maes -mpclmul" ;;
            *ssse3*) extra=-mssse3 ;;
            *sse41*) extra=-msse4.1 ;;
            *avx2*) extra=-mavx2 ;;
            *avx512f*) extra=-mavx512f ;;
            *internal_random*) extra=-mrdrnd ;;
            *) extra= ;;
        esac
        logged $cc $flags $c_flags ${simd:+$extra} -DCONFIGURED -DNATIVE_LITTLE_ENDIAN $sodium \
            -Ilibsodium/src/libsodium/include -Ilibsodium/src/libsodium/include/sodium "$file" "$output${name%.*}.$object"
    done
}

build() {
    rm -rf "$work" "$artifacts/native/$rid"
    mkdir -p "$work"
    cd "$work"
    unpack
    export SOURCE_DATE_EPOCH=1
    step "libzmq $libzmq, patched, and libsodium $libsodium, by $compiler"
    compile_libzmq &
    compiling=$!
    compile_libsodium
    wait $compiling || exit 1
    link
    file=$work/$library
    "$here/check.sh" $rid "$file"
    "$here/smoke.sh" $rid "$file"

    # Only what passed is kept, in one step.
    rm -rf "$kept"
    mkdir -p kept/licenses "${kept%/*}"
    cp "$file" kept/
    cp libzmq/COPYING kept/licenses/libzmq-COPYING.txt
    cp libzmq/COPYING.LESSER kept/licenses/libzmq-COPYING.LESSER.txt
    cp libsodium/LICENSE kept/licenses/libsodium-LICENSE.txt
    { cat "$here/patches/NOTICE"; for patch in *.patch; do echo; echo "==== $patch"; echo; cat "$patch"; done; } \
        >kept/licenses/libzmq-CHANGES.txt
    copy_compiler_licenses kept/licenses
    echo "$inputs" >kept/inputs
    rm -rf "$kept.$$"
    cp -r kept "$kept.$$"
    mv "$kept.$$" "$kept"
    publish
}

inputs=$(cd "$here" && cat build.sh compiler.sh check.sh smoke.sh smoke.c libzmq.version libzmq.symbols patches/* platforms/* | hash)
missing=
for rid in "$@"; do
    choose
    reuse
    built || missing="$missing $rid"
done
[ -n "$missing" ] || exit 0

"$here/sources.sh" "$sources"
set -- $missing
if [ $# = 1 ]; then
    rid=$1
    choose
    choose_compiler
    locate
    build
else
    # Side by side, as many as there are processors.
    printf '%s\n' "$@" | xargs -n 1 -P "$(getconf _NPROCESSORS_ONLN)" "$0"
fi
