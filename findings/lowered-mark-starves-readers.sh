#!/usr/bin/env bash
# One would guess: lowering ZMQ_SNDHWM of a publisher with connections bounds the queues of slow
#   subscribers, and one that has read everything goes on receiving.
# What happens: the reader that has read everything receives nothing any more, also after the mark
#   is back where it was. libzmq counts what a reader has taken in steps of half the mark that the
#   connection began with, and never with a mark of 0. When the mark is lowered below that count, the
#   connection is taken for full, and nothing that could correct the count is sent over it.
# Seen: 2026-11-29, pyzmq 24.0.1 with libzmq 4.3.4 (Debian 12), 3,100 messages sent and read, then
#   the mark lowered, then raised to what it was:
#   from 0 to 10:      received 0 of 300, then 0 of 300
#   from 1000 to 10:   received 0 of 300, then 0 of 300
#   from 1000 to 600:  received 300 of 300, then 300 of 300
# Needs Debian's python3-zmq: apt-get install python3-zmq
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cat >"$folder/mark.py" <<'PROGRAM'
import sys, time, zmq

def run(mark, lowered):
    publisher = zmq.Context().socket(zmq.PUB)
    publisher.linger, publisher.sndhwm = 0, mark
    port = publisher.bind_to_random_port("tcp://127.0.0.1")
    reader = zmq.Context().socket(zmq.SUB)
    reader.rcvhwm = 0
    reader.subscribe(b"")
    reader.connect(f"tcp://127.0.0.1:{port}")
    while not reader.poll(10):
        publisher.send(b"first")
    while reader.poll(200):
        reader.recv()

    def exchange(count, at_once):
        received = 0
        for i in range(count):
            publisher.send(b"x" * 100)
            if i % at_once == at_once - 1:
                while reader.poll(20):
                    reader.recv()
                    received += 1
        while reader.poll(300):
            reader.recv()
            received += 1
        return received

    before = exchange(3100, 100)
    assert before == 3100, before
    publisher.sndhwm = lowered
    low = exchange(300, 1 if lowered < 100 else 100)
    publisher.sndhwm = mark
    return low, exchange(300, 100)

print(f"pyzmq {zmq.__version__}, libzmq {zmq.zmq_version()}")
seen = {}
for mark, lowered in [(0, 10), (1000, 10), (1000, 600)]:
    seen[mark, lowered] = run(mark, lowered)
    print(f"from {mark} to {lowered}: received %d of 300, then %d of 300" % seen[mark, lowered])
sys.exit(seen != {(0, 10): (0, 0), (1000, 10): (0, 0), (1000, 600): (300, 300)})
PROGRAM
/usr/bin/python3 "$folder/mark.py"
