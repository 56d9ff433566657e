namespace ZeroMQ;

public partial class ZSocket
{
    /// <summary>ZMQ_AFFINITY: I/O threads that may serve new connections, a bit each; 0 is all (default).</summary>
    /// <exception cref="ZException">EINVAL: no such value, or not for this type of socket.</exception>
    public ulong Affinity
    {
        get => Get<ulong>(ZSocketOption.AFFINITY);
        set => Require(ZSocketOption.AFFINITY, value);
    }

    /// <summary>ZMQ_BACKLOG: connections waiting to be accepted (default: 100).</summary>
    /// <exception cref="ZException">EINVAL: no such value, or not for this type of socket.</exception>
    public int Backlog
    {
        get => Get<int>(ZSocketOption.BACKLOG);
        set => Require(ZSocketOption.BACKLOG, value);
    }

    /// <summary>ZMQ_RECONNECT_IVL: time before a new attempt to connect; -1 ms is never (default: 100 ms).</summary>
    /// <exception cref="ZException">EINVAL: no such value, or not for this type of socket.</exception>
    public TimeSpan ReconnectInterval
    {
        get => GetTime(ZSocketOption.RECONNECT_IVL);
        set => Require(ZSocketOption.RECONNECT_IVL, value);
    }

    /// <summary>ZMQ_RECONNECT_IVL_MAX: the longest such time, doubled with each attempt; 0 is no doubling (default).</summary>
    /// <exception cref="ZException">EINVAL: no such value, or not for this type of socket.</exception>
    public TimeSpan ReconnectIntervalMax
    {
        get => GetTime(ZSocketOption.RECONNECT_IVL_MAX);
        set => Require(ZSocketOption.RECONNECT_IVL_MAX, value);
    }

    /// <summary>ZMQ_HANDSHAKE_IVL: milliseconds a handshake may take; 0 is without limit (default: 30000).</summary>
    /// <exception cref="ZException">EINVAL: no such value, or not for this type of socket.</exception>
    public int HandshakeInterval
    {
        get => Get<int>(ZSocketOption.HANDSHAKE_IVL);
        set => Require(ZSocketOption.HANDSHAKE_IVL, value);
    }

    /// <summary>ZMQ_IPV6: whether IPv6 is used as well (default: the context's, false).</summary>
    /// <exception cref="ZException">EINVAL: no such value, or not for this type of socket.</exception>
    public bool IPv6
    {
        get => Get<int>(ZSocketOption.IPV6) != 0;
        set => Require(ZSocketOption.IPV6, value);
    }

    /// <summary>ZMQ_IPV4ONLY: whether IPv6 is not used (default: true); <see cref="IPv6"/> replaced it.</summary>
    /// <exception cref="ZException">EINVAL: no such value, or not for this type of socket.</exception>
    public bool IPv4Only
    {
        get => Get<int>(ZSocketOption.IPV4_ONLY) != 0;
        set => Require(ZSocketOption.IPV4_ONLY, value);
    }

    /// <summary>ZMQ_SNDBUF: the system's send buffer in bytes; -1 is the system's choice (default).</summary>
    /// <exception cref="ZException">EINVAL: no such value, or not for this type of socket.</exception>
    public int SendBufferSize
    {
        get => Get<int>(ZSocketOption.SNDBUF);
        set => Require(ZSocketOption.SNDBUF, value);
    }

    /// <summary>ZMQ_RCVBUF: the system's receive buffer in bytes; -1 is the system's choice (default).</summary>
    /// <exception cref="ZException">EINVAL: no such value, or not for this type of socket.</exception>
    public int ReceiveBufferSize
    {
        get => Get<int>(ZSocketOption.RCVBUF);
        set => Require(ZSocketOption.RCVBUF, value);
    }

    /// <summary>ZMQ_TOS: the type of service of packets (default: 0).</summary>
    /// <exception cref="ZException">EINVAL: no such value, or not for this type of socket.</exception>
    public int TypeOfService
    {
        get => Get<int>(ZSocketOption.TOS);
        set => Require(ZSocketOption.TOS, value);
    }

