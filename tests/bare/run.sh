#!/bin/sh
# Does what a stranger does, on a machine that has the .NET SDK, the packages it is documented to need, git, and nothing
# else: clones the project as an ordinary user with an empty NuGet cache, and runs ./build.sh demo and ./build.sh test. Both
# have to succeed, and a test may be skipped only for a reason that stands in the file skips.
#
#   tests/bare/run.sh [OPTION...] [TASK...]     tasks of build.sh, unless given: demo test
#
#   --here      this machine is such a bare one, as a container of debian:12 is before anything is installed; missing
#               packages of the list are installed. Without it, a minimal Debian is made for the purpose, of which an archive
#               is kept in ${XDG_CACHE_HOME:-~/.cache}/zmqnative/bare; that takes Linux, root, mount namespaces, and
#               mmdebstrap or debootstrap.
#   --optional  where such a Debian cannot be made, say so and succeed
#   --libzmq5   with the system's libzmq.so.5, as a Debian user has it who installed no header files
#   --as-root   as root
#
# The mirror, certificates, proxies and NuGet's configuration are this machine's.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
fail() { echo "bare: $1" >&2; exit 1; }
say() { echo "bare: $1"; }

mode=make optional= user=user libzmq5= tasks= source=$(cd "$here/../.." && pwd)
for argument in "$@"; do
    case $argument in
        --here) mode=here ;;
        --made=*) mode=made source=${argument#*=} ;; # by this script, for itself
        --optional) optional=yes ;;
        --libzmq5) libzmq5=yes ;;
        --as-root) user=root ;;
        -*) fail "there is no option '$argument': --here, --optional, --libzmq5 and --as-root are" ;;
        *) tasks="$tasks $argument" ;;
    esac
done
tasks=${tasks:- demo test}

cannot() {
    [ -n "$optional" ] || fail "no bare Debian can be made here, because $1."
    say "no bare Debian can be made here, because $1; left out."
    exit 0
}

# Makes a Debian, and runs this script in there. Its mounts and processes are in namespaces that end with it.
make_and_enter() {
    [ "$(uname)" = Linux ] || cannot "this is not Linux"
    [ "$(id -u)" = 0 ] || cannot "only root may"
    unshare --mount --pid --fork true 2>/dev/null || cannot "this system grants no mount and process namespaces"
    command -v mmdebstrap >/dev/null || command -v debootstrap >/dev/null || cannot "mmdebstrap and debootstrap are missing"
    sdk=$(dirname "$(readlink -f "$(command -v dotnet)")") || cannot "there is no dotnet"

    cache=${XDG_CACHE_HOME:-$HOME/.cache}/zmqnative/bare
    mkdir -p "$cache"
    exec 9>"$cache/lock"
    flock --nonblock 9 || { say "another run is using $cache, which is waited for."; flock 9; }

    archive=$cache/$(. /etc/os-release && echo "$ID-$VERSION_ID")-$(uname -m)-$(cat "$here/packages" "$here/make-root.sh" "$here/../debian.sh" | cksum | cut -d ' ' -f 1).tar
    if [ ! -f "$archive" ]; then
        say "makes a minimal Debian, which is kept in $archive"
        rm -f "$cache"/*.tar
        "$here/make-root.sh" "$archive" || fail "the minimal Debian could not be made."
    fi
    root=$cache/root
    rm -rf "$root"
    mkdir "$root"
    trap 'rm -rf "$root"' EXIT
    trap 'exit 1' HUP INT TERM
    tar --numeric-owner -C "$root" -xpf "$archive"

    # Of this machine: names, certificates, and how apt and NuGet get their packages.
    cp -L /etc/hosts /etc/resolv.conf "$root/etc/"
    certificates=${SSL_CERT_FILE:-/etc/ssl/certs/ca-certificates.crt}
    [ ! -f "$certificates" ] || cp -L "$certificates" "$root/etc/ssl/certs/ca-certificates.crt"
    apt-get indextargets --format 'deb $(REPO_URI) $(RELEASE) $(COMPONENT)' 'Created-By: Packages' 'Origin: Debian' \
        >"$root/etc/apt/sources.list"
    apt-config dump | grep -E '^Acquire::(https?::|Check-)' >"$root/etc/apt/apt.conf.d/machine" || true
    nuget=$HOME/.nuget/NuGet/NuGet.Config
    [ ! -f "$nuget" ] || install -m 644 "$nuget" "$root/etc/NuGet.Config"

    unset SSL_CERT_FILE SSL_CERT_DIR # in there, they are where they are looked for
    mkdir -p "$root/usr/share/dotnet" "$root/bare"
    ln -s /usr/share/dotnet/dotnet "$root/usr/bin/dotnet"
    cp "$here"/* "$root/bare/"
    git -c safe.directory='*' clone -q --bare "$source" "$root/bare/project.git"
    git -c safe.directory='*' -C "$source" diff --quiet HEAD || say "what is not committed is left out."

    unshare --mount --propagation private --pid --fork --kill-child sh -eu -c '
        root=$1 sdk=$2
        shift 2
        mount --rbind /dev "$root/dev"
        mount -t proc proc "$root/proc"
        mount --rbind /sys "$root/sys"
        mount --bind "$sdk" "$root/usr/share/dotnet"
        mount -o remount,bind,ro "$root/usr/share/dotnet"
        exec chroot "$root" /bare/run.sh --made=/bare/project.git "$@"' sh "$root" "$sdk" "$@" 9>&- && code=0 || code=$?
    return $code
}

# True with nothing of what a stranger may lack: a test that needs one of these unsaid would pass here and fail there.
check_bareness() {
    for tool in cc gcc g++ clang python3 bitcoind; do
        ! command -v $tool >/dev/null || fail "this machine is not bare: it has $tool."
    done
    ! find /usr/lib /usr/local/lib /lib -name 'libzmq*' 2>/dev/null | grep . || fail "this machine is not bare: it has libzmq."
}

add_packages() {
    DEBIAN_FRONTEND=noninteractive apt-get -qq install -y --no-install-recommends "$@" </dev/null >/dev/null 2>/bare-apt ||
        { cat /bare-apt >&2; fail "$* could not be installed."; }
}

# Runs a command as the stranger, in an environment that has nothing but what the machine says of its network.
as_stranger() {
    set -- PATH="$path" HOME="$home" USER=$user LOGNAME=$user SHELL=/bin/bash TERM=dumb "$@"
    for name in http_proxy https_proxy no_proxy all_proxy HTTP_PROXY HTTPS_PROXY NO_PROXY ALL_PROXY NUGET_CERT_REVOCATION_MODE SSL_CERT_FILE SSL_CERT_DIR; do
        eval "value=\${$name-}"
        [ -z "$value" ] || set -- "$name=$value" "$@"
    done
    setpriv --reuid="$user" --regid="$user" --init-groups env -i "$@" </dev/null
}

# Names the reasons for which tests were skipped, by how many, and fails when one is not declared.
check_skips() {
    cat "$project"/artifacts/test-results/*.trx 2>/dev/null | awk -v declared="$(grep -v '^#' "$here/skips" | paste -sd ' ')" '
        BEGIN { RS = "<UnitTestResult "; split(declared, names, " "); for (i in names) known[names[i]] = 1 }
        NR > 1 && match($0, /outcome="[A-Za-z]*"/) {
            outcome = substr($0, RSTART + 9, RLENGTH - 10)
            if (outcome == "Passed" || outcome == "Failed") next
            reason = match($0, /<Message>[^<]*/) ? substr($0, RSTART + 9, RLENGTH - 9) : "no reason"
            sub(/\n.*/, "", reason)
            while (sub(/^(OneTime)?SetUp ?: /, "", reason)) { }
            if (match(reason, / is missing: /) && substr(reason, 1, RSTART - 1) in known) { count[substr(reason, 1, RSTART - 1)]++; next }
            match($0, /testName="[^"]*"/)
            if (!undeclared[reason]++) first[reason] = substr($0, RSTART + 10, RLENGTH - 11)
        }
        END {
            for (name in count) print "bare: skipped without " name ": " count[name]
            for (reason in undeclared) print "bare: skipped for no declared reason: " undeclared[reason] ", as " first[reason] ": " reason
            for (reason in undeclared) exit 1
        }'
}

