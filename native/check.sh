#!/bin/sh
# Checks that the library $2 is what the runtime identifier $1 promises: processor, imports, exports, the glibc it
# needs at most (GLIBC_FLOOR, 2.35 unless set) and hardening. Prints one line, of success or of what is wrong.
# With "processor" as $3 only that is checked, which takes no tools of the platform.
set -eu
rid=$1 file=$2
symbols=$(dirname "$0")/libzmq.symbols
fail() { echo "$rid: $file $1" >&2; exit 1; }
[ -f "$file" ] || fail "does not exist"

hex() { od -An -v -tx1 -j"$1" -N"$2" "$file" | tr -d ' \n'; }
case $(hex 0 4) in
    7f454c46) format=ELF number=$(hex 18 2) ;;
    4d5a*) format=PE number=$(hex $(($(od -An -tu4 -j60 -N4 "$file") + 4)) 2) ;;
    cffaedfe) format=Mach-O number=$(hex 4 4) ;;
    *) fail "is no library" ;;
esac
case $number in
    3e00 | 6486 | 07000001) processor=x64 ;;
    b700 | 64aa | 0c000001) processor=arm64 ;;
    2800) processor=arm ;;
    *) processor="processor number $number" ;;
esac
case $rid in
    linux-x64) expected=ELF imports="libc.so.6 libpthread.so.0 ld-linux-x86-64.so.2" ;;
    linux-arm64) expected=ELF imports="libc.so.6 libpthread.so.0 ld-linux-aarch64.so.1" ;;
    linux-arm) expected=ELF imports="libc.so.6 libpthread.so.0 libdl.so.2 ld-linux-armhf.so.3" ;;
    # musl takes every name that begins with "libc." for itself: zig writes the first, Alpine's compiler the others.
    linux-musl-x64) expected=ELF imports="libc.so libc.musl-x86_64.so.1" ;;
    linux-musl-arm64) expected=ELF imports="libc.so libc.musl-aarch64.so.1" ;;
    win-*) expected=PE imports="ADVAPI32.dll IPHLPAPI.DLL KERNEL32.dll WS2_32.dll msvcrt.dll" ;;
    osx-*) expected=Mach-O imports="/usr/lib/libSystem.B.dylib /usr/lib/libc++.1.dylib" ;;
    *) fail "cannot be checked: check.sh does not know $rid" ;;
esac
[ "$format $processor" = "$expected ${rid##*-}" ] || fail "is $format for $processor, not $expected for ${rid##*-}"
[ "${3-}" != processor ] || exit 0

if ! command -v objdump >/dev/null; then
    echo "$rid: $(wc -c <"$file") bytes; only the processor was checked, as there is no objdump"
    exit 0
fi
# LLVM's reads Mach-O, and Windows for ARM64; Xcode's is that.
objdump=objdump
case $rid:$(uname -s) in osx-*:Linux | win-*:Linux) ! command -v llvm-objdump-19 >/dev/null || objdump=llvm-objdump-19 ;; esac
floor=
case $rid in
    linux-*)
        imported=$(readelf -dW "$file" | sed -n 's/.*(NEEDED).*\[\(.*\)\]/\1/p')
        exported=$(readelf --dyn-syms -W "$file" | awk '$1 ~ /^[0-9]+:$/ && $5 != "LOCAL" && $7 != "UND" { print $8 }')
        readelf -lW "$file" | grep -q GNU_RELRO || fail "has no relro segment"
        readelf -dW "$file" | grep -q BIND_NOW || fail "is not bound at load (BIND_NOW)"
        ! readelf -dW "$file" | grep -qE 'TEXTREL|RPATH|RUNPATH' || fail "has text relocations or a search path"
        floor=$(readelf -VW "$file" | grep -o 'GLIBC_[0-9.]*' | cut -d_ -f2 | sort -V | tail -n 1)
        limit=${GLIBC_FLOOR:-2.35}
        [ "$(printf '%s\n' "$limit" $floor | sort -V | tail -n 1)" = "$limit" ] || fail "needs glibc $floor, $limit is the limit"
        ;;
    win-*)
        headers=$($objdump -p "$file")
        imported=$(echo "$headers" | sed -n 's/.*DLL Name: //p')
        exported=$(echo "$headers" | sed -nE 's/^[[:space:]]+[0-9]+[[:space:]]+0x[0-9a-f]+[[:space:]]+([^[:space:]]+)$/\1/p; s/.*\[ *[0-9]+\] (\+base\[ *[0-9]+\] +[0-9a-f]+ )?(zmq_[a-z_0-9]+|[A-Za-z_]\w*)$/\2/p')
        characteristics=$((0x$(hex $(($(od -An -tu4 -j60 -N4 "$file") + 94)) 2 | sed 's/\(..\)\(..\)/\2\1/')))
        [ $((characteristics & 0x160)) = $((0x160)) ] || fail "is not linked with HIGH_ENTROPY_VA, DYNAMIC_BASE and NX_COMPAT"
        ;;
    osx-*)
        headers=$($objdump --macho --private-headers "$file")
        imported=$($objdump --macho --dylibs-used "$file" | sed -n 's/^[[:space:]]*\(.*\) (compat.*/\1/p' | grep -v '^@rpath/libzmq.dylib$')
        exported=$($objdump --macho --exports-trie "$file" | sed -n 's/^0x[0-9A-Fa-f]* *_//p')
        has() { echo "$headers" | tr -s ' \n' ' ' | grep -q "$1"; }
        has 'LC_ID_DYLIB cmdsize [0-9]* name @rpath/libzmq.dylib ' || fail "has not the install name @rpath/libzmq.dylib"
        has 'LC_BUILD_VERSION .*minos 12.0 ' || fail "is not for macOS 12.0 and later"
        has 'LC_CODE_SIGNATURE' || fail "is not signed"
        ;;
esac

[ -n "$imported" ] || fail "imports nothing: is it linked with a C library of its own?"
for name in $imported; do
    for allowed in $imports; do case $name in $allowed) continue 2 ;; esac; done
    fail "imports $name; allowed are $imports"
done
expected=$(sed -n 's/^ *\(zmq_[a-z_0-9]*\);$/\1/p' "$symbols" | sort)
exported=$(echo "$exported" | sort)
if [ "$exported" != "$expected" ]; then
    fail "does not export what libzmq.symbols lists: $(printf '%s\n' $exported $expected | sort | uniq -u | head -n 5 | tr '\n' ' ')..."
fi

echo "$rid:" $(wc -c <"$file") bytes, $(echo "$exported" | wc -l) exports${floor:+, glibc $floor}, imports $imported
