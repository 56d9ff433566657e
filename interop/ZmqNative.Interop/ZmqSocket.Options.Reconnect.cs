namespace ZmqNative.Interop;

public sealed partial class ZmqSocket
{
    /// <summary>
    /// ZMQ_RECONNECT_IVL: milliseconds between attempts to reconnect, to which libzmq adds some
    /// jitter; -1 is never (default: 100).
    /// </summary>
    /// <remarks>Applies to endpoints connected afterwards.</remarks>
    /// <exception cref="ZmqException">EINVAL: below -1; ETERM: context shut down.</exception>
    public int ReconnectInterval
    {
        get => GetOption(LibZmq.ZMQ_RECONNECT_IVL);
        set => SetOption(LibZmq.ZMQ_RECONNECT_IVL, value);
    }

    /// <summary>
    /// ZMQ_RECONNECT_IVL_MAX: milliseconds up to which each attempt doubles
    /// <see cref="ReconnectInterval"/>; 0 leaves the interval as it is (default: 0).
    /// </summary>
    /// <remarks>
    /// Applies to endpoints connected afterwards. libzmq 4.3.5 and the packaged one pause no longer
    /// than this; an unpatched 4.3.4 adds a random part, and ignores a value below
    /// <see cref="ReconnectInterval"/>.
    /// </remarks>
    /// <exception cref="ZmqException">EINVAL: negative; ETERM: context shut down.</exception>
    public int MaxReconnectInterval
    {
        get => GetOption(LibZmq.ZMQ_RECONNECT_IVL_MAX);
        set => SetOption(LibZmq.ZMQ_RECONNECT_IVL_MAX, value);
    }

    /// <summary>
    /// ZMQ_CONNECT_TIMEOUT: milliseconds after which an attempt to connect is abandoned and another
    /// begins; 0 leaves it to the operating system (default: 0).
    /// </summary>
    /// <remarks>Applies to endpoints connected afterwards; TCP only.</remarks>
    /// <exception cref="ZmqException">EINVAL: negative; ETERM: context shut down.</exception>
    public int ConnectTimeout
    {
        get => GetOption(LibZmq.ZMQ_CONNECT_TIMEOUT);
        set => SetOption(LibZmq.ZMQ_CONNECT_TIMEOUT, value);
    }

    /// <summary>
    /// ZMQ_HANDSHAKE_IVL: milliseconds in which a new connection has to finish its handshake, or it
    /// is closed; 0 is no limit (default: 30000).
    /// </summary>
    /// <remarks>Applies to endpoints bound or connected afterwards.</remarks>
    /// <exception cref="ZmqException">EINVAL: negative; ETERM: context shut down.</exception>
    public int HandshakeInterval
    {
        get => GetOption(LibZmq.ZMQ_HANDSHAKE_IVL);
        set => SetOption(LibZmq.ZMQ_HANDSHAKE_IVL, value);
    }
}
