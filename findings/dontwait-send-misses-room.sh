#!/usr/bin/env bash
# One would guess: a send with ZMQ_DONTWAIT fails with EAGAIN only while there is no room.
# What happens: libzmq looks at what its peers have reported before a send only if the last look is a
#   millisecond or so ago, and does not look again before it says EAGAIN. A sender that was refused
#   and tries again at once is refused although the reader has taken everything meanwhile; a query of
#   ZMQ_EVENTS makes it look, and the same send succeeds. A send that may wait is not affected. Whoever
#   takes EAGAIN for "this client does not read" drops messages of clients that have read everything.
# Seen: 2026-11-29, libzmq 4.3.5 in zeromq.js 6.1.2, called by koffi 2.11.0, Node.js 20, Debian 12:
#   the reader has taken everything: 1000 of 1000 sends are refused
#   the same after a query of ZMQ_EVENTS: 0 of 1000 sends are refused
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >npm.log
npm install --ignore-scripts --no-audit --no-fund zeromq@6.1.2 koffi@2.11.0 >>npm.log 2>&1 || { cat npm.log; exit 1; }

cat >send.js <<'PROGRAM'
const fs = require("fs")
const path = require("path")
const koffi = require("koffi")

// The package has one library for each C library and version of Node.js; each has all of libzmq.
const root = `node_modules/zeromq/build/${process.platform}/${process.arch}/node`
let zmq
for (const name of fs.readdirSync(root, { recursive: true }).filter(name => name.endsWith("addon.node"))) {
  try {
    zmq ??= koffi.load(path.resolve(root, name))
  } catch {
    // Another C library's.
  }
}
const version = zmq.func("void zmq_version(_Out_ int *, _Out_ int *, _Out_ int *)")
const newContext = zmq.func("void *zmq_ctx_new()")
const newSocket = zmq.func("void *zmq_socket(void *, int)")
const bind = zmq.func("int zmq_bind(void *, const char *)")
const connect = zmq.func("int zmq_connect(void *, const char *)")
const setOption = zmq.func("int zmq_setsockopt(void *, int, int *, size_t)")
const getOption = zmq.func("int zmq_getsockopt(void *, int, _Out_ int *, _Inout_ size_t *)")
const send = zmq.func("int zmq_send(void *, const char *, size_t, int)")
const receive = zmq.func("int zmq_recv(void *, _Out_ uint8_t *, size_t, int)")
const [PULL, PUSH, DONTWAIT, EVENTS, SNDHWM, RCVHWM] = [7, 8, 1, 15, 23, 24]

function countRefused(asksForEvents) {
  const context = newContext()
  const push = newSocket(context, PUSH)
  const pull = newSocket(context, PULL)
  setOption(push, SNDHWM, [1], 4)
  setOption(pull, RCVHWM, [1], 4)
  bind(pull, "inproc://room")
  connect(push, "inproc://room")
  const buffer = new Uint8Array(8)
  let refused = 0
  for (let i = 0; i < 1000; i++) {
    while (send(push, "x", 1, DONTWAIT) === 1) { /* until it is full */ }
    while (receive(pull, buffer, 8, DONTWAIT) === 1) { /* until it is empty */ }
    if (asksForEvents) getOption(push, EVENTS, [0], [4])
    if (send(push, "x", 1, DONTWAIT) !== 1) refused++
  }
  return refused
}

const [major, minor, patch] = [[0], [0], [0]]
version(major, minor, patch)
console.log(`libzmq ${major[0]}.${minor[0]}.${patch[0]}, Node.js ${process.version}`)
console.log(`the reader has taken everything: ${countRefused(false)} of 1000 sends are refused`)
console.log(`the same after a query of ZMQ_EVENTS: ${countRefused(true)} of 1000 sends are refused`)
process.exit(0)
PROGRAM
node send.js | tee output
refused=$(sed -n 's/^the reader has taken everything: \([0-9]*\) .*/\1/p' output)
[ "$refused" -gt 500 ]
grep -q "^the same after a query of ZMQ_EVENTS: 0 of 1000" output
echo "As described."
