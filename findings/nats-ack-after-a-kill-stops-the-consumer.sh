#!/usr/bin/env bash
# One would guess: a JetStream server that was killed and started again, and that restores an older
#   state of a durable consumer with ack_policy "all", ignores the acknowledgement of a message that
#   it does not know to have delivered, or takes it and goes on behind that message.
# What happens: it moves the consumer's ack floor to that message and goes on delivering from the
#   older place. An acknowledgement of what it delivers below the floor is answered and changes
#   nothing, so these messages stay pending. With max_ack_pending of them the consumer delivers the
#   same ones again and again and nothing newer: ack_floor.stream_seq is above delivered.stream_seq,
#   and num_ack_pending is max_ack_pending. The moved floor is not stored: started once more, the
#   server restores the floor from before, and the consumer goes on to the end of the stream.
#   Without the late acknowledgement it does so at once.
# Seen: 2026-11-30, nats-server 2.9.10 (Debian 12); the restored numbers differ from run to run:
#                         the restored state                              the state at the end
#   late acknowledgement  delivered floor pending  deliveries         of  delivered floor pending
#   none, had 200                48    40       8         200  41 to 240        240   240       0
#   of 200                       48    40       8          88   49 to 56         56   200       8
#   of 200, then a start         56    40      16         200  41 to 240        240   240       0
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
apt-get download -q nats-server >apt.log 2>&1 || { cat apt.log; exit 1; }
dpkg-deb -x nats-server_*.deb .

cat >late.py <<'PROGRAM'
import json
import signal
import socket
import subprocess
import sys
import time

MESSAGES = 240
PENDING = 8  # max_ack_pending
PULLS_BEFORE, PULLS = 5, 20  # Of PENDING messages each, with a pause between and none behind.
ATTEMPTS = 30
SECONDS = 3  # How long the consumer is watched that delivers nothing new.
DEADLINE = 30  # Seconds, for each wait.


class Server:
    """A server on a store that stays."""

    def __init__(self):
        with socket.create_server(("127.0.0.1", 0)) as free:
            self.port = free.getsockname()[1]
        self.start()

    def start(self):
        self.process = subprocess.Popen(
            [sys.argv[1], "-js", "-sd", "store", "-a", "127.0.0.1", "-p", str(self.port), "-l", "server.log"])

    def stop(self, number):
        self.process.send_signal(number)
        self.process.wait(DEADLINE)


class Client:
    """The text protocol of NATS, as much of it as is needed here."""

    def __init__(self, port):
        end = time.monotonic() + DEADLINE
        while True:
            try:
                self.socket = socket.create_connection(("127.0.0.1", port), DEADLINE)
                break
            except ConnectionRefusedError:
                if time.monotonic() > end:
                    raise
                time.sleep(0.02)
        # Otherwise each pull behind acknowledgements waits for 40 ms, and the state is less old.
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.lines = self.socket.makefile("rb")
        self.lines.readline()
        self.socket.sendall(b'CONNECT {"verbose":false,"headers":true}\r\nSUB mine 1\r\n')

    def next(self):
        """The next message: the subject on which it is acknowledged, or nothing, and its body."""
        while True:
            words = self.lines.readline().split()
            if not words:
                raise ConnectionError("The server closed the connection.")
            if words[0] in (b"MSG", b"HMSG"):
                body = self.lines.read(int(words[-1]) + 2)
                return words[3].decode() if words[3].startswith(b"$JS.ACK.") else "", body
            if words[0] == b"PING":
                self.socket.sendall(b"PONG\r\n")
            elif words[0] == b"-ERR":
                raise RuntimeError(words)

    def send(self, subject, body, reply="mine"):
        self.socket.sendall(f"PUB {subject} {reply} {len(body)}\r\n{body}\r\n".encode())

    def ask(self, subject, body):
        self.send(subject, json.dumps(body))
        answer = json.loads(self.next()[1])
        if "error" in answer:
            raise RuntimeError(answer)
        return answer

    def pull(self):
        """The deliveries of one pull, until they are PENDING or the server says that it is over."""
        self.send("$JS.API.CONSUMER.MSG.NEXT.EVENTS.worker", json.dumps({"batch": PENDING, "expires": 1_000_000_000}))
        deliveries = []
        while len(deliveries) < PENDING:
            delivery, _ = self.next()
            if not delivery:
                break
            deliveries.append(delivery)
        return deliveries

    def acknowledge(self, delivery):
        """Acknowledges, and waits until the server answers."""
        self.send(delivery, "+ACK")
        if self.next() != ("", b"\r\n"):
            raise RuntimeError("Something else came before the answer to an acknowledgement.")

    def state(self):
        """What is delivered, the ack floor, and how many messages are pending."""
        info = self.ask("$JS.API.CONSUMER.INFO.EVENTS.worker", {})
        return info["delivered"]["stream_seq"], info["ack_floor"]["stream_seq"], info["num_ack_pending"]

    def read(self, seconds):
        """The sequences that come, each acknowledged, to the stream's end or for that time."""
        end = time.monotonic() + seconds
        came = []
        while MESSAGES not in came and time.monotonic() < end:
            for delivery in self.pull():
                came.append(sequence(delivery))
                self.acknowledge(delivery)
        return came


