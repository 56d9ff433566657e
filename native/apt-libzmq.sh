#!/bin/sh
# Gets libzmq5 from the Debian or Ubuntu this runs on: it is downloaded with what it needs and this system lacks, and the
# libraries are laid into the folder $1, under the names they are asked for by. Nothing is installed, and it takes no root.
set -eu
folder=$1
work=$(dirname "$folder")/apt
rm -rf "$folder" "$work"
mkdir -p "$work/lists/partial" "$work/cache/archives/partial"
cd "$work"

step() { echo "libzmq: $1"; }
failed() { grep -h '^[EW]:' log | tail -n 3 >&2; exit 1; }

# "Inst name (version ...)" is a new package; "Inst name [version] ..." would be an update of one that is here.
download() {
    packages=$(apt-get "$@" -s --no-install-recommends install libzmq5 2>>log | sed -n 's/^Inst \([^ ]*\) (.*/\1/p')
    [ -n "$packages" ] && apt-get "$@" download $packages >>log 2>&1
}

# An update that fails for one source of several may still have brought what is needed: what follows it decides.
step "apt-get download libzmq5 and what it needs"
set -- -o Dir::State::lists=./lists -o Dir::Cache=./cache -o Debug::NoLocking=1
download "$@" || { step "apt-get update, into a private folder"; apt-get "$@" update >>log 2>&1 || :; download "$@"; } || failed

mkdir "$folder"
for package in *.deb; do dpkg-deb -x "$package" unpacked; done
find unpacked -name 'lib*.so*' -type f | while read -r file; do
    link=$(find "$(dirname "$file")" -type l -lname "$(basename "$file")" | head -n 1)
    cp "$file" "$folder/$(basename "${link:-$file}")"
done
rm -rf "$work"
