#!/bin/sh
# Makes the archive $1 of a minimal Debian with the packages of the list beside this file, from the mirror that apt is set
# up with and of the suite that runs here. Neither the mirror nor anything else of this machine gets into the archive.
# Needs root, Debian's keyring and mmdebstrap or debootstrap.
set -eu
archive=$1
here=$(cd "$(dirname "$0")" && pwd)
fail() { echo "make-root.sh: $1" >&2; exit 1; }

suite=$(. /etc/os-release && [ "$ID" = debian ] && echo "$VERSION_CODENAME") || suite=bookworm
. "$here/../debian.sh"

# What is unfinished has another name.
mkdir -p "$(dirname "$archive")"
new=$archive.new
trap 'rm -rf "$new"' EXIT
rm -rf "$new"
mkdir "$new"
apt_of_this_machine >"$new/apt.conf"
packages=$(grep -v '^#' "$here/packages")
if command -v mmdebstrap >/dev/null; then
    mmdebstrap --quiet --variant=minbase --keyring="$keys" --aptopt="$new/apt.conf" --include="$(echo "$packages" | paste -sd ,)" \
        "$suite" "$new/debian" "deb [signed-by=$keys] $mirror $suite main" >&2
else
    debootstrap --variant=minbase --keyring="$keys" "$suite" "$new/debian" "$mirror" >&2
    cp "$new/apt.conf" "$new/debian/etc/apt/apt.conf.d/machine"
    chroot "$new/debian" apt-get -qq update >&2
    # shellcheck disable=SC2086 # A package a word.
    DEBIAN_FRONTEND=noninteractive chroot "$new/debian" apt-get -qq install -y --no-install-recommends $packages </dev/null >&2
fi
cd "$new/debian"
rm -rf etc/apt/sources.list etc/apt/sources.list.d/* etc/apt/apt.conf.d/99mmdebstrap etc/apt/apt.conf.d/machine \
    etc/resolv.conf etc/hostname var/lib/apt/lists/* var/cache/apt/* dev/*
tar --numeric-owner -cf "$new/debian.tar" .
mv "$new/debian.tar" "$archive"
