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
    linux-arm) expected=ELF imports="libc.so.6 libpthread.so.0 ld-linux-armhf.so.3" ;;
    linux-musl-x64) expected=ELF imports="libc.musl-x86_64.so.1" ;;
    linux-musl-arm64) expected=ELF imports="libc.musl-aarch64.so.1" ;;
    win-x64) expected=PE imports="ADVAPI32.dll IPHLPAPI.DLL KERNEL32.dll WS2_32.dll msvcrt.dll" ;;
    win-arm64) expected=PE imports="ADVAPI32.dll IPHLPAPI.DLL KERNEL32.dll WS2_32.dll api-ms-win-crt-*.dll" ;;
    osx-*) expected=Mach-O imports="/usr/lib/libSystem.B.dylib /usr/lib/libc++.1.dylib" ;;
    *) fail "cannot be checked: check.sh does not know $rid" ;;
esac
[ "$format $processor" = "$expected ${rid##*-}" ] || fail "is $format for $processor, not $expected for ${rid##*-}"
[ "${3-}" != processor ] || exit 0

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
        headers=$("${OBJDUMP:-objdump}" -p "$file")
        imported=$(echo "$headers" | sed -n 's/.*DLL Name: //p')
        exported=$(echo "$headers" | sed -n '/Ordinal\/Name Pointer\] Table/,/^$/s/.*\[ *[0-9]*\].* \([^ ]*\)$/\1/p')
        for flag in DYNAMIC_BASE NX_COMPAT HIGH_ENTROPY_VA; do
            case $headers in *[[:space:]]$flag*) ;; *) fail "is not linked with $flag" ;; esac
        done
        ;;
    osx-*)
        imported=$(otool -L "$file" | sed -n 's/^[[:space:]]*\(.*\) (compat.*/\1/p' | grep -v libzmq)
        exported=$(nm -gjU "$file" | sed 's/^_//')
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
