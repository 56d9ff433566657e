#!/usr/bin/env bash
# One would guess: lowering ZMQ_SNDHWM of a publisher with connections bounds the queues of slow
#   subscribers, and one that has read everything goes on receiving.
# What happens: the reader that has read everything receives nothing any more, also after the mark
#   is back where it was. libzmq counts what a reader has taken in steps of half the mark that the
#   connection began with, and never with a mark of 0. When the mark is lowered below that count, the
#   connection is taken for full, and nothing that could correct the count is sent over it.
# Seen: 2026-11-29, zeromq.js 6.5.0 with the libzmq 4.3.5 in its package, Node.js 20, Debian 12, and
#   the same with pyzmq 24.0.1 and libzmq 4.3.4: 3,100 messages sent and read, then the mark lowered,
#   then raised to what it was:
#   from 0 to 10: received 0 of 300, then 0 of 300
#   from 1000 to 10: received 0 of 300, then 0 of 300
#   from 1000 to 600: received 300 of 300, then 300 of 300
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >npm.log
npm install --ignore-scripts --no-audit --no-fund zeromq@6.5.0 >>npm.log 2>&1 || { cat npm.log; exit 1; }

cat >mark.js <<'PROGRAM'
const zmq = require("zeromq")
const pause = time => new Promise(done => setTimeout(done, time))

async function run(mark, lowered) {
  const publisher = new zmq.Publisher({ sendHighWaterMark: mark, linger: 0 })
  await publisher.bind("tcp://127.0.0.1:*")
  const reader = new zmq.Subscriber({ receiveHighWaterMark: 0, linger: 0 })
  reader.subscribe()
  reader.connect(publisher.lastEndpoint)
  let received = 0
  void (async () => { for await (const _ of reader) received++ })().catch(() => {})
  while (received === 0) { await publisher.send("first"); await pause(10) }
  await pause(300)

  // What the reader gets, who has time to read after every few.
  async function exchange(count, atOnce) {
    received = 0
    for (let i = 0; i < count; i++) {
      await publisher.send(Buffer.alloc(100))
      if (i % atOnce === atOnce - 1) await pause(5)
    }
    await pause(500)
    return received
  }

  if (await exchange(3100, 100) !== 3100) throw new Error("not everything came before")
  publisher.sendHighWaterMark = lowered
  const low = await exchange(300, 5)
  publisher.sendHighWaterMark = mark
  const high = await exchange(300, 5)
  publisher.close()
  reader.close()
  return `from ${mark} to ${lowered}: received ${low} of 300, then ${high} of 300`
}

async function all() {
  console.log(`zeromq.js ${require("zeromq/package.json").version}, libzmq ${zmq.version}, Node.js ${process.version}`)
  const seen = []
  for (const [mark, lowered] of [[0, 10], [1000, 10], [1000, 600]]) {
    seen.push(await run(mark, lowered))
    console.log(seen.at(-1))
  }
  process.exit(seen[0].includes("received 0 of 300, then 0 of 300") && seen[2].includes("received 300 of 300, then 300 of 300") ? 0 : 1)
}
all()
PROGRAM
node mark.js
