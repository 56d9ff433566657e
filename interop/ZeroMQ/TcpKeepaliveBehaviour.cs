namespace ZeroMQ;

/// <summary>Whether connections are probed while idle (ZMQ_TCP_KEEPALIVE).</summary>
public enum TcpKeepaliveBehaviour
{
    /// <summary>As the system does (libzmq's default).</summary>
    Default = -1,

    /// <summary>They are not.</summary>
    Disable = 0,

    /// <summary>They are.</summary>
    Enable = 1,
}
