#!/bin/sh
# Unpacks Debian's bitcoind (Bitcoin Knots, a derivative of Bitcoin Core) with the libraries it needs into the folder $1
# (artifacts/bitcoind unless given) and leaves the commands bitcoind and bitcoin-cli there. Nothing is installed.
# About 40 MB come from the mirror that apt is set up to use, checked against Debian's keys. Does nothing when it is there.
# Needs apt, dpkg and Debian's keyring (debian-archive-keyring). SUITE and PACKAGE name another source than sid's bitcoin-knots.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
target=${1:-$here/../../artifacts/bitcoind}
suite=${SUITE:-sid} package=${PACKAGE:-bitcoin-knots}
fail() { echo "get-bitcoind.sh: $1" >&2; exit 1; }

if [ -x "$target/bitcoind" ] && "$target/bitcoind" --version >/dev/null 2>&1; then
    echo "$target/bitcoind is there: $("$target/bitcoind" --version | head -n 1)"
    exit 0
fi
for tool in apt-get dpkg dpkg-deb; do
    command -v $tool >/dev/null || fail "$tool is missing; unpack a bitcoind yourself and name it in BITCOIND"
done

. "$here/../debian.sh"

# All is made in a folder beside, which takes the target's name at the very end: what has that name is complete.
mkdir -p "$target"
target=$(cd "$target" && pwd)
[ -e "$target/versions.txt" ] || rmdir "$target" 2>/dev/null || fail "$target holds other things: name an empty folder"
new=$target.new
rm -rf "$new"
trap 'rm -rf "$new"' EXIT
mkdir -p "$new/apt/lists/partial" "$new/apt/archives/partial" "$new/system/usr"
cd "$new/apt"

# An apt of its own, on whose system nothing is installed: so it names all that the package needs.
: >status
echo "deb [signed-by=$keys] $mirror $suite main" >sources.list
cat >apt.conf <<CONF
Dir "$new/apt";
Dir::State "$new/apt";
Dir::State::status "$new/apt/status";
Dir::Cache "$new/apt";
Dir::Etc::sourcelist "$new/apt/sources.list";
Dir::Etc::parts "/dev/null";
Dir::Etc::sourceparts "/dev/null";
Dir::Etc::preferences "/dev/null";
Dir::Etc::preferencesparts "/dev/null";
APT::Architecture "$(dpkg --print-architecture)";
APT::Default-Release "";
APT::Install-Recommends "false";
APT::Sandbox::User "";
APT::Get::AllowUnauthenticated "false";
Acquire::AllowInsecureRepositories "false";
Acquire::Languages "none";
// An index as old as a frozen mirror's will do; it is signed all the same.
Acquire::Check-Valid-Until "false";
#clear APT::Update::Post-Invoke;
CONF
export APT_CONFIG="$new/apt/apt.conf"
apt-get -q update >log 2>&1 || { cat log >&2; fail "the index of $suite could not be read"; }
apt-get -q --simulate install "$package" >log 2>&1 || { cat log >&2; fail "there is no $package in $suite"; }

# Of these only the program and libraries, not what the system is made of.
wanted=$(sed -n 's/^Inst \([^ :]*\).*/\1/p' log | grep -E "^($package|lib.*|gcc-[0-9]+-base)$" | sort -u)
(cd archives && apt-get -q download $wanted) >log 2>&1 || { cat log >&2; fail "the packages could not be fetched"; }

# Where /usr is merged, /lib is /usr/lib: packages of both kinds land in one place.
for folder in bin sbin lib lib64; do
    mkdir -p "$new/system/usr/$folder"
    ln -s usr/$folder "$new/system/$folder"
done
for archive in archives/*.deb; do
    dpkg-deb --fsys-tarfile "$archive" | tar -x --keep-directory-symlink --no-same-owner -C "$new/system"
    dpkg-deb --show "$archive" >>"$new/versions.txt"
done
cd "$new"
libc=$(find system/usr/lib -name libc.so.6 | head -n 1)
loader=$(find -L system/usr/lib64 system/usr/lib -maxdepth 3 -name 'ld-linux*.so.*' | head -n 1)
[ -n "$libc" ] && [ -n "$loader" ] || fail "no C library was unpacked"

# The loader is told where its libraries are, and exec keeps the process id, so that who starts the command can end it.
for command in bitcoind bitcoin-cli; do
    cat >$command <<WRAPPER
#!/bin/sh
here=\$(dirname "\$(readlink -f "\$0")")
exec "\$here/$loader" --argv0 $command --library-path "\$here/$(dirname "$libc")" "\$here/system/usr/bin/$command" "\$@"
WRAPPER
    chmod +x $command
done
rm -rf apt
./bitcoind --version | head -n 1
rm -rf "$target"
mv "$new" "$target"
