namespace ZmqNative.Interop;

/// <summary>
/// The calls that a socket can do without waiting. ZMQ_POLLERR and ZMQ_POLLPRI are for file
/// descriptors, never for sockets.
/// </summary>
[Flags]
public enum ZmqPollEvents
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>ZMQ_POLLIN: a message can be received.</summary>
    Receive = 1,

    /// <summary>ZMQ_POLLOUT: a message can be sent.</summary>
    Send = 2,
}
