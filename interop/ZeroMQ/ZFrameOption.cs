namespace ZeroMQ;

/// <summary>A numeric property of a frame (zmq_msg_get).</summary>
public enum ZFrameOption
{
    /// <summary>ZMQ_MORE: 1 if more frames of the message follow, otherwise 0.</summary>
    MORE = 1,

    /// <summary>
    /// ZMQ_SRCFD: the descriptor of the connection the frame came from; deprecated by libzmq.
    /// </summary>
    SRCFD = 2,

    /// <summary>ZMQ_SHARED: 1 if the bytes are shared with a copy, otherwise 0.</summary>
    SHARED = 3,
}
