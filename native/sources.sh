#!/bin/sh
# Gets the source archives of libzmq and libsodium, and of Debian's changes to libzmq, into the folder $1 and checks them
# against libzmq.version.
# Archives that are there already are only checked, so they may come from anywhere: the hash decides. The others come
# from the source packages of this Debian, through lists of its own, at the mirror that apt is set up to use.
set -eu
. "$(dirname "$0")/libzmq.version"
mkdir -p "$1"
cd "$1"

hash() { if command -v sha256sum >/dev/null; then sha256sum; else shasum -a 256; fi | cut -d " " -f 1; }
got() { [ -f "$1" ] && [ "$(hash <"$1")" = "$2" ]; }

fetch() {
    apt=apt-sources
    mkdir -p $apt/sources.d $apt/lists/partial
    for file in /etc/apt/sources.list /etc/apt/sources.list.d/*.list /etc/apt/sources.list.d/*.sources; do
        [ ! -f "$file" ] || sed -E 's/^deb /deb-src /; s/^Types:.*/Types: deb-src/' "$file" >$apt/sources.d/"${file##*/}"
    done
    set -- -o Dir::Etc::sourcelist=/dev/null -o Dir::Etc::sourceparts="$PWD/$apt/sources.d" -o Dir::State::lists="$PWD/$apt/lists"
    # An update that fails for one source of several may still bring what is needed: the hash decides.
    apt-get -qq "$@" update >$apt/log 2>&1 || :
    apt-get -qq "$@" source --download-only zeromq3 libsodium >>$apt/log 2>&1 || tail -n 3 $apt/log >&2
    rm -rf $apt
}

zmq=zeromq3_$libzmq.orig.tar.gz
changes=zeromq3_$libzmq-$debian.debian.tar.xz
sodium=libsodium_$libsodium.orig.tar.gz
if ! got $zmq $libzmq_sha256 || ! got $changes $debian_sha256 || ! got $sodium $libsodium_sha256; then
    echo "sources: apt-get source zeromq3 libsodium"
    ! command -v apt-get >/dev/null || fetch
fi
for pair in $zmq:$libzmq_sha256 $changes:$debian_sha256 $sodium:$libsodium_sha256; do
    got ${pair%:*} ${pair#*:} && continue
    echo "sources: $PWD/${pair%:*} with SHA-256 ${pair#*:} is needed and apt did not bring it: put it there." >&2
    exit 1
done
