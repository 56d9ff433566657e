#!/usr/bin/env bash
# ./build.sh [TASK] [cake options]: demo, test, verify, build, libzmq or clean; without a task, test.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"
export DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1
export CAKE_SETTINGS_ENABLESCRIPTCACHE=true CAKE_PATHS_CACHE=artifacts/cake

if [ $# -gt 0 ] && [ "${1#-}" = "$1" ]; then
    set -- "--target=$1" "${@:2}"
fi
dotnet tool restore >/dev/null
exec dotnet cake build.cake "$@"