    /// <summary>ZMQ_MULTICAST_HOPS: multicast hops (default: 1).</summary>
    /// <exception cref="ZException">EINVAL: no such value, or not for this type of socket.</exception>
    public int MulticastHops
    {
        get => Get<int>(ZSocketOption.MULTICAST_HOPS);
        set => Require(ZSocketOption.MULTICAST_HOPS, value);
    }

    /// <summary>ZMQ_RATE: multicast kilobits per second (default: 100).</summary>
    /// <exception cref="ZException">EINVAL: no such value, or not for this type of socket.</exception>
    public int MulticastRate
    {
        get => Get<int>(ZSocketOption.RATE);
        set => Require(ZSocketOption.RATE, value);
    }

    /// <summary>ZMQ_RECOVERY_IVL: how long multicast is recovered (default: 10 s).</summary>
    /// <exception cref="ZException">EINVAL: no such value, or not for this type of socket.</exception>
    public TimeSpan MulticastRecoveryInterval
    {
        get => GetTime(ZSocketOption.RECOVERY_IVL);
        set => Require(ZSocketOption.RECOVERY_IVL, value);
    }

    /// <summary>ZMQ_TCP_KEEPALIVE: whether idle connections are probed (default: as the system does).</summary>
    /// <exception cref="ZException">EINVAL: no such value, or not for this type of socket.</exception>
    public TcpKeepaliveBehaviour TcpKeepAlive
    {
        get => (TcpKeepaliveBehaviour)Get<int>(ZSocketOption.TCP_KEEPALIVE);
        set => Require(ZSocketOption.TCP_KEEPALIVE, (int)value);
    }

    /// <summary>ZMQ_TCP_KEEPALIVE_CNT: probes before a connection is given up; -1 is the system's choice (default).</summary>
    /// <exception cref="ZException">EINVAL: no such value, or not for this type of socket.</exception>
    public int TcpKeepAliveCount
    {
        get => Get<int>(ZSocketOption.TCP_KEEPALIVE_CNT);
        set => Require(ZSocketOption.TCP_KEEPALIVE_CNT, value);
    }

    /// <summary>ZMQ_TCP_KEEPALIVE_IDLE: seconds of idleness before a probe; -1 is the system's choice (default).</summary>
    /// <exception cref="ZException">EINVAL: no such value, or not for this type of socket.</exception>
    public int TcpKeepAliveIdle
    {
        get => Get<int>(ZSocketOption.TCP_KEEPALIVE_IDLE);
        set => Require(ZSocketOption.TCP_KEEPALIVE_IDLE, value);
    }

    /// <summary>ZMQ_TCP_KEEPALIVE_INTVL: seconds between probes; -1 is the system's choice (default).</summary>
    /// <exception cref="ZException">EINVAL: no such value, or not for this type of socket.</exception>
    public int TcpKeepAliveInterval
    {
        get => Get<int>(ZSocketOption.TCP_KEEPALIVE_INTVL);
        set => Require(ZSocketOption.TCP_KEEPALIVE_INTVL, value);
    }

    /// <summary>ZMQ_LAST_ENDPOINT: the endpoint last bound or connected, with the port where a wildcard was given; empty before.</summary>
    public string LastEndpoint => GetOptionString(ZSocketOption.LAST_ENDPOINT);

    /// <summary>ZMQ_TCP_ACCEPT_FILTER: accepts connections from more addresses; without a filter from all.</summary>
    /// <param name="filter">An address, or one with a mask, as 192.168.0.0/16.</param>
    /// <exception cref="ZException">EINVAL: no address.</exception>
    public void AddTcpAcceptFilter(string filter) => Require(ZSocketOption.TCP_ACCEPT_FILTER, filter);

    /// <summary>ZMQ_TCP_ACCEPT_FILTER: accepts connections from all addresses again.</summary>
    public void ClearTcpAcceptFilter() => Require(ZSocketOption.TCP_ACCEPT_FILTER, default(ReadOnlySpan<byte>));
}
