namespace ZeroMQ;

/// <summary>Whether the system probes idle TCP connections (ZMQ_TCP_KEEPALIVE).</summary>
public enum TcpKeepaliveBehaviour
{
    /// <summary>The system's setting applies (libzmq's default).</summary>
    Default = -1,

    /// <summary>Idle connections are not probed.</summary>
    Disable = 0,

    /// <summary>Idle connections are probed.</summary>
    Enable = 1,
}
