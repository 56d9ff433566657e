using ZmqNative.Interop;

namespace ZmqNative.Subscribing;

/// <summary>
/// Waits for what the receiving thread has to do: its signal, the monitors of the current
/// connections, and the messages of the oldest connection of each endpoint.
/// </summary>
internal sealed class PollSet(Endpoint[] endpoints, ReceiverSignal signal)
{
    // The longest wait while something has to be checked that no socket signals, in milliseconds.
    private const int ShortWait = 50;

    private ZmqPoller? _poller;
    private int _monitorCount;

    /// <summary>
    /// Waits until a socket signals or the deadline has come, and marks the endpoints that have
    /// messages.
    /// </summary>
    /// <param name="isReady">
    /// Whether messages can be handled. While they cannot, they are not waited for; their sockets
    /// are queried all the same, because libzmq makes progress on a socket only when it is called.
    /// </param>
    /// <param name="deadline">In milliseconds of <see cref="Environment.TickCount64"/>.</param>
    /// <returns>
    /// Whether a monitor has reports: reading one that has none costs more than receiving a
    /// message.
    /// </returns>
    internal bool Wait(bool isReady, long deadline)
    {
        // The last messages of a connection that has ended may still come.
        bool drains = Array.Exists(endpoints, endpoint => endpoint.Oldest?.State == ConnectionState.Draining);
        TimeSpan wait = TimeSpan.FromMilliseconds(Math.Clamp(
            deadline - Environment.TickCount64, 0, isReady && !drains ? int.MaxValue : ShortWait));
        if (GetPoller() is not { } poller)
        {
            signal.Wait(wait);
            return false;
        }
        int place = _monitorCount;
        foreach (Endpoint endpoint in endpoints)
        {
            foreach (Connection connection in endpoint.Connections)
            {
                bool isWanted = isReady && connection == endpoint.Oldest;
                poller.Watch(place++, isWanted ? ZmqPollEvents.Receive : ZmqPollEvents.None);
            }
        }
        _ = poller.Wait(wait);
        if (poller.IsReadable(place))
        {
            signal.Clear();
        }
        bool isReported = false;
        for (place = 0; place < _monitorCount; place++)
        {
            isReported |= poller.IsReadable(place);
        }
        foreach (Endpoint endpoint in endpoints)
        {
            endpoint.HasMessages = endpoint.Oldest is not null && poller.IsReadable(place);
            place += endpoint.Connections.Count;
        }
        return isReported;
    }

    private ZmqPoller? GetPoller()
    {
        bool isChanged = false;
        foreach (Endpoint endpoint in endpoints)
        {
            isChanged |= endpoint.SocketsChanged;
            endpoint.SocketsChanged = false;
        }
        return isChanged ? _poller = Make() : _poller;
    }

    // Null while there is no socket to wait for.
    private ZmqPoller? Make()
    {
        ZmqSocket[] monitors = [.. endpoints.Select(endpoint => endpoint.Current).OfType<Connection>()
            .SelectMany(current => (ZmqMonitorReader?[])[current.Monitor, current.HeartbeatMonitor])
            .OfType<ZmqMonitorReader>().Select(monitor => monitor.Events)];
        ZmqSocket[] messages = [.. endpoints.SelectMany(endpoint => endpoint.Connections)
            .Select(connection => connection.Socket)];
        _monitorCount = monitors.Length;
        if (messages.Length == 0)
        {
            return null;
        }
        ZmqPoller poller = new([.. monitors, .. messages]);
        signal.AddTo(poller);
        return poller;
    }
}
