using ZmqNative.Interop;

namespace ZeroMQ.Monitoring;

/// <summary>Starts monitors (zmq_socket_monitor). A <see cref="ZMonitor"/> reads what they report.</summary>
/// <remarks>There has to be a reader soon, and until the last event: libzmq waits for one, with its I/O thread and the one that closes sockets.</remarks>
public static class ZMonitors
{
    /// <summary>Starts to report all that happens on a socket's connections; what reported to another endpoint stops.</summary>
    /// <param name="socket">The socket.</param>
    /// <param name="endpoint">An inproc endpoint nothing is bound to.</param>
    /// <returns>Always true.</returns>
    /// <exception cref="ArgumentException">There is no endpoint.</exception>
    /// <exception cref="ZException">EINVAL, EPROTONOSUPPORT: no inproc endpoint; EADDRINUSE: another socket has it; ETERM: the context was shut down.</exception>
    public static bool Monitor(this ZSocket socket, string endpoint) => Monitor(socket, endpoint, ZMonitorEvents.AllEvents);

    /// <summary>Starts to report all that happens on a socket's connections; what reported to another endpoint stops.</summary>
    /// <param name="socket">The socket.</param>
    /// <param name="endpoint">An inproc endpoint nothing is bound to.</param>
    /// <param name="error">EINVAL, EPROTONOSUPPORT: no inproc endpoint; EADDRINUSE: another socket has it; ETERM: the context was shut down; else null.</param>
    /// <returns>False when there is an error.</returns>
    /// <exception cref="ArgumentException">There is no endpoint.</exception>
    public static bool Monitor(this ZSocket socket, string endpoint, out ZError error) => Monitor(socket, endpoint, ZMonitorEvents.AllEvents, out error);

    /// <summary>Starts to report what happens on a socket's connections; what reported to another endpoint stops.</summary>
    /// <param name="socket">The socket.</param>
    /// <param name="endpoint">An inproc endpoint nothing is bound to.</param>
    /// <param name="eventsToMonitor">What to report.</param>
    /// <returns>Always true.</returns>
    /// <exception cref="ArgumentException">There is no endpoint.</exception>
    /// <exception cref="ZException">EINVAL, EPROTONOSUPPORT: no inproc endpoint; EADDRINUSE: another socket has it; ETERM: the context was shut down.</exception>
    public static bool Monitor(this ZSocket socket, string endpoint, ZMonitorEvents eventsToMonitor) =>
        Monitor(socket, endpoint, eventsToMonitor, out ZError error) ? true : throw new ZException(error);

    /// <summary>Starts to report what happens on a socket's connections; what reported to another endpoint stops.</summary>
    /// <param name="socket">The socket.</param>
    /// <param name="endpoint">An inproc endpoint nothing is bound to.</param>
    /// <param name="eventsToMonitor">What to report.</param>
    /// <param name="error">EINVAL, EPROTONOSUPPORT: no inproc endpoint; EADDRINUSE: another socket has it; ETERM: the context was shut down; else null.</param>
    /// <returns>False when there is an error.</returns>
    /// <exception cref="ArgumentException">There is no endpoint.</exception>
    public static bool Monitor(this ZSocket socket, string endpoint, ZMonitorEvents eventsToMonitor, out ZError error)
    {
        ArgumentNullException.ThrowIfNull(socket);
        ArgumentException.ThrowIfNullOrWhiteSpace(endpoint);
        return ZErrors.Try(() => socket.Native.StartMonitor(endpoint, (ZmqMonitorEventKind)eventsToMonitor), out error);
    }
}
