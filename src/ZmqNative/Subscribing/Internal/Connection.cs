using System.Diagnostics;
using ZmqNative.Interop;

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
    private const long LargestPart = 64 << 20;

    private readonly ZmqContext _context;
    private readonly string _endpoint;
    private readonly NotificationSubscriberOptions _options;
    private ZmqSocket? _heartbeatSocket;

    internal Connection(ZmqContext context, string endpoint, NotificationSubscriberOptions options)
    {
        (_context, _endpoint, _options) = (context, endpoint, options);
        // Without a lock, because only the receiving thread uses it.
        Socket = new ZmqSocket(context, ZmqSocketType.Subscribe, locked: false);
        try
        {
            Monitor = new ZmqMonitorReader(context, Socket);
            Configure(Socket, heartbeat: !MayPauseReading);
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
    internal bool HasHeartbeat { get; set; }

    internal ConnectionState State { get; private set; }

    /// <summary>
    /// When it ended, in milliseconds of <see cref="Environment.TickCount64"/>; 0 before.
    /// </summary>
    internal long EndedAt { get; private set; }

    // The answers to heartbeats of a connection that is not read for a while, because the consumer
    // is slow, are behind the unread messages: libzmq would take the connection for dead.
    private bool MayPauseReading => _options.Overflow == OverflowPolicy.Wait && _options.ReceiveHighWatermark > 0;

    /// <summary>The TCP or ipc connection was made.</summary>
    internal void SetHandshaking()
    {
        Debug.Assert(State == ConnectionState.Connecting, "A socket connects once.");
        State = ConnectionState.Handshaking;
    }

    /// <summary>The handshake is complete.</summary>
    internal void SetUp()
    {
        Debug.Assert(State == ConnectionState.Handshaking, "A handshake follows a connection.");
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
    /// itself cannot have them.
    /// </summary>
    /// <returns>Whether one was opened.</returns>
    internal bool OpenHeartbeat()
    {
        if (!MayPauseReading || _options.HeartbeatInterval <= TimeSpan.Zero)
        {
            return false;
        }
        _heartbeatSocket = new ZmqSocket(_context, ZmqSocketType.Subscribe);
        Configure(_heartbeatSocket, heartbeat: true);
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
            // TCP keepalive counts in seconds: the same idle time, then three probes within the
            // time-out.
            socket.TcpKeepAlive = 1;
            socket.TcpKeepAliveIdle = Seconds(_options.HeartbeatInterval);
            socket.TcpKeepAliveInterval = Seconds(_options.HeartbeatTimeout / 3);
            socket.TcpKeepAliveCount = 3;
        }
        _options.ConfigureSocket?.Invoke(socket);
        socket.ReconnectInterval = NeverReconnect;
        if (socket.Conflate)
        {
            throw new ArgumentException(
                "ConfigureSocket switched Conflate on: it keeps one part of a message only,"
                + " and notifications have three.");
        }
    }

    private static int Milliseconds(TimeSpan time) => (int)Math.Clamp(time.TotalMilliseconds, 0, int.MaxValue);

    private static int Seconds(TimeSpan time) => (int)Math.Clamp(Math.Ceiling(time.TotalSeconds), 1, 32_767);
}
