#!/usr/bin/env bash
# Feeds a parser with inputs that follow its branches (afl++ and SharpFuzz), from the corpus in tests/data/fuzz.
#
#   tests/fuzz.sh TARGET SECONDS [QUIET]  for as many seconds of processor time, and on until there was no new edge in the
#                                   last QUIET of them (default: 0); ./build.sh fuzz runs each target in turn
#   tests/fuzz.sh keep TARGET       makes the corpus of what the last run found: the shortest inputs that reach each edge
#
# Needs afl++ (Debian: apt-get install afl++) and the project tests/Fuzz, built. Everything else is in artifacts/fuzz: the
# instrumented program, and for each target its queue, what it crashed on, and a line for the table with edges and executions.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

built=tests/Fuzz/bin/Release/net10.0
work=artifacts/fuzz
program=$work/program
stats() { sed -n "s/^$1 *: *//p" "$out/default/fuzzer_stats"; }

command -v afl-fuzz >/dev/null || { echo "afl-fuzz is missing: apt-get install afl++." >&2; exit 2; }
[ -e $built/Fuzz.dll ] || { echo "tests/Fuzz is not built: ./build.sh build." >&2; exit 2; }

# A copy, because the program that instruments must not load what it instruments.
if [ ! -e $program/instrumented ] || [ $built/Fuzz.dll -nt $program/instrumented ] || [ $built/ZmqNative.dll -nt $program/instrumented ]; then
    rm -rf $program
    mkdir -p $work
    cp -r $built $program
    dotnet $built/Fuzz.dll instrument $program
    touch $program/instrumented
fi

export AFL_SKIP_BIN_CHECK=1 AFL_SKIP_CPUFREQ=1 AFL_NO_AFFINITY=1 AFL_NO_UI=1 AFL_I_DONT_CARE_ABOUT_MISSING_CRASHES=1
export AFL_FUZZER_STATS_UPDATE_INTERVAL=5 AFL_FORKSRV_INIT_TMOUT=60000 DOTNET_gcServer=0 DOTNET_GCHeapHardLimit=0x20000000
run=("$PWD/$program/Fuzz")

if [ "${1-}" = keep ]; then
    target=${2:?"which target"}
    out=$work/$target
    rm -rf "$work/kept"
    AFL_ALLOW_TMP=1 afl-cmin -m none -t 20000 -i "$out/default/queue" -o "$work/kept" -- "${run[@]}" "$target" >"$work/cmin.log" 2>&1
    mkdir -p "tests/data/fuzz/$target"
    find "tests/data/fuzz/$target" -type f -not -name 'found-*' -delete
    for input in "$work/kept"/*; do
        cp "$input" "tests/data/fuzz/$target/$(sha1sum <"$input" | cut -c 1-12)"
    done
    exit
fi

target=${1:?"a target: tests/fuzz.sh TARGET SECONDS"}
seconds=${2:?"seconds of CPU: tests/fuzz.sh TARGET SECONDS [QUIET]"}
quiet=${3:-0}
out=$work/$target
rm -rf "$out"
mkdir -p "$out"
afl-fuzz -m none -t 20000 -i "tests/data/fuzz/$target" -o "$out" -- "${run[@]}" "$target" >"$out.log" 2>&1 &
fuzzer=$!
trap 'kill -INT $fuzzer 2>/dev/null || true' EXIT

# The time of the fuzzer, of the program, and of what the program was before it crashed.
ticks=$(getconf CLK_TCK)
cpu() {
    local pid total=0
    for pid in $fuzzer $(cat /proc/$fuzzer/task/$fuzzer/children 2>/dev/null); do
        total=$((total + $(sed 's/.*) //' "/proc/$pid/stat" 2>/dev/null | awk '{ print $12 + $13 + $14 + $15 }' || echo 0)))
    done
    echo $((total / ticks))
}
used=0 edges=0 since=0
while kill -0 $fuzzer 2>/dev/null && { [ "$used" -lt "$seconds" ] || [ $((used - since)) -lt "$quiet" ]; }; do
    sleep 2
    used=$(cpu)
    # None while the file is being written.
    now=$([ ! -e "$out/default/fuzzer_stats" ] || stats edges_found)
    [ "${now:-$edges}" = "$edges" ] || { edges=$now since=$used; }
done
kill -INT $fuzzer 2>/dev/null || true
wait $fuzzer || { tail -n 20 "$out.log"; echo "afl-fuzz ended by itself." >&2; exit 1; }
crashes=$(find "$out/default/crashes" "$out/default/hangs" -name 'id*' | wc -l)
printf '%-12s %6d s of CPU  %9d executions  %5d edges, the last new one after %d s  %d crashes and hangs\n' \
    "$target" "$used" "$(stats execs_done)" "$edges" "$since" "$crashes" | tee "$out.txt"
[ "$crashes" = 0 ]
