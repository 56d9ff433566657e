#!/usr/bin/env bash
# One would guess: the properties of a message (zmq_msg_gets: User-Id, Peer-Address, Socket-Type) are on
#   each of its parts, the routing id that a ROUTER puts in front among them; or on that never.
# What happens: the routing id has them when it is received without a look at the socket before, and has
#   none (EINVAL) when zmq_poll or ZMQ_EVENTS has seen the message first. The parts that the peer sent
#   have them either way. So a server that asks the first part who its client is finds out while it is
#   idle in a blocking receive, and not once it polls.
# Seen: 2026-11-30, pyzmq 24.0.1 with libzmq 4.3.4 (Debian 12):
#   DEALER, received at once: id has properties, body has properties
#   DEALER, polled before: id has none, body has properties
#   REQ, received at once: id has properties, delimiter has properties, body has properties
#   REQ, polled before: id has none, delimiter has properties, body has properties
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"

# Debian's packages, unpacked; their own dependencies are those of any Debian 12 with python3 and libzmq5.
apt-get download -q python3-zmq=24.0.1-4+b1 >apt.log 2>&1 || { cat apt.log; exit 1; }
dpkg-deb -x python3-zmq_*.deb .

cat >ask.py <<'PROGRAM'
import sys
sys.path.insert(0, "usr/lib/python3/dist-packages")
import zmq


def has(part):
    try:
        return "has properties" if part.get("Peer-Address") == "127.0.0.1" else "has another"
    except zmq.ZMQError:
        return "has none"


print("pyzmq %s, libzmq %s" % (zmq.__version__, zmq.zmq_version()))
context = zmq.Context()
for kind in (zmq.DEALER, zmq.REQ):
    with context.socket(zmq.ROUTER) as server, context.socket(kind) as client:
        server.linger = client.linger = 0
        server.rcvtimeo = client.rcvtimeo = 10000
        client.connect("tcp://127.0.0.1:%d" % server.bind_to_random_port("tcp://127.0.0.1"))
        for polled in (False, True):
            client.send(b"hello")
            if polled:
                assert server.poll(10000), "nothing came"
            parts = server.recv_multipart(copy=False)
            names = ("id", "body") if kind == zmq.DEALER else ("id", "delimiter", "body")
            print("%s, %s: %s" % (
                "DEALER" if kind == zmq.DEALER else "REQ", "polled before" if polled else "received at once",
                ", ".join("%s %s" % (name, has(part)) for name, part in zip(names, parts))))
            if kind == zmq.REQ:
                server.send_multipart(parts)
                client.recv()
context.term()
PROGRAM
/usr/bin/python3 ask.py | tee output
[ "$(tail -n 4 output | cut -d : -f 2- | sed 's/^ //')" = "id has properties, body has properties
id has none, body has properties
id has properties, delimiter has properties, body has properties
id has none, delimiter has properties, body has properties" ]
echo "As described."
