namespace ZeroMQ;

/// <summary>The messaging pattern of a socket (ZMQ_ constants).</summary>
public enum ZSocketType
{
    /// <summary>No socket.</summary>
    None = -1,

    /// <summary>One peer, both directions.</summary>
    PAIR = 0,

    /// <summary>Sends to all subscribers; drops for those whose queue is full.</summary>
    PUB = 1,

    /// <summary>Receives what it has subscribed to.</summary>
    SUB = 2,

    /// <summary>Sends a request, then receives the reply, in turns.</summary>
    REQ = 3,

    /// <summary>Receives a request, then sends the reply, in turns.</summary>
    REP = 4,

    /// <summary>Sends to its peers in turns, receives from all.</summary>
    DEALER = 5,

    /// <summary>Puts the peer's identity before each message received, and takes it from each sent.</summary>
    ROUTER = 6,

    /// <summary>Receives from all PUSH peers.</summary>
    PULL = 7,

    /// <summary>Sends to its PULL peers in turns.</summary>
    PUSH = 8,

    /// <summary>A PUB socket that receives the subscriptions.</summary>
    XPUB = 9,

    /// <summary>A SUB socket that subscribes by sending.</summary>
    XSUB = 10,

    /// <summary>Plain TCP, with the peer's identity before its bytes.</summary>
    STREAM = 11,
}
