#!/usr/bin/env bash
# ./build.sh [TASK] [cake options]: demo, test, verify, build, libzmq, release or clean; without a task, test.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"
export DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1
# .NET ends at once where its default, ICU, is missing, as on minimal systems; nothing here needs it.
if [ "$(uname)" = Linux ] && ! find /usr/lib /usr/lib64 -maxdepth 2 -name 'libicuuc.so.*' 2>/dev/null | grep -q .; then
    export DOTNET_SYSTEM_GLOBALIZATION_INVARIANT=1
fi
export CAKE_SETTINGS_ENABLESCRIPTCACHE=true CAKE_PATHS_CACHE=artifacts/cake

if [ $# -gt 0 ] && [ "${1#-}" = "$1" ]; then
    set -- "--target=$1" "${@:2}"
fi
for option in "$@"; do
    case $option in
    --*=) # Cake would show its own command line.
        echo "Error: ${option%=} has an empty value." >&2
        exit 1
        ;;
    esac
done
dotnet tool restore >/dev/null
exec dotnet cake build.cake "$@"
