namespace ZmqNative.Interop;

public sealed partial class ZmqSocket
{
    /// <summary>
    /// ZMQ_TCP_KEEPALIVE: -1 leaves it to the operating system, 0 switches SO_KEEPALIVE
    /// off, 1 on (default: -1).
    /// </summary>
    /// <remarks>Applies to connections made afterwards.</remarks>
    /// <exception cref="ZmqException">EINVAL: another number; ETERM: context shut down.</exception>
    public int TcpKeepAlive
    {
        get => GetOption(LibZmq.ZMQ_TCP_KEEPALIVE);
        set => SetOption(LibZmq.ZMQ_TCP_KEEPALIVE, value);
    }

    /// <summary>
    /// ZMQ_TCP_KEEPALIVE_IDLE: seconds of silence before the first probe, TCP_KEEPIDLE; -1 leaves
    /// it to the operating system (default: -1).
    /// </summary>
    /// <remarks>
    /// Applies to connections made afterwards. Without
    /// <see cref="TcpKeepAlive"/> 1 it does nothing.
    /// </remarks>
    /// <exception cref="ZmqException">EINVAL: below -1; ETERM: context shut down.</exception>
    public int TcpKeepAliveIdle
    {
        get => GetOption(LibZmq.ZMQ_TCP_KEEPALIVE_IDLE);
        set => SetOption(LibZmq.ZMQ_TCP_KEEPALIVE_IDLE, value);
    }

    /// <summary>
    /// ZMQ_TCP_KEEPALIVE_INTVL: seconds between probes, TCP_KEEPINTVL; -1 leaves it to the
    /// operating system (default: -1).
    /// </summary>
    /// <remarks>
    /// Applies to connections made afterwards. Without
    /// <see cref="TcpKeepAlive"/> 1 it does nothing.
    /// </remarks>
    /// <exception cref="ZmqException">EINVAL: below -1; ETERM: context shut down.</exception>
    public int TcpKeepAliveInterval
    {
        get => GetOption(LibZmq.ZMQ_TCP_KEEPALIVE_INTVL);
        set => SetOption(LibZmq.ZMQ_TCP_KEEPALIVE_INTVL, value);
    }

    /// <summary>
    /// ZMQ_TCP_KEEPALIVE_CNT: unanswered probes after which the connection is abandoned,
    /// TCP_KEEPCNT; -1 leaves it to the operating system (default: -1).
    /// </summary>
    /// <remarks>
    /// Applies to connections made afterwards. Without
    /// <see cref="TcpKeepAlive"/> 1 it does nothing.
    /// </remarks>
    /// <exception cref="ZmqException">EINVAL: below -1; ETERM: context shut down.</exception>
    public int TcpKeepAliveCount
    {
        get => GetOption(LibZmq.ZMQ_TCP_KEEPALIVE_CNT);
        set => SetOption(LibZmq.ZMQ_TCP_KEEPALIVE_CNT, value);
    }

    /// <summary>
    /// ZMQ_TCP_MAXRT: milliseconds for which unacknowledged bytes are sent again before the
    /// connection is abandoned; 0 leaves it to the operating system (default: 0).
    /// </summary>
    /// <remarks>Applies to connections made afterwards.</remarks>
    /// <exception cref="ZmqException">EINVAL: negative; ETERM: context shut down.</exception>
    public int TcpMaxRetransmitTimeout
    {
        get => GetOption(LibZmq.ZMQ_TCP_MAXRT);
        set => SetOption(LibZmq.ZMQ_TCP_MAXRT, value);
    }
}
