#!/usr/bin/env bash
# One would guess: the leader of a replicated JetStream stream answers $JS.API.STREAM.INFO, and nobody
#   does while there is no leader, so that state.last_seq never goes back for who asks.
# What happens: after the servers of a cluster were killed and started again, a server that missed the
#   last messages answers for seconds, until a leader is elected, with the state that it has itself:
#   created is right and last_seq is lower than what was acknowledged. Nothing is lost, with a leader
#   all of it is there. Such an answer has no cluster.leader, and its cluster.replicas lists all three
#   servers, none of them current. Of about ten thousand, one named a leader.
# Seen: 2026-11-30, nats-server 2.9.10 (Debian 12), one of nine runs; no other had an old answer
#   with a leader, and in one of them an old state came in 2 of 3 rounds only:
#   round  acknowledged  old answers  last_seq             when  with leader   with all of it
#       1           620           36       520     6.0 to 6.8 s            0      620 at 6.8 s
#          the first: created unchanged, 3 replicas, current [False, False, False], lag [0, 520, 520]
#       2           620          374       520    5.0 to 12.9 s            1     620 at 12.9 s
#          the first: created unchanged, 3 replicas, current [False, False, False], lag [0, 520, 520]
#       3           620           74       520   26.8 to 28.5 s            0     620 at 28.5 s
#          the first: created unchanged, 3 replicas, current [False, False, False], lag [0, 520, 520]
#   an old state came in 3 of 3 rounds
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
apt-get download -q nats-server >apt.log 2>&1 || { cat apt.log; exit 1; }
dpkg-deb -x nats-server_*.deb .

cat >info.py <<'PROGRAM'
import json
import os
import signal
import socket
import subprocess
import sys
import time

PROGRAM = sys.argv[1]
ROUNDS = 3
BEFORE, MISSED = 520, 100
DEADLINE = 120  # seconds, for each wait
PAUSE = 0.02


def free_ports(count):
    sockets = [socket.create_server(("127.0.0.1", 0)) for _ in range(count)]
    ports = [each.getsockname()[1] for each in sockets]
    for each in sockets:
        each.close()
    return ports


class Server:
    def __init__(self, name, port, route, routes):
        self.name, self.port, self.process = name, port, None
        self.arguments = [
            PROGRAM, "--name", name, "--addr", "127.0.0.1", "--port", str(port), "--jetstream", "--store_dir", name,
            "--cluster_name", "three", "--cluster", f"nats://127.0.0.1:{route}", "--log", f"{name}.log",
            "--routes", ",".join(f"nats://127.0.0.1:{each}" for each in routes)]

    def start(self):
        self.process = subprocess.Popen(self.arguments)

    def kill(self):
        if self.process is not None:
            self.process.kill()
            self.process.wait(DEADLINE)
            self.process = None


class Client:
    """The text protocol of NATS, as much of it as is needed here."""

    def __init__(self, port):
        self.count, self.rest = 0, b""
        end = time.monotonic() + DEADLINE
        while True:
            try:
                self.socket = socket.create_connection(("127.0.0.1", port), DEADLINE)
                break
            except ConnectionRefusedError:
                if time.monotonic() > end:
                    raise
                time.sleep(PAUSE)
        self.inbox = f"_INBOX.{os.urandom(8).hex()}"
        options = json.dumps({"verbose": False, "pedantic": True, "headers": False, "lang": "python", "version": "0"})
        self.send(f"CONNECT {options}\r\nSUB {self.inbox}.* 1\r\n".encode())

    def send(self, data):
        self.socket.settimeout(DEADLINE)
        self.socket.sendall(data)

    def ask(self, subject, body=b""):
        """Sends a request and returns the subject on which its answer comes."""
        self.count += 1
        reply = f"{self.inbox}.{self.count}"
        self.send(f"PUB {subject} {reply} {len(body)}\r\n".encode() + body + b"\r\n")
        return reply

    def message(self, seconds):
        """The next message as its subject and content; None when none came in that time."""
        end = time.monotonic() + seconds
        while True:
            line, found, rest = self.rest.partition(b"\r\n")
            words = line.split(b" ")
            size = int(words[-1]) + 2 if found and words[0] == b"MSG" else 0
            if found and len(rest) >= size:
                self.rest = rest[size:]
                if words[0] == b"MSG":
                    return words[1].decode(), json.loads(rest[:size])
                if words[0] == b"PING":
                    self.send(b"PONG\r\n")
                elif words[0] == b"-ERR":
                    raise RuntimeError(line.decode())
                continue
            if time.monotonic() >= end:
                return None
            self.socket.settimeout(max(end - time.monotonic(), 0.001))
            try:
                data = self.socket.recv(65536)
            except TimeoutError:
                return None
            if not data:
                raise ConnectionError("the server closed the connection")
            self.rest += data

    def request(self, subject, body=b""):
        """Asks until an answer comes that is no error."""
        end, answer = time.monotonic() + DEADLINE, None
        while time.monotonic() < end:
            reply = self.ask(subject, body)
            answer = self.message(1)
            while answer and answer[0] != reply:
                answer = self.message(1)
            if answer and "error" not in answer[1]:
                return answer[1]
            time.sleep(PAUSE)
        raise TimeoutError(f"{subject}: no answer but {answer}")

    def publish(self, count):
        """Publishes, each message after the acknowledgement of the one before."""
        for _ in range(count):
            sequence = self.request("events", b"x" * 100)["seq"]
        return sequence


