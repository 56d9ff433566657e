#!/usr/bin/env bash
# One would guess: configure_plain and configure_curve of pyzmq's authenticator with domain "*", their
#   default, cover every ZAP domain, as their documentation says.
# What happens: "*" is the domain of sockets without one only. A client with the right password or key
#   is refused by a server socket whose ZAP_DOMAIN is set, with "Invalid domain" or "Unknown domain" in
#   the log and only a failed handshake at the client, which tries again and again. So whoever sets a
#   domain (libzmq's ZMQ_ZAP_ENFORCE_DOMAIN demands one) has to name it to the authenticator, too.
# Seen: 2026-11-30, pyzmq 24.0.1 with libzmq 4.3.4 (Debian 12):
#   PLAIN, no domain at the socket, "*" at the authenticator: accepted
#   PLAIN, domain "global" at the socket, "*" at the authenticator: refused
#   PLAIN, domain "global" at both: accepted
#   CURVE, the same three: accepted, refused, accepted
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"

# Debian's packages, unpacked; their own dependencies are those of any Debian 12 with python3 and libzmq5.
apt-get download -q python3-zmq=24.0.1-4+b1 >apt.log 2>&1 || { cat apt.log; exit 1; }
dpkg-deb -x python3-zmq_*.deb .

cat >ask.py <<'PROGRAM'
import os, sys
sys.path.insert(0, "usr/lib/python3/dist-packages")
import zmq, zmq.auth
from zmq.auth.thread import ThreadAuthenticator

os.mkdir("allowed")
server_public, server_secret = zmq.curve_keypair()
client_public, client_secret = zmq.curve_keypair()
with open("allowed/client.key", "w") as file:
    file.write('curve\n    public-key = "%s"\n' % client_public.decode())


def ask(mechanism, of_socket, of_authenticator):
    context = zmq.Context()
    auth = ThreadAuthenticator(context)
    auth.start()
    server, client = context.socket(zmq.PUSH), context.socket(zmq.PULL)
    for socket in (server, client):
        socket.linger = 0
    if of_socket:
        server.zap_domain = of_socket.encode()
    if mechanism == "PLAIN":
        auth.configure_plain(domain=of_authenticator, passwords={"alice": "secret"})
        server.plain_server = True
        client.plain_username, client.plain_password = b"alice", b"secret"
    else:
        auth.configure_curve(domain=of_authenticator, location="allowed")
        server.curve_server = True
        server.curve_publickey, server.curve_secretkey = server_public, server_secret
        client.curve_publickey, client.curve_secretkey = client_public, client_secret
        client.curve_serverkey = server_public
    events = server.get_monitor_socket()
    port = server.bind_to_random_port("tcp://127.0.0.1")
    client.connect("tcp://127.0.0.1:%d" % port)
    result = None
    while result is None:
        assert events.poll(10000), "nothing happened"
        number = int.from_bytes(events.recv_multipart()[0][:2], sys.byteorder)
        result = {zmq.EVENT_HANDSHAKE_SUCCEEDED: "accepted", zmq.EVENT_HANDSHAKE_FAILED_AUTH: "refused"}.get(number)
    server.disable_monitor()
    events.close()
    client.close()
    server.close()
    auth.stop()
    context.term()
    where = '"%s" at the authenticator' % of_authenticator
    print('%s, %s at the socket, %s: %s' % (mechanism, 'domain "%s"' % of_socket if of_socket else "no domain", where, result))


print("pyzmq %s, libzmq %s" % (zmq.__version__, zmq.zmq_version()))
for mechanism in ("PLAIN", "CURVE"):
    ask(mechanism, "", "*")
    ask(mechanism, "global", "*")
    ask(mechanism, "global", "global")
PROGRAM
/usr/bin/python3 ask.py | tee output
[ "$(sed -n 's/.*: //p' output | tr '\n' ' ')" = "accepted refused accepted accepted refused accepted " ]
echo "As described."
