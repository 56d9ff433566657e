#!/usr/bin/env bash
# One would guess: a publisher that sends many messages at once, each with the Nats-Expected-Last-Sequence
#   that follows from the one before, has them stored without a hole: when one is refused, all that
#   come behind it are refused, too, because the stream's last sequence is not the one they expect.
# What happens: when another client has stored as many messages as were refused, the next one of those
#   under way finds just the sequence that it expects and is stored, and so are all behind it. The
#   refused ones are missing before it. With Nats-Expected-Last-Msg-Id, the id of the one before, beside
#   it, all are refused.
# Seen: 2026-11-30, nats-server 2.9.10 (Debian 12):
#   sequence only: refused 1 2, stored other-1 other-2 3 4 5 6 7 8
#   sequence and id: refused 1 2 3 4 5 6 7 8, stored other-1 other-2
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
apt-get download -q nats-server >apt.log 2>&1 || { cat apt.log; exit 1; }
dpkg-deb -x nats-server_*.deb .

cat >hole.py <<'PROGRAM'
import base64
import json
import socket
import subprocess
import sys
import time

COUNT, OTHERS, DEADLINE = 8, 2, 60


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
        self.lines = self.socket.makefile("rb")
        self.lines.readline()
        self.socket.sendall(f'CONNECT {{"verbose":false,"headers":true}}\r\nSUB {inbox}.* 1\r\n'.encode())

    def answers(self, count):
        """The next answers, by the last word of their subject."""
        found = {}
        while len(found) < count:
            words = self.lines.readline().split()
            if words[0] == b"MSG":
                body = self.lines.read(int(words[-1]) + 2)
                found[words[1].decode().split(".")[1]] = json.loads(body)
            elif words[0] == b"PING":
                self.socket.sendall(b"PONG\r\n")
            elif words[0] == b"-ERR":
                raise RuntimeError(words)
        return found

    def message(self, name, headers):
        """A publish whose body is its name, as is the last word of the subject of its answer."""
        block = "NATS/1.0\r\n" + "".join(f"{key}: {value}\r\n" for key, value in headers.items()) + "\r\n"
        sizes = f"{len(block)} {len(block) + len(name)}"
        return f"HPUB events {self.inbox}.{name} {sizes}\r\n{block}{name}\r\n".encode()

    def ask(self, subject, body):
        body = json.dumps(body).encode()
        self.socket.sendall(f"PUB {subject} {self.inbox}.0 {len(body)}\r\n".encode() + body + b"\r\n")
        answer = self.answers(1)["0"]
        if "error" in answer:
            raise RuntimeError(answer)
        return answer


def run(port, with_ids):
    """Another client stores messages where the first ones of a window should be."""
    client, other = Client(port, "mine"), Client(port, "others")
    client.ask("$JS.API.STREAM.CREATE.EVENTS", {"name": "EVENTS", "subjects": ["events"], "storage": "file"})
    try:
        client.socket.sendall(client.message("begin", {"Nats-Msg-Id": "id-0"}))
        first = client.answers(1)["begin"]["seq"]
        for i in range(1, OTHERS + 1):
            other.socket.sendall(other.message(f"other-{i}", {}))
            assert other.answers(1)[f"other-{i}"]["seq"] == first + i
        window = b""
        for i in range(1, COUNT + 1):
            headers = {"Nats-Msg-Id": f"id-{i}", "Nats-Expected-Last-Sequence": first + i - 1}
            if with_ids and i > 1:
                headers["Nats-Expected-Last-Msg-Id"] = f"id-{i - 1}"
            window += client.message(str(i), headers)
        client.socket.sendall(window)
        answers = client.answers(COUNT)
        refused = [name for name, answer in answers.items() if "error" in answer]
        last = client.ask("$JS.API.STREAM.INFO.EVENTS", {})["state"]["last_seq"]
        stored = [client.ask("$JS.API.STREAM.MSG.GET.EVENTS", {"seq": sequence})["message"].get("data", "")
                  for sequence in range(first + 1, last + 1)]
        names = [base64.b64decode(one).decode() for one in stored]
        print(f"{'sequence and id' if with_ids else 'sequence only'}: refused {' '.join(refused)}, stored {' '.join(names)}")
        return refused, names
    finally:
        client.ask("$JS.API.STREAM.DELETE.EVENTS", {})


with socket.create_server(("127.0.0.1", 0)) as free:
    port = free.getsockname()[1]
server = subprocess.Popen([sys.argv[1], "-js", "-sd", "store", "-a", "127.0.0.1", "-p", str(port), "-l", "server.log"])
try:
    others = [f"other-{i}" for i in range(1, OTHERS + 1)]
    rest = [str(i) for i in range(OTHERS + 1, COUNT + 1)]
    hole = run(port, with_ids=False) == ([str(i) for i in range(1, OTHERS + 1)], others + rest)
    whole = run(port, with_ids=True) == ([str(i) for i in range(1, COUNT + 1)], others)
finally:
    server.kill()
    server.wait(DEADLINE)
sys.exit(not (hole and whole))
PROGRAM
echo "nats-server $(dpkg-deb -f nats-server_*.deb Version), $(python3 --version)"
timeout 300 python3 -u hole.py "$folder/usr/sbin/nats-server"
echo "As described."
