using ZmqNative.Interop;

namespace ZmqNative.Subscribing;

/// <summary>
/// Waits for the sockets of the receiving thread: its signal, the monitors of the current
/// connections, and the oldest connection of each endpoint.
/// </summary>
internal sealed class PollSet(Endpoint[] endpoints, ReceiverSignal signal)
{
    // The longest wait while something has to be checked that no socket signals, in milliseconds.
    private const int ShortWait = 50;

    private ZmqPoller? _poller;
    private bool _hasMessageSockets;
    private int _monitorCount;

    /// <summary>
    /// Waits until a socket signals or the deadline has come, and marks the endpoints that may have
    /// messages.
    /// </summary>
    /// <param name="isReady">
    /// Whether messages can be handled. While they cannot, only monitors are waited for, and each
    /// socket is touched now and then, because libzmq makes progress on a socket only when it is
    /// called.
    /// </param>
    /// <param name="deadline">In milliseconds of <see cref="Environment.TickCount64"/>.</param>
    /// <returns>
    /// Whether a monitor may have reports: reading one that has none costs more than receiving a
    /// message.
    /// </returns>
    internal bool Wait(bool isReady, long deadline)
    {
        ZmqPoller poller = GetPoller(isReady);
        bool mayHaveMessages = false, drains = false;
        foreach (Endpoint endpoint in endpoints)
        {
            mayHaveMessages |= endpoint.MayHaveMessages;

            // Its last messages may still come.
            drains |= endpoint.Oldest?.State == ConnectionState.Draining;
        }
        long wait = isReady && mayHaveMessages ? 0
            : Math.Clamp(deadline - Environment.TickCount64, 0, !isReady || drains ? ShortWait : int.MaxValue);
        _ = poller.WaitForSignal(TimeSpan.FromMilliseconds(wait));
        if (poller.IsReadable(0))
        {
            signal.Clear();
        }
        if (!isReady)
        {
            TouchSockets();
        }
        bool isReported = false;
        int place = 1;
        for (; place <= _monitorCount; place++)
        {
            isReported |= poller.IsReadable(place);
        }
        if (isReady)
        {
            foreach (Endpoint endpoint in endpoints)
            {
                endpoint.MayHaveMessages |= endpoint.Oldest is not null && poller.IsReadable(place++);
            }
        }
        return isReported;
    }

    private ZmqPoller GetPoller(bool isReady)
    {
        bool isValid = _poller is not null && isReady == _hasMessageSockets;
        foreach (Endpoint endpoint in endpoints)
        {
            isValid &= !endpoint.SocketsChanged;
            endpoint.SocketsChanged = false;
        }
        return isValid ? _poller! : Make(isReady);
    }

    private ZmqPoller Make(bool isReady)
    {
        ZmqSocket[] monitors = [.. endpoints.Select(endpoint => endpoint.Current).OfType<Connection>()
            .SelectMany(current => (ZmqMonitorReader?[])[current.Monitor, current.HeartbeatMonitor])
            .OfType<ZmqMonitorReader>().Select(monitor => monitor.Events)];
        IEnumerable<ZmqSocket> messages = isReady
            ? endpoints.Select(endpoint => endpoint.Oldest?.Socket).OfType<ZmqSocket>()
            : [];
        (_hasMessageSockets, _monitorCount) = (isReady, monitors.Length);
        return _poller = new ZmqPoller([signal.Socket, .. monitors, .. messages]);
    }

    // Reading the events of a socket consumes the edge of its descriptor, so the answer is kept.
    private void TouchSockets()
    {
        foreach (Endpoint endpoint in endpoints)
        {
            foreach (Connection connection in endpoint.Connections)
            {
                bool isReadable = (connection.Socket.Events & ZmqPollEvents.Receive) != 0;
                endpoint.MayHaveMessages |= isReadable && connection == endpoint.Oldest;
            }
        }
    }
}
