using ZmqNative.Interop;

namespace ZmqNative.Subscribing;

/// <summary>
/// One connection to a publisher, from its first attempt to its end: a socket of its own, which never connects twice. So what is received over it is of
/// one life of the connection, which libzmq's own reconnecting would not tell.
/// </summary>
internal sealed class ConnectionLife : IDisposable
{
    // libzmq must not reconnect by itself, but if it were forbidden to, it would throw away what has not been read yet.
    private const int NeverReconnect = 3_600_000;

    // Core's largest block has 4 MB: what claims to be far more is no notification, and must not be allocated.
    private const long LargestPart = 64 << 20;

    private readonly ZmqContext _context;
    private readonly string _endpoint;
    private readonly NotificationSubscriberOptions _options;
    private ZmqSocket? _probe;

    internal ConnectionLife(ZmqContext context, string endpoint, NotificationSubscriberOptions options)
    {
        (_context, _endpoint, _options) = (context, endpoint, options);
        Socket = new ZmqSocket(context, ZmqSocketType.Subscribe);
        try
        {
            Monitor = new ZmqMonitorReader(context, Socket);
            Configure(Socket, heartbeat: !MayWait);
            foreach (string topic in options.Topics.DefaultIfEmpty(string.Empty))
            {
                Socket.Subscribe(System.Text.Encoding.Latin1.GetBytes(topic));
            }
            Socket.Connect(endpoint);
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    internal ZmqSocket Socket { get; }

    internal ZmqMonitorReader? Monitor { get; }

    /// <summary>Tells when the publisher does not answer any more; null unless there is a connection for that.</summary>
    internal ZmqMonitorReader? ProbeMonitor { get; private set; }

    /// <summary>The publisher has answered on that connection, too.</summary>
    internal bool IsProbed { get; set; }

    /// <summary>There is a connection.</summary>
    internal bool IsConnected { get; set; }

    /// <summary>The publisher has let us in.</summary>
    internal bool IsUp { get; set; }

    /// <summary>When it ended, in milliseconds of <see cref="Environment.TickCount64"/>; what it received before may still have to be read.</summary>
    internal long? EndedAt { get; set; }

    // A connection that is not read for a while, because the consumer waits, has its answers to heartbeats behind what is not read: libzmq would take it for dead.
    private bool MayWait => _options.Overflow == OverflowPolicy.Wait && _options.ReceiveHighWatermark > 0;

    /// <summary>Where the connection itself cannot have heartbeats, makes a second one for them, which subscribes to nothing.</summary>
    /// <returns>Whether there is one now.</returns>
    internal bool Probe()
    {
        if (!MayWait || _options.HeartbeatInterval <= TimeSpan.Zero)
        {
            return false;
        }
        _probe = new ZmqSocket(_context, ZmqSocketType.Subscribe);
        Configure(_probe, heartbeat: true);
        ProbeMonitor = new ZmqMonitorReader(_context, _probe);
        _probe.Connect(_endpoint);
        return true;
    }

    public void Dispose()
    {
        Monitor?.Dispose();
        ProbeMonitor?.Dispose();
        Socket.Dispose();
        _probe?.Dispose();
    }

    private void Configure(ZmqSocket socket, bool heartbeat)
    {
        socket.Linger = 0;
        socket.IPv6 = true;
        socket.ReceiveHighWatermark = _options.ReceiveHighWatermark;
        socket.MaxMessageSize = LargestPart;
        socket.ConnectTimeout = Milliseconds(_options.ConnectTimeout);
        socket.HandshakeInterval = Milliseconds(_options.ConnectTimeout);
        if (_options.HeartbeatInterval > TimeSpan.Zero)
        {
            if (heartbeat)
            {
                socket.HeartbeatInterval = Milliseconds(_options.HeartbeatInterval);
                socket.HeartbeatTimeout = Milliseconds(_options.HeartbeatTimeout);
            }
            // Keepalive counts in seconds: the same silence, and a probe each third of the time that is left.
            socket.TcpKeepAlive = 1;
            socket.TcpKeepAliveIdle = Seconds(_options.HeartbeatInterval);
            socket.TcpKeepAliveInterval = Seconds(_options.HeartbeatTimeout / 3);
            socket.TcpKeepAliveCount = 3;
        }
        _options.ConfigureSocket?.Invoke(socket);
        socket.ReconnectInterval = NeverReconnect;
        if (socket.Conflate)
        {
            throw new ArgumentException("ConfigureSocket switched Conflate on: it keeps one part of a message only, and notifications have three.");
        }
    }

    private static int Milliseconds(TimeSpan time) => (int)Math.Clamp(time.TotalMilliseconds, 0, int.MaxValue);

    private static int Seconds(TimeSpan time) => (int)Math.Clamp(Math.Ceiling(time.TotalSeconds), 1, 32_767);
}
