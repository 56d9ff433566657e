namespace ZmqNative.Subscribing;

// TCP or ipc connection:             made               handshake succeeded
//                       Connecting ───────> Handshaking ───────────────────> Up
//                           │                   │                          │  │
//                           │ refused,          │ failed,                  │  │ broken, or no answer
//                           │ timed out         │ timed out                │  │ to heartbeats
//                           v                   v         stalled topic    │  v
//                        removed             removed <─────────────────────┘  Draining ──> removed
//                                                                                  nothing left to read
//
// Only a connection that was up can have messages left, so only it is drained. The next attempt starts after the
// back-off, beside connections that still drain; after a stalled topic it starts immediately.

/// <summary>The states of a <see cref="Connection"/>, as its monitors report them.</summary>
internal enum ConnectionState
{
    /// <summary>libzmq is connecting.</summary>
    Connecting,

    /// <summary>The TCP or ipc connection is made; the ZMTP handshake is not complete.</summary>
    Handshaking,

    /// <summary>The publisher has completed the handshake.</summary>
    Up,

    /// <summary>The connection has ended; messages it received before may still have to be read.</summary>
    Draining,
}
