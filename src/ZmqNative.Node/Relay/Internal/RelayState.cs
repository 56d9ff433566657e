namespace ZmqNative.Node.Relay;

//         connected         a block arrives, or       nothing was missing
//                          the tip is certain
//  None ───────────> Held ──────────────────> Repairing ───────────────────> Live
//                     ^                       │   ^   │                        ^
//                     │          the node     │   │   │ missing blocks         │ another block
//                     │          is silent    v   │   │ were published         │ arrives
//                     │                      Behind   └────> Overlapping ──────┘
//                     │                     (the node answers)
//                     └─── from Live and Overlapping: messages may have been lost
//
// Messages may have been lost where StreamEvent.MayHaveLostMessages says so, and after half a
// minute of silence.

/// <summary>The states of a <see cref="RelayStream"/>.</summary>
internal enum RelayState
{
    /// <summary>The node has not been connected to yet.</summary>
    None,

    /// <summary>
    /// Messages may be missing. Transactions wait for the message that shows which block they
    /// belong to, because blocks that are missing before that block come first.
    /// </summary>
    Held,

    /// <summary>The node's RPC is asked for missing blocks; everything waits.</summary>
    Repairing,

    /// <summary>
    /// Missing blocks were published that the stream may still deliver: they are dropped then.
    /// Transactions wait as in <see cref="Held"/>.
    /// </summary>
    Overlapping,

    /// <summary>
    /// Blocks may be missing, and the node's RPC does not answer. Everything is published as it
    /// arrives; the missing blocks follow when the node answers.
    /// </summary>
    Behind,

    /// <summary>Nothing is missing: every message is published as it arrives.</summary>
    Live,
}