if [ $mode = make ]; then
    make_and_enter "$@"
    exit
fi

[ "$(id -u)" = 0 ] || fail "only root can make an ordinary user and become it; run this as root."
check_bareness
if [ $mode = here ] || [ -n "$libzmq5" ]; then
    apt-get -qq update >/dev/null 2>&1 || true # A source that fails may not be one of those needed.
fi
if [ $mode = here ]; then
    # shellcheck disable=SC2046 # A package a word.
    add_packages $(grep -v '^#' "$here/packages")
fi
[ -z "$libzmq5" ] || add_packages libzmq5

sdk=${DOTNET_ROOT:-/usr/share/dotnet}
path=/usr/local/bin:/usr/bin:/bin
command -v dotnet >/dev/null || path=$sdk:$path
PATH=$path:$PATH command -v dotnet >/dev/null || fail "there is no .NET SDK on the PATH, in DOTNET_ROOT or in /usr/share/dotnet."
[ $user = root ] || id $user >/dev/null 2>&1 || useradd --create-home --shell /bin/bash $user
home=$(getent passwd $user | cut -d : -f 6)
[ ! -d "$home/.nuget/packages" ] || fail "this machine is not bare: $home has NuGet packages."
if [ -f /etc/NuGet.Config ]; then
    as_stranger mkdir -p "$home/.nuget/NuGet"
    as_stranger cp /etc/NuGet.Config "$home/.nuget/NuGet/"
fi
project=$home/zmqnative
if [ -e "$source/HEAD" ] || [ -e "$source/.git" ]; then
    git clone -q "$source" "$project"
else
    cp -R "$source" "$project" # a checkout that was made without git
fi
chown -R "$user:" "$project"

failed=
for task in $tasks; do
    say "./build.sh $task, as $user"
    began=$(date +%s)
    (cd "$project" && as_stranger ./build.sh "$task") && code=0 || code=$?
    say "./build.sh $task took $(($(date +%s) - began)) s and ended with $code."
    [ $code = 0 ] || failed="$failed ./build.sh $task failed."
done
case " $tasks " in *" test "*) check_skips || failed="$failed Tests were skipped for reasons that tests/bare/skips does not have." ;; esac
[ -z "$failed" ] || fail "${failed# }"
say "$(echo $tasks) succeeded."
