using System.Diagnostics;
using ZmqNative.Interop;
using ZmqNative.Security;

namespace ZmqNative.Subscribing;

/// <summary>
/// One connection to a publisher, from its first attempt to its end, with a socket of its own that
/// never reconnects. So all messages received over it belong to one connection; libzmq's own
/// reconnecting would hide the break.
/// </summary>
internal sealed class Connection : IDisposable
{
    // libzmq must not reconnect by itself within the lifetime of a connection. Reconnecting is not
    // switched off (-1), because libzmq then discards what has not been read yet.
    private const int NeverReconnect = 3_600_000;

    // Core's largest block has 4 MB. A part that claims to be far larger is no notification and
    // must not be allocated.
    private const long DefaultLargestPart = 64 << 20;

    private readonly ZmqContext _context;
    private readonly string _endpoint;
    private readonly NotificationSubscriberOptions _options;
    private readonly ClientSecurity? _security;
    private ZmqSocket? _heartbeatSocket;

    /// <summary>Connects.</summary>
    /// <param name="context">The receiver's context.</param>
    /// <param name="endpoint">The publisher's endpoint.</param>
    /// <param name="options">The options of the sockets.</param>
    /// <param name="security">The keys or the login; null without.</param>
    /// <param name="peer">What is known of the publisher; null if it cannot be probed.</param>
    internal Connection(
        ZmqContext context,
        string endpoint,
        NotificationSubscriberOptions options,
        ClientSecurity? security = null,
        PeerProbe? peer = null)
    {
        (_context, _endpoint, _options, _security) = (context, endpoint, options, security);
        // Without a lock, because only the receiving thread uses it.
        Socket = new ZmqSocket(context, ZmqSocketType.Subscribe, locked: false);
        try
        {
            Monitor = new ZmqMonitorReader(context, Socket);
            HasHandshake = peer?.HasHandshake ?? true;
            HasHeartbeats = options.HeartbeatInterval > TimeSpan.Zero && !MayPauseReading(options)
                && (peer?.AnswersPing ?? true);
            Configure(Socket, options, security, HasHeartbeats);
            if (!HasHandshake)
            {
                Socket.HandshakeInterval = 0;
            }
            LargestPart = Socket.MaxMessageSize;
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

    /// <summary>Reports the end of the heartbeat connection; null unless there is one.</summary>
    internal ZmqMonitorReader? HeartbeatMonitor { get; private set; }

    /// <summary>Whether the heartbeat connection has completed its handshake.</summary>
    internal bool IsHeartbeatUp { get; set; }

    /// <summary>Whether heartbeats are sent over this connection itself.</summary>
    internal bool HasHeartbeats { get; }

    /// <summary>Whether libzmq reports the end of the handshake: not before ZMTP 3.0.</summary>
    internal bool HasHandshake { get; }

    /// <summary>ZMQ_MAXMSGSIZE.</summary>
    internal long LargestPart { get; }

    internal ConnectionState State { get; private set; }

    /// <summary>
    /// When it ended, in milliseconds of <see cref="Environment.TickCount64"/>; 0 before.
    /// </summary>
    internal long EndedAt { get; private set; }

    /// <summary>When libzmq reported its end, which is not explained yet; 0 before.</summary>
    internal long BrokenAt { get; set; }

    /// <summary>When it was opened, in milliseconds of <see cref="Environment.TickCount64"/>.</summary>
    internal long OpenedAt { get; } = Environment.TickCount64;

    /// <summary>Checks what the options make of a socket, without connecting it.</summary>
    /// <returns>
    /// Its mechanism, and whether its connections go through a proxy.
    /// </returns>
    /// <exception cref="ArgumentException">The sockets cannot receive notifications.</exception>
    internal static (ZmqMechanism Mechanism, bool HasProxy) Check(
        ZmqContext context, NotificationSubscriberOptions options, ClientSecurity? security)
    {
        using ZmqSocket socket = new(context, ZmqSocketType.Subscribe);
        Configure(socket, options, security, heartbeat: true);
        return (socket.Mechanism, socket.SocksProxy.Length > 0);
    }

    /// <summary>The TCP or ipc connection was made.</summary>
    internal void SetHandshaking()
    {
        // A message may be read before the report of the connection it came over.
        if (State == ConnectionState.Connecting)
        {
            State = ConnectionState.Handshaking;
        }
    }

    /// <summary>The handshake is complete.</summary>
    internal void SetUp()
    {
        Debug.Assert(State < ConnectionState.Up, "A handshake is completed once.");
        State = ConnectionState.Up;
    }

    /// <summary>The connection has ended.</summary>
    /// <param name="now">Milliseconds of <see cref="Environment.TickCount64"/>.</param>
    internal void SetDraining(long now)
    {
        Debug.Assert(State != ConnectionState.Draining, "A connection ends once.");
        (State, EndedAt) = (ConnectionState.Draining, now);
    }

    /// <summary>
    /// Opens a second connection for heartbeats, which subscribes to nothing, where the connection
    /// itself has none.
    /// </summary>
    /// <returns>Whether one was opened.</returns>
    internal bool OpenHeartbeat()
    {
        if (HasHeartbeats || _heartbeatSocket is not null || _options.HeartbeatInterval <= TimeSpan.Zero)
        {
            return false;
        }
        _heartbeatSocket = new ZmqSocket(_context, ZmqSocketType.Subscribe);
        Configure(_heartbeatSocket, _options, _security, heartbeat: true);
        HeartbeatMonitor = new ZmqMonitorReader(_context, _heartbeatSocket);
        _heartbeatSocket.Connect(_endpoint);
        return true;
    }

    public void Dispose()
    {
        Monitor?.Dispose();
        HeartbeatMonitor?.Dispose();
        Socket.Dispose();
        _heartbeatSocket?.Dispose();
    }

    // The answers to heartbeats of a connection that is not read for a while, because the consumer
    // is slow, are behind the unread messages: libzmq would take the connection for dead.
    private static bool MayPauseReading(NotificationSubscriberOptions options) =>
        options.Overflow == OverflowPolicy.Wait && options.ReceiveHighWatermark > 0;

    private static void Configure(
        ZmqSocket socket, NotificationSubscriberOptions options, ClientSecurity? security, bool heartbeat)
    {
        socket.Linger = 0;
        socket.IPv6 = true;
        socket.ReceiveHighWatermark = options.ReceiveHighWatermark;
        socket.MaxMessageSize = DefaultLargestPart;
        socket.ConnectTimeout = Milliseconds(options.ConnectTimeout);
        socket.HandshakeInterval = Milliseconds(options.ConnectTimeout);
        if (options.HeartbeatInterval > TimeSpan.Zero)
        {
            if (heartbeat)
            {
                socket.HeartbeatInterval = Milliseconds(options.HeartbeatInterval);
                socket.HeartbeatTimeout = Milliseconds(options.HeartbeatTimeout);
            }
            // TCP keepalive counts in seconds: the same idle time, then three probes within the
            // time-out.
            socket.TcpKeepAlive = 1;
            socket.TcpKeepAliveIdle = Seconds(options.HeartbeatInterval);
            socket.TcpKeepAliveInterval = Seconds(options.HeartbeatTimeout / 3);
            socket.TcpKeepAliveCount = 3;
        }
        security?.Prepare(socket);
        options.ConfigureSocket?.Invoke(socket);
        socket.ReconnectInterval = NeverReconnect;
        if (socket.Conflate)
        {
            throw new ArgumentException(
                "ConfigureSocket switched Conflate (ZMQ_CONFLATE) on: it keeps one part of a message only, and "
                + "notifications have three. Set Overflow to KeepNewestOfEachTopic instead.");
        }
    }

    private static int Milliseconds(TimeSpan time) => (int)Math.Clamp(time.TotalMilliseconds, 0, int.MaxValue);

    private static int Seconds(TimeSpan time) => (int)Math.Clamp(Math.Ceiling(time.TotalSeconds), 1, 32_767);
}
