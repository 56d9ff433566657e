namespace ZmqNative.Interop;

/// <summary>The events that a monitor reports (ZMQ_EVENT_ constants).</summary>
[Flags]
public enum ZmqMonitorEventKind
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>
    /// ZMQ_EVENT_CONNECTED: a connection was made to the peer; the handshake is still to come.
    /// </summary>
    Connected = 0x0001,

    /// <summary>ZMQ_EVENT_CONNECT_DELAYED: a connection attempt is under way.</summary>
    ConnectDelayed = 0x0002,

    /// <summary>
    /// ZMQ_EVENT_CONNECT_RETRIED: a connection will be tried again after the interval in the value.
    /// </summary>
    ConnectRetried = 0x0004,

    /// <summary>ZMQ_EVENT_LISTENING: the socket listens.</summary>
    Listening = 0x0008,

    /// <summary>ZMQ_EVENT_BIND_FAILED: it could not listen.</summary>
    BindFailed = 0x0010,

    /// <summary>ZMQ_EVENT_ACCEPTED: a peer connected; the handshake is still to come.</summary>
    Accepted = 0x0020,

    /// <summary>ZMQ_EVENT_ACCEPT_FAILED: a peer could not be accepted.</summary>
    AcceptFailed = 0x0040,

    /// <summary>ZMQ_EVENT_CLOSED: a connection or listener was closed on this side.</summary>
    Closed = 0x0080,

    /// <summary>ZMQ_EVENT_CLOSE_FAILED: closing failed.</summary>
    CloseFailed = 0x0100,

    /// <summary>ZMQ_EVENT_DISCONNECTED: the connection broke.</summary>
    Disconnected = 0x0200,

    /// <summary>ZMQ_EVENT_MONITOR_STOPPED: the last event of a monitor.</summary>
    MonitorStopped = 0x0400,

    /// <summary>ZMQ_EVENT_HANDSHAKE_FAILED_NO_DETAIL: the handshake failed.</summary>
    HandshakeFailed = 0x0800,

    /// <summary>
    /// ZMQ_EVENT_HANDSHAKE_SUCCEEDED: the peer speaks ZMTP and was accepted. This does
    /// not imply any subscription.
    /// </summary>
    HandshakeSucceeded = 0x1000,

    /// <summary>
    /// ZMQ_EVENT_HANDSHAKE_FAILED_PROTOCOL: the peer broke the protocol; the
    /// value is the kind of error.
    /// </summary>
    HandshakeFailedProtocol = 0x2000,

    /// <summary>ZMQ_EVENT_HANDSHAKE_FAILED_AUTH: the peer was refused.</summary>
    HandshakeFailedAuthentication = 0x4000,
}
