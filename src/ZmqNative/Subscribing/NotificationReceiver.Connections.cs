using ZmqNative.Interop;

namespace ZmqNative.Subscribing;

// Connections: what their monitors tell, when they are given up, and when the next is made. All on the receiving thread.
public sealed partial class NotificationReceiver
{
    private void ReadMonitors(PublisherConnection connection)
    {
        // Only the last life can still have something to tell.
        while (connection.Lives.Count > 0 && connection.Lives[^1] is { EndedAt: null } life && life.Monitor!.TryRead(out ZmqMonitorEvent report))
        {
            switch (report.Kind)
            {
                case ZmqMonitorEventKind.Connected:
                    life.IsConnected = true;
                    Tell(new Connected(connection.Source, DateTimeOffset.UtcNow));
                    break;
                case ZmqMonitorEventKind.HandshakeSucceeded:
                    life.IsUp = true;
                    connection.Succeed();
                    _watchdog.Excuse(Environment.TickCount64);
                    Tell(new HandshakeDone(connection.Source, DateTimeOffset.UtcNow));
                    Probe(life);
                    break;
                case ZmqMonitorEventKind.Disconnected:
                    End(connection, life.IsUp ? "the connection broke, or was silent for too long" : "the handshake was not completed");
                    break;
                case ZmqMonitorEventKind.HandshakeFailed or ZmqMonitorEventKind.HandshakeFailedProtocol or ZmqMonitorEventKind.HandshakeFailedAuthentication:
                    End(connection, $"the handshake failed ({report.Kind}, {report.ErrorName})");
                    break;
                case ZmqMonitorEventKind.Closed or ZmqMonitorEventKind.ConnectRetried:
                    End(connection, "the connection was closed");
                    break;
                default:
                    break;
            }
        }
    }

    private void Probe(ConnectionLife life)
    {
        try
        {
            if (life.Probe())
            {
                _poller = null;
            }
        }
        catch (ZmqException)
        {
            // No socket to be had just now: TCP's own keepalive has to do.
        }
    }

    private void ReadProbe(PublisherConnection connection)
    {
        while (connection.Lives.Count > 0 && connection.Lives[^1] is { EndedAt: null, ProbeMonitor: { } monitor } life && monitor.TryRead(out ZmqMonitorEvent report))
        {
            life.IsProbed |= report.Kind == ZmqMonitorEventKind.HandshakeSucceeded;
            if (report.Kind == ZmqMonitorEventKind.Disconnected && life.IsProbed)
            {
                End(connection, "the publisher does not answer heartbeats");
            }
        }
    }

    private void End(PublisherConnection connection, string reason, bool atOnce = false)
    {
        if (connection.Lives[^1].IsConnected)
        {
            Tell(new Disconnected(connection.Source, DateTimeOffset.UtcNow, reason));
        }
        connection.End(Environment.TickCount64, atOnce);
        _poller = null;
    }

    // The connection may be alive, and would go on receiving beside its successor: what it has is taken, and it is closed.
    private void ReadToEnd(PublisherConnection connection)
    {
        for (int i = 0; i < MessagesAtOnce && connection.Front is { } life && _handler.IsReady && _parts.TryReceive(life.Socket); i++)
        {
            Take(connection, life, DateTimeOffset.UtcNow, Environment.TickCount64);
        }
        EndBatch(goesOn: false);
    }

    private void KeepTime(long now)
    {
        // Silence is no news while nobody is connected, and none of the publisher's while nothing is read.
        if (!_handler.IsReady || !_connections.Exists(connection => connection.IsUp))
        {
            _watchdog.Excuse(now);
        }
        foreach ((string topic, TimeSpan after) in _watchdog.TakeStalled(now))
        {
            // Those that have published it; if nobody has, it may be anybody.
            List<PublisherConnection> silent = _connections.FindAll(connection => connection.Topics.Any(known => known.Topic == topic));
            foreach (PublisherConnection connection in (silent.Count > 0 ? silent : _connections).Where(connection => connection.IsUp))
            {
                Tell(new Stalled(connection.Source, DateTimeOffset.UtcNow, topic, after));
                ReadToEnd(connection);
                End(connection, $"no {topic} for {after}", atOnce: true);
            }
        }
        foreach (string topic in _watchdog.TakeUnseen(now))
        {
            Tell(new TopicUnseen(string.Join(", ", _options.Addresses), DateTimeOffset.UtcNow, topic));
        }
        foreach (PublisherConnection connection in _connections.Where(connection => connection.OpenAt <= now))
        {
            Open(connection, now);
        }
    }

    private void Open(PublisherConnection connection, long now)
    {
        try
        {
            connection.Open();
            _poller = null;
        }
        catch (ZmqException)
        {
            // No socket to be had just now.
            connection.Postpone(now);
        }
    }

    private void ChangeState()
    {
        SubscriberState state = !_connections.TrueForAll(connection => connection.IsUp) ? SubscriberState.Recovering
            : _watchdog.IsStalled ? SubscriberState.Stalled
            : SubscriberState.Live;
        if (state != _state)
        {
            _state = state;
            Tell(new StateChanged(string.Empty, DateTimeOffset.UtcNow, state));
        }
    }
}
