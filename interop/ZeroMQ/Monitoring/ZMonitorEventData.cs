namespace ZeroMQ.Monitoring;

/// <summary>An event on one of a socket's connections.</summary>
public struct ZMonitorEventData
{
    /// <summary>
    /// The kind of event; a number without a name if libzmq is newer than this enumeration.
    /// </summary>
    public ZMonitorEvents Event;

    /// <summary>
    /// The value, whose meaning depends on the kind (zmq_socket_monitor): a file descriptor, an
    /// errno, an interval in milliseconds or a protocol error.
    /// </summary>
    public int EventValue;

    /// <summary>The endpoint of the connection, as libzmq spells it.</summary>
    public string Address;
}
