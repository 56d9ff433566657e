namespace ZmqNative.Interop;

public sealed partial class ZmqSocket
{
    /// <summary>
    /// ZMQ_RATE: kilobits a second a multicast transport may send or receive (default: 100).
    /// </summary>
    /// <remarks>Applies to endpoints bound or connected afterwards.</remarks>
    /// <exception cref="ZmqException">EINVAL: not positive; ETERM: context shut down.</exception>
    public int MulticastRate
    {
        get => GetOption(LibZmq.ZMQ_RATE);
        set => SetOption(LibZmq.ZMQ_RATE, value);
    }

    /// <summary>
    /// ZMQ_RECOVERY_IVL: milliseconds a receiver of a multicast transport may be absent without
    /// losing anything (default: 10000).
    /// </summary>
    /// <remarks>
    /// Applies to endpoints bound or connected afterwards. Messages that may be requested
    /// again are kept in memory.
    /// </remarks>
    /// <exception cref="ZmqException">EINVAL: negative; ETERM: context shut down.</exception>
    public int RecoveryInterval
    {
        get => GetOption(LibZmq.ZMQ_RECOVERY_IVL);
        set => SetOption(LibZmq.ZMQ_RECOVERY_IVL, value);
    }

    /// <summary>
    /// ZMQ_MULTICAST_HOPS: routers a multicast packet may pass; 1 stays in the
    /// local network (default: 1).
    /// </summary>
    /// <remarks>Applies to endpoints bound or connected afterwards.</remarks>
    /// <exception cref="ZmqException">EINVAL: not positive; ETERM: context shut down.</exception>
    public int MulticastHops
    {
        get => GetOption(LibZmq.ZMQ_MULTICAST_HOPS);
        set => SetOption(LibZmq.ZMQ_MULTICAST_HOPS, value);
    }

    /// <summary>ZMQ_MULTICAST_MAXTPDU: bytes of a multicast packet (default: 1500).</summary>
    /// <remarks>Applies to endpoints bound or connected afterwards.</remarks>
    /// <exception cref="ZmqException">EINVAL: not positive; ETERM: context shut down.</exception>
    public int MulticastMaxTransportUnit
    {
        get => GetOption(LibZmq.ZMQ_MULTICAST_MAXTPDU);
        set => SetOption(LibZmq.ZMQ_MULTICAST_MAXTPDU, value);
    }
}
