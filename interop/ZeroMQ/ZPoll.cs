namespace ZeroMQ;

/// <summary>What to wait for at a socket (ZMQ_POLL constants).</summary>
[Flags]
public enum ZPoll : short
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>ZMQ_POLLIN: a message can be received.</summary>
    In = 1,

    /// <summary>ZMQ_POLLOUT: a message can be sent.</summary>
    Out = 2,

    /// <summary>ZMQ_POLLERR: for file descriptors only; never at a socket.</summary>
    Err = 4,
}
