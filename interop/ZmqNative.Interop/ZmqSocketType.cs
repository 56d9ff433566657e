namespace ZmqNative.Interop;

/// <summary>The messaging pattern of a socket: every type of libzmq's stable API.</summary>
public enum ZmqSocketType
{
    /// <summary>ZMQ_PAIR: one peer, both directions.</summary>
    Pair = 0,

    /// <summary>
    /// ZMQ_PUB: sends to all subscribers, never blocks, drops for those whose queue is full.
    /// </summary>
    Publish = 1,

    /// <summary>ZMQ_SUB: receives what it has subscribed to.</summary>
    Subscribe = 2,

    /// <summary>
    /// ZMQ_REQ: in turns sends a request to one of its peers and receives the reply.
    /// </summary>
    Request = 3,

    /// <summary>ZMQ_REP: in turns receives a request and sends the reply.</summary>
    Reply = 4,

    /// <summary>
    /// ZMQ_DEALER: sends to its peers in turns, receives from all; a request or
    /// reply without the turns.
    /// </summary>
    Dealer = 5,

    /// <summary>
    /// ZMQ_ROUTER: puts the peer's routing id before each message received, and takes
    /// it from each message sent.
    /// </summary>
    Router = 6,

    /// <summary>ZMQ_PULL: receives from all PUSH peers.</summary>
    Pull = 7,

    /// <summary>
    /// ZMQ_PUSH: sends to its PULL peers in turns, blocks if all queues are full.
    /// </summary>
    Push = 8,

    /// <summary>
    /// ZMQ_XPUB: a PUB socket that receives the subscriptions, as messages of a
    /// byte 1 or 0 and the prefix.
    /// </summary>
    XPublish = 9,

    /// <summary>ZMQ_XSUB: a SUB socket that subscribes by sending such messages.</summary>
    XSubscribe = 10,

    /// <summary>
    /// ZMQ_STREAM: plain TCP; each message is the peer's routing id and its bytes.
    /// </summary>
    Stream = 11,
}
