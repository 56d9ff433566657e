namespace ZeroMQ;

/// <summary>The events to wait for at a socket (ZMQ_POLL constants).</summary>
[Flags]
public enum ZPoll : short
{
    /// <summary>No event.</summary>
    None = 0,

    /// <summary>ZMQ_POLLIN: a message can be received.</summary>
    In = 1,

    /// <summary>ZMQ_POLLOUT: a message can be sent.</summary>
    Out = 2,

    /// <summary>ZMQ_POLLERR: reported for file descriptors only, never for a socket.</summary>
    Err = 4,
}
