using ZmqNative.Interop;

namespace ZeroMQ.Monitoring;

/// <summary>
/// Makes sockets report events (zmq_socket_monitor), which a <see cref="ZMonitor"/> reads.
/// </summary>
/// <remarks>
/// A reader has to be connected soon and has to read until the last event, because libzmq's I/O
/// thread and its reaper wait for it.
/// </remarks>
public static class ZMonitors
{
    /// <summary>
    /// Makes a socket report all events of its connections. Reports to an earlier endpoint stop.
    /// </summary>
    /// <param name="socket">The socket.</param>
    /// <param name="endpoint">An inproc endpoint to which nothing is bound.</param>
    /// <returns>True; failures are thrown.</returns>
    /// <exception cref="ArgumentException">The endpoint is null or empty.</exception>
    /// <exception cref="ZException">
    /// EINVAL, EPROTONOSUPPORT: the endpoint is not an inproc endpoint; EADDRINUSE: another socket
    /// is bound to it; ETERM: the context was shut down.
    /// </exception>
    public static bool Monitor(this ZSocket socket, string endpoint) =>
        Monitor(socket, endpoint, ZMonitorEvents.AllEvents);

    /// <summary>
    /// Makes a socket report all events of its connections. Reports to an earlier endpoint stop.
    /// </summary>
    /// <param name="socket">The socket.</param>
    /// <param name="endpoint">An inproc endpoint to which nothing is bound.</param>
    /// <param name="error">
    /// EINVAL, EPROTONOSUPPORT: the endpoint is not an inproc endpoint; EADDRINUSE: another socket
    /// is bound to it; ETERM: the context was shut down; null on success.
    /// </param>
    /// <returns>Whether it succeeded.</returns>
    /// <exception cref="ArgumentException">The endpoint is null or empty.</exception>
    public static bool Monitor(this ZSocket socket, string endpoint, out ZError error) =>
        Monitor(socket, endpoint, ZMonitorEvents.AllEvents, out error);

    /// <summary>
    /// Makes a socket report some kinds of event of its connections. Reports to an earlier endpoint
    /// stop.
    /// </summary>
    /// <param name="socket">The socket.</param>
    /// <param name="endpoint">An inproc endpoint to which nothing is bound.</param>
    /// <param name="eventsToMonitor">The kinds of event to report.</param>
    /// <returns>True; failures are thrown.</returns>
    /// <exception cref="ArgumentException">The endpoint is null or empty.</exception>
    /// <exception cref="ZException">
    /// EINVAL, EPROTONOSUPPORT: the endpoint is not an inproc endpoint; EADDRINUSE: another socket
    /// is bound to it; ETERM: the context was shut down.
    /// </exception>
    public static bool Monitor(this ZSocket socket, string endpoint, ZMonitorEvents eventsToMonitor) =>
        Monitor(socket, endpoint, eventsToMonitor, out ZError error) ? true : throw new ZException(error);

    /// <summary>
    /// Makes a socket report some kinds of event of its connections. Reports to an earlier endpoint
    /// stop.
    /// </summary>
    /// <param name="socket">The socket.</param>
    /// <param name="endpoint">An inproc endpoint to which nothing is bound.</param>
    /// <param name="eventsToMonitor">The kinds of event to report.</param>
    /// <param name="error">
    /// EINVAL, EPROTONOSUPPORT: the endpoint is not an inproc endpoint; EADDRINUSE: another socket
    /// is bound to it; ETERM: the context was shut down; null on success.
    /// </param>
    /// <returns>Whether it succeeded.</returns>
    /// <exception cref="ArgumentException">The endpoint is null or empty.</exception>
    public static bool Monitor(this ZSocket socket, string endpoint, ZMonitorEvents eventsToMonitor, out ZError error)
    {
        ArgumentNullException.ThrowIfNull(socket);
        ArgumentException.ThrowIfNullOrWhiteSpace(endpoint);
        return ZErrors.Try(() => socket.Native.StartMonitor(endpoint, (ZmqMonitorEventKind)eventsToMonitor), out error);
    }
}
