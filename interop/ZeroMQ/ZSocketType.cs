namespace ZeroMQ;

/// <summary>The messaging pattern of a socket (ZMQ_ constants).</summary>
public enum ZSocketType
{
    /// <summary>The absence of a pattern.</summary>
    None = -1,

    /// <summary>ZMQ_PAIR: exchanges messages with a single peer.</summary>
    PAIR = 0,

    /// <summary>
    /// ZMQ_PUB: sends to all subscribers; drops messages for a subscriber whose queue is full.
    /// </summary>
    PUB = 1,

    /// <summary>ZMQ_SUB: receives the messages to which it has subscribed.</summary>
    SUB = 2,

    /// <summary>ZMQ_REQ: sends a request, then receives its reply, alternately.</summary>
    REQ = 3,

    /// <summary>ZMQ_REP: receives a request, then sends its reply, alternately.</summary>
    REP = 4,

    /// <summary>
    /// ZMQ_DEALER: sends to its peers round-robin, and receives from all of them.
    /// </summary>
    DEALER = 5,

    /// <summary>
    /// ZMQ_ROUTER: adds the peer's identity in front of each received message, and removes it from
    /// each sent one.
    /// </summary>
    ROUTER = 6,

    /// <summary>ZMQ_PULL: receives from all PUSH peers.</summary>
    PULL = 7,

    /// <summary>ZMQ_PUSH: sends to its PULL peers round-robin.</summary>
    PUSH = 8,

    /// <summary>ZMQ_XPUB: a PUB socket that receives the subscriptions of its peers.</summary>
    XPUB = 9,

    /// <summary>ZMQ_XSUB: a SUB socket that subscribes by sending messages.</summary>
    XSUB = 10,

    /// <summary>
    /// ZMQ_STREAM: exchanges plain TCP data, with the peer's identity in front of it.
    /// </summary>
    STREAM = 11,
}
