#!/usr/bin/env bash
# One would guess: as soon as STREAM.INFO finds a stream, what it says of the time of its creation holds,
#   so a reader that remembers this time can notice a stream that was deleted and created again.
# What happens: while a stream is being created, STREAM.INFO from another client already finds it, and says
#   that it was created on 0001-01-01; a moment later it says the time that the creator is told. A reader
#   that waits for a stream and remembers the first answer takes it for another stream later.
# Seen: 2026-11-30, nats-server 2.9.10 (Debian 12): 11 of 600, all others the right time.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
apt-get download -q nats-server >apt.log 2>&1 || { cat apt.log; exit 1; }
dpkg-deb -x nats-server_*.deb .

cat >created.py <<'PROGRAM'
import json
import socket
import subprocess
import sys
import threading
import time

STREAMS, MOST, DEADLINE = 600, 6000, 60
NEVER = "0001-01-01T00:00:00Z"


class Client:
    """The text protocol of NATS, as much of it as is needed here."""

    def __init__(self, port, inbox):
        self.inbox = inbox
        end = time.monotonic() + DEADLINE
        while True:
            try:
                self.socket = socket.create_connection(("127.0.0.1", port), DEADLINE)
                break
            except ConnectionRefusedError:
                if time.monotonic() > end:
                    raise
                time.sleep(0.02)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.lines = self.socket.makefile("rb")
        self.lines.readline()
        self.socket.sendall(f'CONNECT {{"verbose":false}}\r\nSUB {inbox}.* 1\r\n'.encode())

    def ask(self, request, body=None):
        body = json.dumps(body).encode() if body else b""
        self.socket.sendall(f"PUB $JS.API.{request} {self.inbox}.0 {len(body)}\r\n".encode() + body + b"\r\n")
        while True:
            words = self.lines.readline().split()
            if words[0] == b"MSG":
                return json.loads(self.lines.read(int(words[-1]) + 2))
            if words[0] == b"PING":
                self.socket.sendall(b"PONG\r\n")


def first_answer(client, name):
    while True:
        answer = client.ask(f"STREAM.INFO.{name}")
        if "error" not in answer:
            return answer["created"]


def run(port):
    waiting, creating = Client(port, "waiting"), Client(port, "creating")
    early, wrong, count = 0, 0, 0
    while count < STREAMS or (early == 0 and count < MOST):
        name, seen = f"S{count}", []
        reader = threading.Thread(target=lambda: seen.append(first_answer(waiting, name)))
        reader.start()
        created = creating.ask(f"STREAM.CREATE.{name}", {"name": name, "subjects": [name], "storage": "file"})["created"]
        reader.join(DEADLINE)
        wrong += creating.ask(f"STREAM.INFO.{name}")["created"] != created or seen[0] not in (created, NEVER)
        early += seen[0] == NEVER
        creating.ask(f"STREAM.DELETE.{name}")
        count += 1
    print(f"of {count} streams: first answer {NEVER}: {early}, any other wrong time: {wrong}")
    return early > 0 and wrong == 0


with socket.create_server(("127.0.0.1", 0)) as free:
    port = free.getsockname()[1]
server = subprocess.Popen([sys.argv[1], "-js", "-sd", "store", "-a", "127.0.0.1", "-p", str(port), "-l", "server.log"])
try:
    as_described = run(port)
finally:
    server.kill()
    server.wait(DEADLINE)
sys.exit(not as_described)
PROGRAM
echo "nats-server $(dpkg-deb -f nats-server_*.deb Version), $(python3 --version)"
timeout 600 python3 -u created.py "$folder/usr/sbin/nats-server"
echo "As described."
