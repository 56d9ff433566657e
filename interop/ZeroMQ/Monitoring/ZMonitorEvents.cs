namespace ZeroMQ.Monitoring;

/// <summary>
/// The kinds of event that a monitor reports (ZMQ_EVENT_ constants). Newer kinds of libzmq's reach
/// <see cref="ZMonitor.AllEvents"/> as numbers.
/// </summary>
[Flags]
public enum ZMonitorEvents
{
    /// <summary>
    /// A connection to the peer was made; the handshake follows (ZMQ_EVENT_CONNECTED).
    /// </summary>
    Connected = 1,

    /// <summary>A connection attempt is under way (ZMQ_EVENT_CONNECT_DELAYED).</summary>
    ConnectDelayed = 2,

    /// <summary>An attempt is repeated after an interval (ZMQ_EVENT_CONNECT_RETRIED).</summary>
    ConnectRetried = 4,

    /// <summary>The socket listens at the endpoint (ZMQ_EVENT_LISTENING).</summary>
    Listening = 8,

    /// <summary>The socket could not listen at the endpoint (ZMQ_EVENT_BIND_FAILED).</summary>
    BindFailed = 16,

    /// <summary>A peer connected; the handshake follows (ZMQ_EVENT_ACCEPTED).</summary>
    Accepted = 32,

    /// <summary>A peer could not be accepted (ZMQ_EVENT_ACCEPT_FAILED).</summary>
    AcceptFailed = 64,

    /// <summary>A connection or listener was closed on this side (ZMQ_EVENT_CLOSED).</summary>
    Closed = 128,

    /// <summary>A connection or listener could not be closed (ZMQ_EVENT_CLOSE_FAILED).</summary>
    CloseFailed = 256,

    /// <summary>The connection broke (ZMQ_EVENT_DISCONNECTED).</summary>
    Disconnected = 512,

    /// <summary>The last event of a monitor (ZMQ_EVENT_MONITOR_STOPPED).</summary>
    Stopped = 1024,

    /// <summary>All events, also those without a name here (ZMQ_EVENT_ALL).</summary>
    AllEvents = 65535,
}