def leader(info):
    return info["cluster"].get("leader", "")


def round_of(number):
    """Lets one server fall behind, kills all, starts that one and another; returns whether its state was old."""
    ports = free_ports(6)
    servers = [Server(f"r{number}-s{i}", ports[i], ports[3 + i], ports[3:]) for i in range(3)]
    try:
        for server in servers:
            server.start()
        stream = {"name": "EVENTS", "subjects": ["events"], "num_replicas": 3, "storage": "file"}
        client = Client(servers[0].port)
        client.request("$JS.API.STREAM.CREATE.EVENTS", json.dumps(stream).encode())
        info = client.request("$JS.API.STREAM.INFO.EVENTS")
        # The stream's first leader is the one that falls behind, because others answer in fewer rounds.
        lagging = next(server for server in servers if server.name == leader(info))
        others = [server for server in servers if server is not lagging]
        client = Client(others[0].port)
        client.publish(BEFORE)
        lagging.kill()
        acknowledged = client.publish(MISSED)
        for server in others:
            server.kill()
        lagging.start()
        others[0].start()
        return ask(number, Client(lagging.port), info["created"], acknowledged)
    finally:
        for server in servers:
            server.kill()


def ask(number, client, created, acknowledged):
    """Asks for the stream's state until a leader has all that was acknowledged, and prints what came before."""
    begin = time.monotonic()
    old = []
    while time.monotonic() < begin + DEADLINE:
        client.ask("$JS.API.STREAM.INFO.EVENTS")
        end = time.monotonic() + PAUSE
        while answer := client.message(max(end - time.monotonic(), 0)):
            info, now = answer[1], time.monotonic() - begin
            if "error" in info:
                continue
            if info["state"]["last_seq"] < acknowledged:
                old.append((now, info))
            elif leader(info):
                lowest = min((each["state"]["last_seq"] for _, each in old), default="-")
                span = f"{old[0][0]:.1f} to {old[-1][0]:.1f} s" if old else "-"
                led = sum(leader(each) != "" for _, each in old)
                later = f"{info['state']['last_seq']} at {now:.1f} s"
                print(f"{number:5}  {acknowledged:12}  {len(old):11}  {lowest:8}  {span:>15}  {led:11}  {later:>16}")
                if old:
                    show(old[0][1], created)
                return led < len(old)
    raise TimeoutError("no leader with all that was acknowledged")


def show(info, created):
    replicas = info["cluster"]["replicas"]
    print(f"       the first: created {'un' if info['created'] == created else ''}changed, {len(replicas)} replicas, "
          f"current {[each['current'] for each in replicas]}, lag {[each.get('lag', 0) for each in replicas]}")


signal.signal(signal.SIGTERM, lambda *_: sys.exit("the deadline has passed"))
print("round  acknowledged  old answers  last_seq             when  with leader   with all of it")
shown = sum(round_of(number) for number in range(1, ROUNDS + 1))
print(f"an old state came in {shown} of {ROUNDS} rounds")
sys.exit(shown == 0)
PROGRAM
echo "nats-server $(dpkg-deb -f nats-server_*.deb Version), $(python3 --version)"
timeout 900 python3 -u info.py "$folder/usr/sbin/nats-server"
echo "As described."
