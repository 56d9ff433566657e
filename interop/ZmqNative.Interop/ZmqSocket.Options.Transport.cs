using System.Diagnostics.CodeAnalysis;

namespace ZmqNative.Interop;

public sealed partial class ZmqSocket
{
    /// <summary>
    /// ZMQ_IPV6: whether IPv6 addresses are accepted beside IPv4 (default: false, or
    /// <see cref="ZmqContext.IPv6"/> when the socket was created).
    /// </summary>
    /// <exception cref="ZmqException">ETERM: context shut down.</exception>
    public bool IPv6
    {
        get => GetOption(LibZmq.ZMQ_IPV6) != 0;
        set => SetOption(LibZmq.ZMQ_IPV6, value ? 1 : 0);
    }

    /// <summary>
    /// ZMQ_AFFINITY: which of the context's I/O threads serve this socket, one bit each, the lowest
    /// for the first; 0 is all (default: 0).
    /// </summary>
    /// <remarks>Applies to endpoints bound or connected afterwards.</remarks>
    /// <exception cref="ZmqException">ETERM: context shut down.</exception>
    public ulong Affinity
    {
        get => GetOption<ulong>(LibZmq.ZMQ_AFFINITY);
        set => SetOption(LibZmq.ZMQ_AFFINITY, value);
    }

    /// <summary>
    /// ZMQ_BACKLOG: connections the operating system keeps waiting until they are
    /// accepted (default: 100).
    /// </summary>
    /// <remarks>Applies to endpoints bound afterwards. The operating system limits it.</remarks>
    /// <exception cref="ZmqException">EINVAL: negative; ETERM: context shut down.</exception>
    public int Backlog
    {
        get => GetOption(LibZmq.ZMQ_BACKLOG);
        set => SetOption(LibZmq.ZMQ_BACKLOG, value);
    }

    /// <summary>
    /// ZMQ_SNDBUF: bytes of the operating system's send buffer, SO_SNDBUF; -1
    /// leaves it alone (default: -1).
    /// </summary>
    /// <remarks>Applies to endpoints bound or connected afterwards.</remarks>
    /// <exception cref="ZmqException">EINVAL: below -1; ETERM: context shut down.</exception>
    public int SendBuffer
    {
        get => GetOption(LibZmq.ZMQ_SNDBUF);
        set => SetOption(LibZmq.ZMQ_SNDBUF, value);
    }

    /// <summary>
    /// ZMQ_RCVBUF: bytes of the operating system's receive buffer, SO_RCVBUF; -1
    /// leaves it alone (default: -1).
    /// </summary>
    /// <remarks>Applies to endpoints bound or connected afterwards.</remarks>
    /// <exception cref="ZmqException">EINVAL: below -1; ETERM: context shut down.</exception>
    public int ReceiveBuffer
    {
        get => GetOption(LibZmq.ZMQ_RCVBUF);
        set => SetOption(LibZmq.ZMQ_RCVBUF, value);
    }

    /// <summary>
    /// ZMQ_TOS: the type-of-service byte of IP packets, with DSCP in its
    /// upper six bits (default: 0).
    /// </summary>
    /// <remarks>Applies to endpoints bound or connected afterwards.</remarks>
    /// <exception cref="ZmqException">EINVAL: negative; ETERM: context shut down.</exception>
    public int TypeOfService
    {
        get => GetOption(LibZmq.ZMQ_TOS);
        set => SetOption(LibZmq.ZMQ_TOS, value);
    }

    /// <summary>
    /// ZMQ_BINDTODEVICE: the network interface or VRF this socket is bound to, SO_BINDTODEVICE;
    /// null or empty unsets it (default: empty).
    /// </summary>
    /// <remarks>
    /// Applies to endpoints bound or connected afterwards. Linux only, and the process needs
    /// CAP_NET_RAW; elsewhere it is stored without effect.
    /// </remarks>
    /// <exception cref="ZmqException">
    /// EINVAL: longer than 16 bytes; ETERM: context shut down.
    /// </exception>
    [AllowNull]
    public string BindToDevice
    {
        get => GetText(LibZmq.ZMQ_BINDTODEVICE);
        set => SetText(LibZmq.ZMQ_BINDTODEVICE, value);
    }

    /// <summary>
    /// ZMQ_SOCKS_PROXY: the SOCKS5 proxy TCP connections go through, as host:port; null or empty
    /// unsets it (default: empty).
    /// </summary>
    /// <remarks>
    /// Applies to endpoints connected afterwards. The proxy resolves host names. More than 1023
    /// bytes cannot be read back.
    /// </remarks>
    /// <exception cref="ZmqException">ETERM: context shut down.</exception>
    [AllowNull]
    public string SocksProxy
    {
        get => GetText(LibZmq.ZMQ_SOCKS_PROXY);
        set => SetText(LibZmq.ZMQ_SOCKS_PROXY, value);
    }

    /// <summary>
    /// ZMQ_USE_FD: the file descriptor of a listening socket, opened elsewhere, that the next bind
    /// uses instead of opening its own; -1 is none (default: -1).
    /// </summary>
    /// <remarks>For tcp and ipc. libzmq closes it with the endpoint.</remarks>
    /// <exception cref="ZmqException">EINVAL: below -1; ETERM: context shut down.</exception>
    public int UseFileDescriptor
    {
        get => GetOption(LibZmq.ZMQ_USE_FD);
        set => SetOption(LibZmq.ZMQ_USE_FD, value);
    }
}
