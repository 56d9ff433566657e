namespace ZeroMQ.Monitoring;

/// <summary>What a monitor reports (ZMQ_EVENT_ constants). libzmq has more since; they reach <see cref="ZMonitor.AllEvents"/> as numbers.</summary>
[Flags]
public enum ZMonitorEvents
{
    /// <summary>A connection was made to the peer; the handshake is still to come.</summary>
    Connected = 1,

    /// <summary>A connection attempt is under way.</summary>
    ConnectDelayed = 2,

    /// <summary>A connection will be tried again.</summary>
    ConnectRetried = 4,

    /// <summary>The socket listens.</summary>
    Listening = 8,

    /// <summary>It could not listen.</summary>
    BindFailed = 16,

    /// <summary>A peer connected; the handshake is still to come.</summary>
    Accepted = 32,

    /// <summary>A peer could not be accepted.</summary>
    AcceptFailed = 64,

    /// <summary>A connection or listener was closed on this side.</summary>
    Closed = 128,

    /// <summary>Closing failed.</summary>
    CloseFailed = 256,

    /// <summary>The connection broke.</summary>
    Disconnected = 512,

    /// <summary>The last event of a monitor.</summary>
    Stopped = 1024,

    /// <summary>All, also those without a name here.</summary>
    AllEvents = 65535,
}