def sequence(delivery):
    """The sequence in the stream of a message, from the subject on which it is acknowledged."""
    return int(delivery.split(".")[5])


def create(client):
    client.ask("$JS.API.STREAM.CREATE.EVENTS", {"name": "EVENTS", "subjects": ["events"], "storage": "file"})
    for _ in range(MESSAGES):
        client.ask("events", {})
    client.ask("$JS.API.CONSUMER.DURABLE.CREATE.EVENTS.worker", {"stream_name": "EVENTS", "config": {
        "durable_name": "worker", "deliver_policy": "all", "ack_policy": "all", "ack_wait": 300_000_000,
        "max_ack_pending": PENDING}})


def restored(server):
    """
    Kills the server under a consumer and starts it again. Returns a client, the last delivery from
    before, which is not acknowledged, and the consumer's state, which is older.
    """
    for _ in range(ATTEMPTS):
        client = Client(server.port)
        create(client)
        for _ in range(PULLS_BEFORE):
            for delivery in client.pull():
                client.acknowledge(delivery)
        time.sleep(0.3)  # The state is stored, 100 ms after the one before at the earliest.
        for i in range(PULLS):
            deliveries = client.pull()
            if i + 1 < PULLS:
                # With PENDING of them pending, the next ones come when these were acknowledged.
                for delivery in deliveries:
                    client.send(delivery, "+ACK", "")
        server.stop(signal.SIGKILL)
        server.start()
        client = Client(server.port)
        state = client.state()
        # A server that was killed while it wrote the state restores none: that is not shown here.
        if state[0] > 0 and deliveries and sequence(deliveries[-1]) - state[0] >= PENDING:
            return client, deliveries[-1], state
        client.ask("$JS.API.STREAM.DELETE.EVENTS", {})
    sys.exit(f"In {ATTEMPTS} attempts the server restored no state that is older by {PENDING} messages.")


def say(case, before, came, after):
    """One line of the table: what was restored, what came then, and the state at the end."""
    span = f"{min(came, default='-')} to {max(came, default='-')}"
    states = [f"{delivered:9} {floor:5} {pending:7}" for delivered, floor, pending in (before, after)]
    print(f"{case:20}  {states[0]}  {len(came):10}  {span:>9}  {states[1]}")


def goes_on(case, client):
    """Whether the consumer delivers everything to the end of the stream."""
    before = client.state()
    came = client.read(DEADLINE)
    state = client.state()
    say(case, before, came, state)
    return set(range(before[0] + 1, MESSAGES + 1)) <= set(came) and state == (MESSAGES, MESSAGES, 0)


def without(server):
    """The client takes again what it had, and acknowledges that."""
    client, delivery, _ = restored(server)
    right = goes_on(f"none, had {sequence(delivery)}", client)
    client.ask("$JS.API.STREAM.DELETE.EVENTS", {})
    return right


def late(server):
    """The client acknowledges what it had before it takes anything."""
    client, delivery, before = restored(server)
    handled = sequence(delivery)
    client.acknowledge(delivery)
    came = client.read(SECONDS)
    state = client.state()
    say(f"of {handled}", before, came, state)
    same = list(range(before[0] + 1, before[0] + 1 + PENDING))
    stopped = sorted(set(came)) == same and len(came) >= 3 * PENDING and state == (same[-1], handled, PENDING)
    server.stop(signal.SIGTERM)
    server.start()
    return goes_on(f"of {handled}, then a start", Client(server.port)) and stopped


signal.signal(signal.SIGTERM, lambda *_: sys.exit("The deadline has passed."))
columns = "delivered floor pending"
print(f"{'':20}  {'the restored state':23}  {'':21}  the state at the end")
print(f"late acknowledgement  {columns}  deliveries         of  {columns}")
server = Server()
try:
    right = [without(server), late(server)]
finally:
    server.process.kill()
    server.process.wait(DEADLINE)
sys.exit(not all(right))
PROGRAM
echo "nats-server $(dpkg-deb -f nats-server_*.deb Version), $(python3 --version)"
timeout 300 python3 -u late.py "$folder/usr/sbin/nats-server"
echo "As described."
