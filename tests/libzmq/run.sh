#!/bin/sh
# Runs the suites of the binding and of the library against one of the three libzmqs that the project answers for:
#
#   tests/libzmq/run.sh ours           the one we build: artifacts/native (./build.sh native)
#   tests/libzmq/run.sh debian-4.3.4   Debian 12's, without our patches, in a root of Debian 12
#   tests/libzmq/run.sh debian-4.3.5   Debian 13's, the version that Bitcoin Core is built with, in a root of Debian 13
#
# A second argument is a filter as dotnet test takes it; "smoke" is a short set that touches whatever differs between the three.
# The projects have to be built (Release). Results go to artifacts/test-results/libzmq. The roots need Linux and root, and
# mmdebstrap the first time: get-root.sh. The exit code is not 0 when a test failed or none ran.
set -eu
here=$(cd "$(dirname "$0")/../.." && pwd)
name=${1:-} filter=${2:-}
fail() { echo "run.sh: $1" >&2; exit 1; }

case $name in
ours) suite= ;;
debian-4.3.4) suite=bookworm ;;
debian-4.3.5) suite=trixie ;;
*) fail "'$name' names no libzmq: ours, debian-4.3.4 and debian-4.3.5 do" ;;
esac
[ "$filter" != smoke ] || filter="FullyQualifiedName~BindErrorTests|FullyQualifiedName~HostNameTests|FullyQualifiedName~ErrnoGateTests|FullyQualifiedName~ZmqProxyTests|FullyQualifiedName~ZmqLibraryTests|FullyQualifiedName~AddressMatrixTests|FullyQualifiedName~OldPeerTests|FullyQualifiedName~LongTopicTests|FullyQualifiedName~ReconnectPauseTests|FullyQualifiedName~HostNameBindTests"

# The project's rules are about the checkout and its build, which a root has no tools for; no libzmq changes them.
[ -n "$filter" ] || filter="FullyQualifiedName!~.Rules."

dotnet=$(dirname "$(readlink -f "$(command -v dotnet)")")
if [ -z "$suite" ]; then
    library=$(find "$here/artifacts/native/linux-$(uname -m | sed 's/x86_64/x64/; s/aarch64/arm64/')" -name 'libzmq.so*' 2>/dev/null | head -n 1)
    [ -n "$library" ] || fail "there is no libzmq of ours in artifacts/native: ./build.sh native"
else
    # A bare name is the system's: that of the root.
    library=libzmq.so.5
    root=$("$here/tests/libzmq/get-root.sh" "$suite")
fi

inside() {
    if [ -z "$suite" ]; then
        "$@"
        return
    fi
    # Mounts of a namespace of its own end with it. The checkout and the SDK have the paths they have outside.
    unshare --mount --propagation private sh -eu -c '
        root=$1 here=$2 dotnet=$3
        shift 3
        for folder in "$here" "$dotnet" /proc /dev /sys /tmp; do
            mkdir -p "$root$folder"
            mount --rbind "$folder" "$root$folder"
        done
        for file in /etc/hosts /etc/resolv.conf; do
            [ -e "$file" ] || continue
            touch "$root$file"
            mount --bind "$(readlink -f "$file")" "$root$file"
        done
        exec chroot "$root" env -C "$here" "$@"' sh "$root" "$here" "$dotnet" "$@"
}

failed=0
for project in ${PROJECTS:-ZmqNative.Interop.Tests ZmqNative.Tests}; do
    tests=$here/tests/$project/bin/Release/net10.0/$project.dll
    [ -e "$tests" ] || fail "$project is not built: dotnet build tests/$project -c Release"
    inside env PATH="$dotnet:/usr/sbin:/usr/bin:/sbin:/bin" DOTNET_ROOT="$dotnet" DOTNET_CLI_HOME=/tmp DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1 \
        ZMQNATIVE_LIBRARY_PATH="$library" ZMQNATIVE_CI_HAS=libzmq \
        dotnet test "$tests" ${filter:+--filter "$filter"} --logger "trx;LogFileName=$project.$name.trx" --results-directory "$here/artifacts/test-results/libzmq" -- RunConfiguration.TreatNoTestsAsError=true ||
        failed=1
done
exit $failed
