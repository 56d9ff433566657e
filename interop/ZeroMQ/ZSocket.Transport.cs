namespace ZeroMQ;

public partial class ZSocket
{
    /// <summary>
    /// ZMQ_AFFINITY: the I/O threads that may serve new connections, as a bit mask; 0 is all
    /// (default: 0).
    /// </summary>
    /// <exception cref="ZException">
    /// EINVAL: the value is not valid, or the socket's type does not have the option; ETERM, only
    /// when it is read: the context was shut down.
    /// </exception>
    public ulong Affinity
    {
        get => Get<ulong>(ZSocketOption.AFFINITY);
        set => Require(ZSocketOption.AFFINITY, value);
    }

    /// <summary>ZMQ_BACKLOG: connections that may wait to be accepted (default: 100).</summary>
    /// <exception cref="ZException">
    /// EINVAL: the value is not valid, or the socket's type does not have the option; ETERM, only
    /// when it is read: the context was shut down.
    /// </exception>
    public int Backlog
    {
        get => Get<int>(ZSocketOption.BACKLOG);
        set => Require(ZSocketOption.BACKLOG, value);
    }

    /// <summary>
    /// ZMQ_RECONNECT_IVL: the time between attempts to reconnect, in whole milliseconds, to which
    /// libzmq adds some jitter; -1 ms is never (default: 100 ms).
    /// </summary>
    /// <exception cref="ZException">
    /// EINVAL: the value is not valid, or the socket's type does not have the option; ETERM, only
    /// when it is read: the context was shut down.
    /// </exception>
    public TimeSpan ReconnectInterval
    {
        get => GetTime(ZSocketOption.RECONNECT_IVL);
        set => Require(ZSocketOption.RECONNECT_IVL, value);
    }

    /// <summary>
    /// ZMQ_RECONNECT_IVL_MAX: the time up to which each attempt doubles
    /// <see cref="ReconnectInterval"/>, in whole milliseconds; 0 leaves the interval as it is
    /// (default: 0).
    /// </summary>
    /// <exception cref="ZException">
    /// EINVAL: the value is not valid, or the socket's type does not have the option; ETERM, only
    /// when it is read: the context was shut down.
    /// </exception>
    public TimeSpan ReconnectIntervalMax
    {
        get => GetTime(ZSocketOption.RECONNECT_IVL_MAX);
        set => Require(ZSocketOption.RECONNECT_IVL_MAX, value);
    }

    /// <summary>
    /// ZMQ_HANDSHAKE_IVL: milliseconds in which a new connection has to finish its handshake, or it
    /// is closed; 0 is no limit (default: 30000).
    /// </summary>
    /// <exception cref="ZException">
    /// EINVAL: the value is not valid, or the socket's type does not have the option; ETERM, only
    /// when it is read: the context was shut down.
    /// </exception>
    public int HandshakeInterval
    {
        get => Get<int>(ZSocketOption.HANDSHAKE_IVL);
        set => Require(ZSocketOption.HANDSHAKE_IVL, value);
    }

    /// <summary>
    /// ZMQ_IPV6: whether the socket uses IPv6, too (default: the context's, false).
    /// </summary>
    /// <exception cref="ZException">
    /// EINVAL: the value is not valid, or the socket's type does not have the option; ETERM, only
    /// when it is read: the context was shut down.
    /// </exception>
    public bool IPv6
    {
        get => Get<int>(ZSocketOption.IPV6) != 0;
        set => Require(ZSocketOption.IPV6, value);
    }

    /// <summary>
    /// ZMQ_IPV4ONLY: whether the socket does not use IPv6 (default: true); replaced by
    /// <see cref="IPv6"/>.
    /// </summary>
    /// <exception cref="ZException">
    /// EINVAL: the value is not valid, or the socket's type does not have the option; ETERM, only
    /// when it is read: the context was shut down.
    /// </exception>
    public bool IPv4Only
    {
        get => Get<int>(ZSocketOption.IPV4_ONLY) != 0;
        set => Require(ZSocketOption.IPV4_ONLY, value);
    }

    /// <summary>
    /// ZMQ_SNDBUF: bytes of the system's send buffer of a connection; -1 leaves it to the system
    /// (default: -1).
    /// </summary>
    /// <exception cref="ZException">
    /// EINVAL: the value is not valid, or the socket's type does not have the option; ETERM, only
    /// when it is read: the context was shut down.
    /// </exception>
    public int SendBufferSize
    {
        get => Get<int>(ZSocketOption.SNDBUF);
        set => Require(ZSocketOption.SNDBUF, value);
    }

    /// <summary>
    /// ZMQ_RCVBUF: bytes of the system's receive buffer of a connection; -1 leaves it to the system
    /// (default: -1).
    /// </summary>
    /// <exception cref="ZException">
    /// EINVAL: the value is not valid, or the socket's type does not have the option; ETERM, only
    /// when it is read: the context was shut down.
    /// </exception>
    public int ReceiveBufferSize
    {
        get => Get<int>(ZSocketOption.RCVBUF);
        set => Require(ZSocketOption.RCVBUF, value);
    }

    /// <summary>ZMQ_TOS: the type-of-service byte of sent packets (default: 0).</summary>
    /// <exception cref="ZException">
    /// EINVAL: the value is not valid, or the socket's type does not have the option; ETERM, only
    /// when it is read: the context was shut down.
    /// </exception>
    public int TypeOfService
    {
        get => Get<int>(ZSocketOption.TOS);
        set => Require(ZSocketOption.TOS, value);
    }

