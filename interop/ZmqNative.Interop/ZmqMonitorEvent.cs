namespace ZmqNative.Interop;

/// <summary>Something that happened on one of a socket's connections.</summary>
/// <param name="Kind">The event.</param>
/// <param name="Value">A file descriptor, an errno, a retry interval in milliseconds or a protocol error, as zmq_socket_monitor says for the kind.</param>
/// <param name="Endpoint">The endpoint concerned, as libzmq spells it.</param>
public readonly record struct ZmqMonitorEvent(ZmqMonitorEventKind Kind, uint Value, string Endpoint)
{
    /// <summary>How the protocol was broken, where the kind is HandshakeFailedProtocol; else None.</summary>
    public ZmqProtocolError ProtocolError =>
        Kind == ZmqMonitorEventKind.HandshakeFailedProtocol ? (ZmqProtocolError)Value : ZmqProtocolError.None;

    /// <summary>
    /// The value by its name, the same on every system: that of an errno ("EAGAIN") or of a protocol error
    /// ("ZmtpMechanismMismatch"), the status code of a ZAP handler ("400"); null for kinds whose value is no error.
    /// </summary>
    public string? ErrorName => Kind switch
    {
        ZmqMonitorEventKind.HandshakeFailedProtocol => ProtocolError.ToString(),
        ZmqMonitorEventKind.HandshakeFailedAuthentication => Value.ToString(System.Globalization.CultureInfo.InvariantCulture),
        ZmqMonitorEventKind.HandshakeFailed or ZmqMonitorEventKind.BindFailed or ZmqMonitorEventKind.AcceptFailed
            or ZmqMonitorEventKind.CloseFailed => ErrorNames.Of((int)Value),
        _ => null,
    };
}
