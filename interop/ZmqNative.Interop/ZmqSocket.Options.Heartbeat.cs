namespace ZmqNative.Interop;

public sealed partial class ZmqSocket
{
    /// <summary>
    /// ZMQ_HEARTBEAT_IVL: milliseconds between PINGs to each peer; 0 is none (default: 0).
    /// </summary>
    /// <remarks>
    /// Applies to endpoints bound or connected afterwards. Peers older than ZMTP 3.1 get none.
    /// </remarks>
    /// <exception cref="ZmqException">EINVAL: negative; ETERM: context shut down.</exception>
    public int HeartbeatInterval
    {
        get => GetOption(LibZmq.ZMQ_HEARTBEAT_IVL);
        set => SetOption(LibZmq.ZMQ_HEARTBEAT_IVL, value);
    }

    /// <summary>
    /// ZMQ_HEARTBEAT_TIMEOUT: milliseconds after a PING within which traffic has to arrive, or the
    /// connection is closed (default: -1, as long as <see cref="HeartbeatInterval"/>).
    /// </summary>
    /// <remarks>
    /// Applies to endpoints bound or connected afterwards. The default cannot be set again.
    /// </remarks>
    /// <exception cref="ZmqException">EINVAL: negative; ETERM: context shut down.</exception>
    public int HeartbeatTimeout
    {
        get => GetOption(LibZmq.ZMQ_HEARTBEAT_TIMEOUT);
        set => SetOption(LibZmq.ZMQ_HEARTBEAT_TIMEOUT, value);
    }

    /// <summary>
    /// ZMQ_HEARTBEAT_TTL: milliseconds without traffic after which the peer is to
    /// close the connection, sent with each PING; 0 to 6553599, cut to tenths of a
    /// second, 0 is none (default: 0).
    /// </summary>
    /// <remarks>Applies to endpoints bound or connected afterwards.</remarks>
    /// <exception cref="ZmqException">
    /// EINVAL: out of this range; ETERM: context shut down.
    /// </exception>
    public int HeartbeatTimeToLive
    {
        get => GetOption(LibZmq.ZMQ_HEARTBEAT_TTL);
        set => SetOption(LibZmq.ZMQ_HEARTBEAT_TTL, value);
    }
}
