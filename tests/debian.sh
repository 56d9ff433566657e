# To be read by the scripts that get something from Debian: the mirror that this machine's apt is set up with and the keys to
# check it by, in the variables mirror and keys. Without them the script ends with a sentence of its function fail.
mirror=$(apt-get indextargets --format '$(REPO_URI)' 'Created-By: Packages' | grep -m 1 '/debian/*$') ||
    fail "apt is not set up with a mirror of Debian"
for keys in /usr/share/keyrings/debian-archive-keyring.gpg /usr/share/keyrings/debian-archive-keyring.pgp; do
    [ ! -e "$keys" ] || break
done
[ -e "$keys" ] || fail "Debian's keyring is missing: install debian-archive-keyring"

# How apt reaches the mirror, such as through a proxy, and how old an index may be: for an apt that knows nothing else.
apt_of_this_machine() { apt-config dump | grep -E '^Acquire::(https?::|Check-)' || true; }
