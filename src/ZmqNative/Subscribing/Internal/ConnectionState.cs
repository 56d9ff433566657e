namespace ZmqNative.Subscribing;

//              connected               handshake done        broken, or no answer
//                                                               to heartbeats
//  Connecting ───────────> Handshaking ─────────────> Up ─────────────────────> Draining
//      │                        │                     │                             │
//      │ refused,               │ failed,             │ a topic stalled, and        │ nothing left
//      │ timed out              │ timed out           │ everything was read         │ to read
//      v                        v                     v                             v
//   removed                  removed               removed                       removed
//
// An attempt begins with a probe (PeerProbe), and this connection is opened when that has found a
// publisher; directly only after a connection that was up, and where nothing can be probed.
//
// Only a connection that was up can have unread messages, so only it is drained. The next attempt
// starts after the back-off, beside a connection that still drains; after a stalled topic it starts
// immediately.

/// <summary>The states of a <see cref="Connection"/>, as its monitors report them.</summary>
internal enum ConnectionState
{
    /// <summary>libzmq is connecting.</summary>
    Connecting,

    /// <summary>The TCP or ipc connection is made; the ZMTP handshake is not complete.</summary>
    Handshaking,

    /// <summary>The publisher has completed the handshake.</summary>
    Up,

    /// <summary>The connection has ended; messages it received may still have to be read.</summary>
    Draining,
}
