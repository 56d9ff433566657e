namespace ZmqNative.Interop;

/// <summary>Something that happened on one of a socket's connections.</summary>
/// <param name="Kind">What.</param>
/// <param name="Value">A file descriptor, an errno, a retry interval in milliseconds or a protocol error, as zmq_socket_monitor says for the kind.</param>
/// <param name="Endpoint">The endpoint concerned, as libzmq spells it.</param>
public readonly record struct ZmqMonitorEvent(ZmqMonitorEventKind Kind, uint Value, string Endpoint);
