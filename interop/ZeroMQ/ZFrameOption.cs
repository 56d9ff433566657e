namespace ZeroMQ;

/// <summary>What libzmq tells of a frame (zmq_msg_get).</summary>
public enum ZFrameOption
{
    /// <summary>ZMQ_MORE: 1 if more frames of the message follow.</summary>
    MORE = 1,

    /// <summary>ZMQ_SRCFD: the descriptor of the connection it came from; libzmq marks it as superseded.</summary>
    SRCFD = 2,

    /// <summary>ZMQ_SHARED: 1 if the bytes are shared with a copy.</summary>
    SHARED = 3,
}
