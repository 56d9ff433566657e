#!/bin/sh
# Makes a Debian root of suite $1 with the packages .NET needs and that suite's libzmq, and prints its folder:
# ${XDG_CACHE_HOME:-$HOME/.cache}/zmqnative/roots/SUITE, kept between runs. Does nothing when it is there.
# About 70 MB come from the mirror that apt is set up to use, checked against Debian's keys; the mirror is not written into
# the root. Needs root, mmdebstrap and debian-archive-keyring.
set -eu
suite=${1:?usage: get-root.sh SUITE}
roots=${XDG_CACHE_HOME:-$HOME/.cache}/zmqnative/roots
target=$roots/$suite
fail() { echo "get-root.sh: $1" >&2; exit 1; }

if [ -d "$target" ]; then
    echo "$target"
    exit 0
fi
[ "$(id -u)" = 0 ] || fail "only root can make a root with files of other users"
command -v mmdebstrap >/dev/null || fail "mmdebstrap is missing"
. "$(dirname "$0")/../debian.sh"

# ICU and OpenSSL have their version in the package's name.
case $suite in
bookworm) versioned=libicu72,libssl3 ;;
trixie) versioned=libicu76,libssl3t64 ;;
*) versioned=libicu-dev,libssl3t64 ;;
esac

# Made beside its place, which it takes at the very end: a root that has its name is complete.
mkdir -p "$roots"
new=$roots/.$suite.$$
options=$new.conf
trap 'rm -rf "$new" "$options"' EXIT
apt_of_this_machine >"$options"
mmdebstrap --quiet --variant=minbase --keyring="$keys" --aptopt="$options" \
    --include="libzmq5,ca-certificates,libstdc++6,zlib1g,tzdata,iproute2,$versioned" \
    --customize-hook='rm -f "$1"/etc/apt/sources.list "$1"/etc/apt/sources.list.d/* "$1"/etc/apt/apt.conf.d/99mmdebstrap "$1"/etc/resolv.conf' \
    "$suite" "$new" "deb [signed-by=$keys] $mirror $suite main" >&2 || fail "the root of $suite could not be made"
mv "$new" "$target"
echo "$target"
