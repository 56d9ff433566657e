namespace ZmqNative.Interop;

/// <summary>The messaging pattern of a socket. The rest of libzmq's types comes when something uses them.</summary>
public enum ZmqSocketType
{
    /// <summary>ZMQ_PAIR: one peer, both directions.</summary>
    Pair = 0,

    /// <summary>ZMQ_PUB: sends to all subscribers, never blocks, drops for those whose queue is full.</summary>
    Publish = 1,

    /// <summary>ZMQ_SUB: receives what it has subscribed to.</summary>
    Subscribe = 2,
}