    /// <summary>
    /// ZMQ_MULTICAST_HOPS: routers a multicast packet may pass; 1 stays in the local network
    /// (default: 1).
    /// </summary>
    /// <exception cref="ZException">
    /// EINVAL: the value is not valid, or the socket's type does not have the option; ETERM, only
    /// when it is read: the context was shut down.
    /// </exception>
    public int MulticastHops
    {
        get => Get<int>(ZSocketOption.MULTICAST_HOPS);
        set => Require(ZSocketOption.MULTICAST_HOPS, value);
    }

    /// <summary>
    /// ZMQ_RATE: kilobits a second a multicast transport may send or receive (default: 100).
    /// </summary>
    /// <exception cref="ZException">
    /// EINVAL: the value is not valid, or the socket's type does not have the option; ETERM, only
    /// when it is read: the context was shut down.
    /// </exception>
    public int MulticastRate
    {
        get => Get<int>(ZSocketOption.RATE);
        set => Require(ZSocketOption.RATE, value);
    }

    /// <summary>
    /// ZMQ_RECOVERY_IVL: the time a receiver of a multicast transport may be absent without losing
    /// anything, in whole milliseconds (default: 10 s).
    /// </summary>
    /// <exception cref="ZException">
    /// EINVAL: the value is not valid, or the socket's type does not have the option; ETERM, only
    /// when it is read: the context was shut down.
    /// </exception>
    public TimeSpan MulticastRecoveryInterval
    {
        get => GetTime(ZSocketOption.RECOVERY_IVL);
        set => Require(ZSocketOption.RECOVERY_IVL, value);
    }

    /// <summary>
    /// ZMQ_TCP_KEEPALIVE: whether the system probes idle TCP connections
    /// (default: the system's setting).
    /// </summary>
    /// <exception cref="ZException">
    /// EINVAL: the value is not valid, or the socket's type does not have the option; ETERM, only
    /// when it is read: the context was shut down.
    /// </exception>
    public TcpKeepaliveBehaviour TcpKeepAlive
    {
        get => (TcpKeepaliveBehaviour)Get<int>(ZSocketOption.TCP_KEEPALIVE);
        set => Require(ZSocketOption.TCP_KEEPALIVE, (int)value);
    }

    /// <summary>
    /// ZMQ_TCP_KEEPALIVE_CNT: unanswered probes after which the connection is abandoned; -1 leaves
    /// it to the system (default: -1).
    /// </summary>
    /// <exception cref="ZException">
    /// EINVAL: the value is not valid, or the socket's type does not have the option; ETERM, only
    /// when it is read: the context was shut down.
    /// </exception>
    public int TcpKeepAliveCount
    {
        get => Get<int>(ZSocketOption.TCP_KEEPALIVE_CNT);
        set => Require(ZSocketOption.TCP_KEEPALIVE_CNT, value);
    }

    /// <summary>
    /// ZMQ_TCP_KEEPALIVE_IDLE: seconds of silence before the first probe; -1 leaves it to the
    /// system (default: -1).
    /// </summary>
    /// <exception cref="ZException">
    /// EINVAL: the value is not valid, or the socket's type does not have the option; ETERM, only
    /// when it is read: the context was shut down.
    /// </exception>
    public int TcpKeepAliveIdle
    {
        get => Get<int>(ZSocketOption.TCP_KEEPALIVE_IDLE);
        set => Require(ZSocketOption.TCP_KEEPALIVE_IDLE, value);
    }

    /// <summary>
    /// ZMQ_TCP_KEEPALIVE_INTVL: seconds between probes; -1 leaves it to the system (default: -1).
    /// </summary>
    /// <exception cref="ZException">
    /// EINVAL: the value is not valid, or the socket's type does not have the option; ETERM, only
    /// when it is read: the context was shut down.
    /// </exception>
    public int TcpKeepAliveInterval
    {
        get => Get<int>(ZSocketOption.TCP_KEEPALIVE_INTVL);
        set => Require(ZSocketOption.TCP_KEEPALIVE_INTVL, value);
    }

    /// <summary>
    /// ZMQ_LAST_ENDPOINT: the endpoint last bound or connected, with the real port in place of a
    /// wildcard; empty before.
    /// </summary>
    /// <exception cref="ZException">ETERM: the context was shut down.</exception>
    public string LastEndpoint => GetOptionString(ZSocketOption.LAST_ENDPOINT);

    /// <summary>
    /// ZMQ_TCP_ACCEPT_FILTER: adds addresses from which connections are accepted; without a filter,
    /// all are accepted.
    /// </summary>
    /// <param name="filter">An address, or a network such as 192.168.0.0/16.</param>
    /// <exception cref="ZException">EINVAL: the filter is not an address or network.</exception>
    public void AddTcpAcceptFilter(string filter) => Require(ZSocketOption.TCP_ACCEPT_FILTER, filter);

    /// <summary>
    /// ZMQ_TCP_ACCEPT_FILTER: removes all filters, so that all connections are accepted.
    /// </summary>
    public void ClearTcpAcceptFilter() => Require(ZSocketOption.TCP_ACCEPT_FILTER, default(ReadOnlySpan<byte>));
}
