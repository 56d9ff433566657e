#!/usr/bin/env bash
# One would guess: whether somebody watches a socket's events does not change why its bind fails.
# What happens: libzmq reports the failed bind to the socket's monitor first, and what it does for
#   that overwrites errno. zmq_bind to a host name that does not exist then fails with EAGAIN
#   ("Operation was not possible or timed out") instead of ENODEV, which no bind answers otherwise.
#   A port that is taken keeps EADDRINUSE here; with libzmq 4.3.4 of Debian 12 it was EAGAIN in about
#   half of the attempts. A program that tries something else after ENODEV, or logs the reason, works
#   until it is monitored.
# Seen: 2026-11-29, zeromq.js 6.5.0 with the libzmq 4.3.5 in its package, Node.js 20, Debian 12:
#   without monitor: no such host ENODEV 20 of 20, port taken EADDRINUSE 20 of 20
#   with a monitor:  no such host EAGAIN 20 of 20, port taken EADDRINUSE 20 of 20
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >npm.log
npm install --ignore-scripts --no-audit --no-fund zeromq@6.5.0 >>npm.log 2>&1 || { cat npm.log; exit 1; }

cat >bind.js <<'PROGRAM'
const zmq = require("zeromq")

async function reasons(endpoint, isMonitored) {
  const counts = {}
  for (let i = 0; i < 20; i++) {
    const socket = new zmq.Publisher()
    if (isMonitored) socket.events.on("bind:error", () => {})
    const reason = await socket.bind(endpoint).then(() => "bound", error => error.code)
    counts[reason] = (counts[reason] ?? 0) + 1
    socket.close()
  }
  return Object.entries(counts).map(([reason, count]) => `${reason} ${count} of 20`).join(", ")
}

async function run() {
  const taken = new zmq.Publisher()
  await taken.bind("tcp://127.0.0.1:*")
  console.log(`zeromq.js ${require("zeromq/package.json").version}, libzmq ${zmq.version}, Node.js ${process.version}`)
  for (const isMonitored of [false, true]) {
    console.log(`${isMonitored ? "with a monitor" : "without monitor"}: `
      + `no such host ${await reasons("tcp://no-such-host.invalid:28332", isMonitored)}, `
      + `port taken ${await reasons(taken.lastEndpoint, isMonitored)}`)
  }
  process.exit(0)
}
run()
PROGRAM
node bind.js | tee output
grep -q "^without monitor: no such host ENODEV 20 of 20, port taken EADDRINUSE 20 of 20" output
grep -q "^with a monitor: no such host EAGAIN 20 of 20" output
echo "As described."
