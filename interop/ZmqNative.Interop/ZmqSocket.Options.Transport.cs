namespace ZmqNative.Interop;

public sealed partial class ZmqSocket
{
    /// <summary>ZMQ_TCP_KEEPALIVE: -1 leaves it to the operating system, 0 switches SO_KEEPALIVE off, 1 on (default: -1).</summary>
    /// <remarks>Applies to connections made afterwards.</remarks>
    /// <exception cref="ZmqException">EINVAL: another number; ETERM: the context was shut down.</exception>
    public int TcpKeepAlive
    {
        get => GetOption(LibZmq.ZMQ_TCP_KEEPALIVE);
        set => SetOption(LibZmq.ZMQ_TCP_KEEPALIVE, value);
    }

    /// <summary>ZMQ_IPV6: whether IPv6 addresses are accepted beside IPv4 (default: false).</summary>
    /// <exception cref="ZmqException">ETERM: the context was shut down.</exception>
    public bool IPv6
    {
        get => GetOption(LibZmq.ZMQ_IPV6) != 0;
        set => SetOption(LibZmq.ZMQ_IPV6, value ? 1 : 0);
    }
}
