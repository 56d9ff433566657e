namespace ZmqNative.Interop;

public sealed partial class ZmqSocket
{
    /// <summary>
    /// ZMQ_SNDHWM: whole messages queued for each peer before the socket drops or blocks; 0 to
    /// 2147483647, 0 is no limit (default: 1000).
    /// </summary>
    /// <remarks>Applies to endpoints bound or connected afterwards.</remarks>
    /// <exception cref="ZmqException">EINVAL: negative; ETERM: context shut down.</exception>
    public int SendHighWatermark
    {
        get => GetOption(LibZmq.ZMQ_SNDHWM);
        set => SetOption(LibZmq.ZMQ_SNDHWM, value);
    }

    /// <summary>
    /// ZMQ_RCVHWM: whole messages queued from each peer; 0 to 2147483647, 0 is
    /// no limit (default: 1000).
    /// </summary>
    /// <remarks>Applies to endpoints bound or connected afterwards.</remarks>
    /// <exception cref="ZmqException">EINVAL: negative; ETERM: context shut down.</exception>
    public int ReceiveHighWatermark
    {
        get => GetOption(LibZmq.ZMQ_RCVHWM);
        set => SetOption(LibZmq.ZMQ_RCVHWM, value);
    }

    /// <summary>
    /// ZMQ_LINGER: milliseconds for which messages still queued at close are sent on; -1 is without
    /// limit, 0 discards them (default: -1; 0 for SUB and XSUB, and where
    /// <see cref="ZmqContext.Blocky"/> is false).
    /// </summary>
    /// <exception cref="ZmqException">EINVAL: below -1; ETERM: context shut down.</exception>
    public int Linger
    {
        get => GetOption(LibZmq.ZMQ_LINGER);
        set => SetOption(LibZmq.ZMQ_LINGER, value);
    }

    /// <summary>
    /// ZMQ_RCVTIMEO: milliseconds a receive waits; -1 is no timeout, 0 does not wait (default: -1).
    /// </summary>
    /// <exception cref="ZmqException">EINVAL: below -1; ETERM: context shut down.</exception>
    public int ReceiveTimeout
    {
        get => GetOption(LibZmq.ZMQ_RCVTIMEO);
        set => SetOption(LibZmq.ZMQ_RCVTIMEO, value);
    }

    /// <summary>
    /// ZMQ_SNDTIMEO: milliseconds a send waits where the socket's pattern can block; -1 is no
    /// timeout, 0 does not wait (default: -1).
    /// </summary>
    /// <exception cref="ZmqException">EINVAL: below -1; ETERM: context shut down.</exception>
    public int SendTimeout
    {
        get => GetOption(LibZmq.ZMQ_SNDTIMEO);
        set => SetOption(LibZmq.ZMQ_SNDTIMEO, value);
    }

    /// <summary>
    /// ZMQ_MAXMSGSIZE: bytes a received part may have; the connection that brings a larger one is
    /// closed. Negative is no limit (default: -1).
    /// </summary>
    /// <remarks>Applies to endpoints bound or connected afterwards; not to inproc.</remarks>
    /// <exception cref="ZmqException">ETERM: context shut down.</exception>
    public long MaxMessageSize
    {
        get => GetOption<long>(LibZmq.ZMQ_MAXMSGSIZE);
        set => SetOption(LibZmq.ZMQ_MAXMSGSIZE, value);
    }

    /// <summary>
    /// ZMQ_CONFLATE: whether only the newest message is kept, whatever the high water
    /// marks say (default: false).
    /// </summary>
    /// <remarks>
    /// For PUSH, PULL, PUB, SUB and DEALER sockets; applies to endpoints bound or
    /// connected afterwards. Only one part of a message of several parts is kept, so this
    /// is for messages of one part.
    /// </remarks>
    /// <exception cref="ZmqException">ETERM: context shut down.</exception>
    public bool Conflate
    {
        get => GetOption(LibZmq.ZMQ_CONFLATE) != 0;
        set => SetOption(LibZmq.ZMQ_CONFLATE, value ? 1 : 0);
    }

    /// <summary>
    /// ZMQ_IMMEDIATE: whether messages are queued only for peers that are connected, not for those
    /// still to come (default: false).
    /// </summary>
    /// <remarks>Applies to endpoints connected afterwards.</remarks>
    /// <exception cref="ZmqException">ETERM: context shut down.</exception>
    public bool Immediate
    {
        get => GetOption(LibZmq.ZMQ_IMMEDIATE) != 0;
        set => SetOption(LibZmq.ZMQ_IMMEDIATE, value ? 1 : 0);
    }
}
