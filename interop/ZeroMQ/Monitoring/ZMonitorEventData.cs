namespace ZeroMQ.Monitoring;

/// <summary>Something that happened on one of a socket's connections.</summary>
public struct ZMonitorEventData
{
    /// <summary>What; a number without a name where libzmq is newer than the names.</summary>
    public ZMonitorEvents Event;

    /// <summary>A file descriptor, an errno, an interval in milliseconds or a protocol error, as zmq_socket_monitor says for the event.</summary>
    public int EventValue;

    /// <summary>The endpoint concerned, as libzmq spells it.</summary>
    public string Address;
}
