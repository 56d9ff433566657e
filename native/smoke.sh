#!/bin/sh
# Runs smoke.c with the library $2, built for the runtime identifier $1: on this machine, under qemu or under wine.
# Needs what build.sh left in artifacts/native-build.
set -eu
rid=$1 library=$2
here=$(cd "$(dirname "$0")" && pwd)
work=$here/../artifacts/native-build/$rid
triple=$(sed -n 's/^set(TRIPLE \(.*\))$/\1/p' "$here/toolchains/$rid.cmake")
. "$here/libzmq.version"

case $rid in
    linux-arm64) run="qemu-aarch64-static -L /usr/$triple" ;;
    linux-arm) run="qemu-arm-static -L /usr/$triple" ;;
    win-x64) run=wine ;;
    *) run= ;;
esac
case $rid in
    "linux-$(uname -m | sed 's/x86_64/x64/; s/aarch64/arm64/')") run= ;;
esac
export WINEPREFIX="$work/wine" WINEDEBUG=-all WINEARCH=win64

if [ -n "$run" ] && ! command -v ${run%% *} >/dev/null; then
    echo "$rid: not run, there is no ${run%% *}"
    exit 0
fi
case $rid in win-*) link="-static -lws2_32" ;; osx-*) link= ;; *) link=-ldl ;; esac
program=$work/smoke$(case $rid in win-*) echo .exe ;; esac)
${triple:+$triple-g}cc -std=gnu11 -Wall -Werror -I"$work/libzmq-$libzmq/include" -o "$program" "$here/smoke.c" $link
ran=$($run "$program" "$library" 2>>"$work/log") || { echo "$rid: $library ${ran:-did not run, see $work/log}" >&2; exit 1; }
[ "$run" != wine ] || wineserver --wait
echo "$rid: $ran"
