#!/bin/sh
# Runs smoke.c with the library $2, built for the runtime identifier $1: on this machine, under qemu or under wine.
# Needs what build.sh left in artifacts/native-build.
set -eu
rid=$1 library_file=$2
here=$(cd "$(dirname "$0")" && pwd)
artifacts=$(cd "$here/../artifacts" && pwd)
. "$here/libzmq.version"
cache=${ZMQNATIVE_NATIVE_CACHE:-${XDG_CACHE_HOME:-${HOME:-$artifacts}/.cache}/zmqnative/native}
sources=$cache/sources
. "$here/compiler.sh"
fail() { echo "$rid: $1" >&2; exit 1; }
choose
choose_compiler
cd "$work"

own=$(case $(uname -m) in x86_64 | amd64) echo x64 ;; aarch64 | arm64) echo arm64 ;; esac)
run=
case $host:$rid in
    win:*) run=none ;; # Microsoft's compiler cannot compile it
    "$host:$host-$own") ;;
    linux:linux-arm64) run="qemu-aarch64-static -L /usr/$target" ;;
    linux:linux-arm) run="qemu-arm-static -L /usr/arm-linux-gnueabihf" ;;
    linux:linux-musl-x64) run=/lib/ld-musl-x86_64.so.1 ;;
    linux:linux-musl-arm64) run="qemu-aarch64-static -L $sources/musl-arm64" ;;
    linux:win-x64) run=wine ;;
    *) run=none ;;
esac
if [ "$run" = none ] || [ -n "$run" ] && ! command -v ${run%% *} >/dev/null; then
    echo "$rid: not run, there is $([ "$run" = none ] && echo nothing to run it with || echo "no ${run%% *}")"
    exit 0
fi
export WINEPREFIX="$work/wine" WINEDEBUG=-all WINEARCH=win64

# zig links a musl program statically, which then cannot load a library, unless it is linked with one.
case $compiler:$rid in
    zig:linux-musl-*)
        ln -sf "$library_file" libzmq.so.5
        export LD_LIBRARY_PATH="$work"
        link=$library_file
        ;;
    *:win-*) link="-static -lws2_32" ;;
    *:osx-*) link= ;;
    *) link=-ldl ;;
esac
program=$work/smoke$(case $rid in win-*) echo .exe ;; esac)
$cc -O2 -std=gnu11 -Wall -Werror -Ilibzmq/include -o "$program" "$here/smoke.c" $link >>log 2>&1 || { tail -n 20 log >&2; fail "smoke.c was not compiled"; }
ran=$($run "$program" "$library_file" 2>>log) || fail "$library_file ${ran:-did not run, see $work/log}"
[ "$run" != wine ] || wineserver --wait
echo "$rid: $ran"
