#!/usr/bin/env bash
# One would guess: a second peer that connects to a bound PAIR socket is turned away, its connection
#   ends, and when the first peer has left the second one has the place.
# What happens: libzmq accepts it and completes the handshake, and both sides report exactly what
#   they report for a peer that is served. The connection stays open, what the second peer sends is
#   accepted and reaches nobody, and neither side sees an error. It is not served after the first
#   peer has left either: only a new connection is. So a peer knows that it has the place by an
#   answer alone, and must try again with a new socket.
# Seen: 2026-11-29, zeromq.js 6.5.0 with the libzmq 4.3.5 in its package, Node.js 20, Debian 12:
#   second peer: handshakes here 2, there 1; disconnected here 0, there 0; received "from the first"
#   first peer left: received nothing of the second
#   new connection of the second: received "again"
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >npm.log
npm install --ignore-scripts --no-audit --no-fund zeromq@6.5.0 >>npm.log 2>&1 || { cat npm.log; exit 1; }

cat >pair.js <<'PROGRAM'
const zmq = require("zeromq")
const pause = time => new Promise(resolve => setTimeout(resolve, time))

function watch(socket) {
  const counts = {handshake: 0, disconnect: 0}
  for (const kind in counts) socket.events.on(kind, () => counts[kind]++)
  return counts
}

async function run() {
  console.log(`zeromq.js ${require("zeromq/package.json").version}, libzmq ${zmq.version}, Node.js ${process.version}`)
  const bound = new zmq.Pair({receiveTimeout: 1500})
  await bound.bind("tcp://127.0.0.1:*")
  const here = watch(bound)
  const receive = () => bound.receive().then(([body]) => `"${body}"`, () => "nothing of the second")
  const first = new zmq.Pair({linger: 0}), second = new zmq.Pair({linger: 0})
  first.connect(bound.lastEndpoint)
  await pause(500)
  const there = watch(second)
  second.connect(bound.lastEndpoint)
  await second.send("from the second")
  await pause(500)
  await first.send("from the first")
  console.log(`second peer: handshakes here ${here.handshake}, there ${there.handshake}; `
    + `disconnected here ${here.disconnect}, there ${there.disconnect}; received ${await receive()}`)
  first.close()
  await pause(500)
  await second.send("from the second")
  console.log(`first peer left: received ${await receive()}`)
  const again = new zmq.Pair({linger: 0})
  again.connect(bound.lastEndpoint)
  await again.send("again")
  console.log(`new connection of the second: received ${await receive()}`)
  process.exit(0)
}
run()
PROGRAM
node pair.js | tee output
grep -q '^second peer: handshakes here 2, there 1; disconnected here 0, there 0; received "from the first"$' output
grep -q '^first peer left: received nothing of the second$' output
grep -q '^new connection of the second: received "again"$' output
echo "As described."
