#!/usr/bin/env bash
# One would guess: with the same high water marks a PUB socket keeps as much for a subscriber that
#   does not read over ipc:// as over tcp://.
# What happens: a twentieth of it, with the default marks of 1,000 and messages as small as
#   bitcoind's hashes. The marks count what libzmq holds; beyond them tcp has the kernel's buffers of
#   both ends, megabytes that hold tens of thousands of small messages, and a unix socket has hardly
#   any. So a pause of a subscriber that loses nothing over tcp loses messages over ipc.
# Seen: 2026-11-29, zeromq.js 6.5.0 with the libzmq 4.3.5 in its package, Node.js 20, Debian 12
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >npm.log
npm install --ignore-scripts --no-audit --no-fund zeromq@6.5.0 >>npm.log 2>&1 || { cat npm.log; exit 1; }

cat >stall.js <<'PROGRAM'
const zmq = require("zeromq")
const { setTimeout: pause } = require("timers/promises")
const messages = 100000

async function kept(address) {
  const publisher = new zmq.Publisher(), subscriber = new zmq.Subscriber({ receiveTimeout: 2000 })
  await publisher.bind(address)
  subscriber.subscribe("hashtx")
  subscriber.connect(publisher.lastEndpoint)
  await pause(1000)
  const body = Buffer.alloc(32), counter = Buffer.alloc(4)
  for (let i = 0; i < messages; i++) {
    await publisher.send(["hashtx", body, counter]) // the subscriber reads nothing yet
    if (i % 100 === 0) await pause(1) // libzmq's thread gets time to write
  }
  let count = 0
  try { while (await subscriber.receive()) count++ } catch (error) { if (error.code !== "EAGAIN") throw error }
  publisher.close()
  subscriber.close()
  return count
}

async function run() {
  console.log(`zeromq.js ${require("zeromq/package.json").version}, libzmq ${zmq.version}, Node.js ${process.version}`)
  const tcp = await kept("tcp://127.0.0.1:*"), ipc = await kept(`ipc://${process.cwd()}/socket`)
  console.log(`kept of ${messages} messages: tcp ${tcp}, ipc ${ipc}`)
  process.exit(tcp > 10 * ipc ? 0 : 1)
}
run()
PROGRAM
node stall.js
