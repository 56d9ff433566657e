namespace ZeroMQ;

/// <summary>An option of a context (ZMQ_ constants).</summary>
public enum ZContextOption
{
    /// <summary>ZMQ_IO_THREADS: threads for input and output (default: 1).</summary>
    IO_THREADS = 1,

    /// <summary>ZMQ_MAX_SOCKETS: sockets that may be open at a time (default: 1023).</summary>
    MAX_SOCKETS = 2,

    /// <summary>ZMQ_SOCKET_LIMIT: the largest possible MAX_SOCKETS; can only be read.</summary>
    SOCKET_LIMIT = 3,

    /// <summary>ZMQ_THREAD_PRIORITY: the priority of libzmq's threads; can only be set.</summary>
    THREAD_PRIORITY = 3,

    /// <summary>ZMQ_THREAD_SCHED_POLICY: the scheduling policy of libzmq's threads.</summary>
    THREAD_SCHED_POLICY = 4,

    /// <summary>ZMQ_IPV6: whether new sockets use IPv6 (default: 0).</summary>
    IPV6 = 42,
}
