namespace ZmqNative.Interop;

public sealed partial class ZmqSocket
{
    /// <summary>ZMQ_SNDHWM: whole messages queued for each peer before the socket drops or blocks; 0 to 2147483647, 0 is no limit (default: 1000).</summary>
    /// <remarks>Applies to endpoints bound or connected afterwards.</remarks>
    /// <exception cref="ZmqException">EINVAL: negative; ETERM: the context was shut down.</exception>
    public int SendHighWatermark
    {
        get => GetOption(LibZmq.ZMQ_SNDHWM);
        set => SetOption(LibZmq.ZMQ_SNDHWM, value);
    }

    /// <summary>ZMQ_RCVHWM: whole messages queued from each peer; 0 to 2147483647, 0 is no limit (default: 1000).</summary>
    /// <remarks>Applies to endpoints bound or connected afterwards.</remarks>
    /// <exception cref="ZmqException">EINVAL: negative; ETERM: the context was shut down.</exception>
    public int ReceiveHighWatermark
    {
        get => GetOption(LibZmq.ZMQ_RCVHWM);
        set => SetOption(LibZmq.ZMQ_RCVHWM, value);
    }

    /// <summary>ZMQ_LINGER: milliseconds for which messages still queued at close are sent on; -1 is for ever, 0 discards them (default: -1).</summary>
    /// <exception cref="ZmqException">EINVAL: below -1; ETERM: the context was shut down.</exception>
    public int Linger
    {
        get => GetOption(LibZmq.ZMQ_LINGER);
        set => SetOption(LibZmq.ZMQ_LINGER, value);
    }

    /// <summary>ZMQ_RCVTIMEO: milliseconds a receive waits; -1 is for ever, 0 not at all (default: -1).</summary>
    /// <exception cref="ZmqException">EINVAL: below -1; ETERM: the context was shut down.</exception>
    public int ReceiveTimeout
    {
        get => GetOption(LibZmq.ZMQ_RCVTIMEO);
        set => SetOption(LibZmq.ZMQ_RCVTIMEO, value);
    }
}
