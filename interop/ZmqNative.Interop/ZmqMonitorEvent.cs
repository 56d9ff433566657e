using System.Globalization;

namespace ZmqNative.Interop;

/// <summary>An event of one of a socket's connections.</summary>
/// <param name="Kind">The event.</param>
/// <param name="Value">
/// A file descriptor, an errno, a retry interval in milliseconds or a protocol error, depending on
/// the kind as documented by zmq_socket_monitor.
/// </param>
/// <param name="Endpoint">The endpoint concerned, as libzmq spells it.</param>
public readonly record struct ZmqMonitorEvent(ZmqMonitorEventKind Kind, uint Value, string Endpoint)
{
    /// <summary>
    /// The way the protocol was broken, if the kind is HandshakeFailedProtocol; otherwise None.
    /// </summary>
    public ZmqProtocolError ProtocolError =>
        Kind == ZmqMonitorEventKind.HandshakeFailedProtocol ? (ZmqProtocolError)Value : ZmqProtocolError.None;

    /// <summary>
    /// The name of the value, the same on every system: that of an errno ("EAGAIN") or of a
    /// protocol error ("ZmtpMechanismMismatch"), or the status code of a ZAP handler ("400"); null
    /// for kinds whose value is no error.
    /// </summary>
    public string? ErrorName => Kind switch
    {
        ZmqMonitorEventKind.HandshakeFailedProtocol => ProtocolError.ToString(),
        ZmqMonitorEventKind.HandshakeFailedAuthentication => Value.ToString(CultureInfo.InvariantCulture),
        ZmqMonitorEventKind.HandshakeFailed or ZmqMonitorEventKind.BindFailed or ZmqMonitorEventKind.AcceptFailed
            or ZmqMonitorEventKind.CloseFailed => ErrorNames.Of((int)Value),
        _ => null,
    };
}
