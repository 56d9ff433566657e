using System.Diagnostics;
using ZmqNative.Interop;

namespace ZmqNative.Subscribing;

/// <summary>
/// Drives the connections of all endpoints through their states (<see cref="ConnectionState"/>):
/// reads their monitors, ends them, schedules attempts, and reports silence. On the receiving
/// thread; only <see cref="State"/> is for all.
/// </summary>
internal sealed class ConnectionManager(
    Endpoint[] endpoints,
    NotificationSubscriberOptions options,
    SilenceWatchdog watchdog,
    MessageDispatcher dispatcher,
    EventReporter events)
{
    private volatile SubscriberState _state = SubscriberState.Recovering;

    internal SubscriberState State => _state;

    /// <summary>Reports the topics that are known not to be published.</summary>
    internal void ReportMissingTopics()
    {
        foreach (string topic in options.MissingTopics)
        {
            events.Report(new TopicUnseen(events.Addresses, DateTimeOffset.UtcNow, topic));
        }
    }

    /// <summary>Reads what the monitors have reported.</summary>
    internal void ReadMonitors()
    {
        foreach (Endpoint endpoint in endpoints)
        {
            while (endpoint.Current is { } current && current.Monitor!.TryRead(out ZmqMonitorEvent report))
            {
                Apply(report, endpoint, current);
            }
            while (endpoint.Current is { HeartbeatMonitor: { } monitor } current
                && monitor.TryRead(out ZmqMonitorEvent report))
            {
                current.HasHeartbeat |= report.Kind == ZmqMonitorEventKind.HandshakeSucceeded;
                if (report.Kind == ZmqMonitorEventKind.Disconnected && current.HasHeartbeat)
                {
                    End(endpoint, "the publisher does not answer heartbeats");
                }
            }
        }
        UpdateState();
    }

    /// <summary>
    /// When <see cref="CheckDeadlines"/> is due, in milliseconds of
    /// <see cref="Environment.TickCount64"/>.
    /// </summary>
    internal long NextDeadline()
    {
        long next = watchdog.NextDeadline();
        foreach (Endpoint endpoint in endpoints)
        {
            next = Math.Min(next, endpoint.NextAttempt ?? long.MaxValue);
        }
        return next;
    }

    /// <summary>Reports silent topics and starts the attempts to connect that are due.</summary>
    internal void CheckDeadlines(long now)
    {
        // Silence means nothing while no publisher is connected, or while nothing is read.
        if (!dispatcher.IsHandlerReady || !Array.Exists(endpoints, endpoint => endpoint.IsUp))
        {
            watchdog.Restart(now);
        }
        if (!Array.Exists(endpoints, endpoint => endpoint.HasMessages))
        {
            CheckSilence(now);
        }
        foreach (Endpoint endpoint in endpoints)
        {
            if (endpoint.NextAttempt <= now)
            {
                Open(endpoint, now);
            }
        }
    }

    /// <summary>Reports a change of the state that follows from connections and watchdog.</summary>
    internal void UpdateState()
    {
        bool areAllUp = true;
        foreach (Endpoint endpoint in endpoints)
        {
            areAllUp &= endpoint.IsUp;
        }
        SetState(!areAllUp ? SubscriberState.Recovering
            : watchdog.IsStalled ? SubscriberState.Stalled
            : SubscriberState.Live);
    }

    /// <summary>Reports the end of the stream.</summary>
    internal void Stop() => SetState(SubscriberState.Stopped);

    private void SetState(SubscriberState state)
    {
        if (state != _state)
        {
            _state = state;
            events.Report(new StateChanged(string.Empty, DateTimeOffset.UtcNow, state));
        }
    }

    private void Apply(in ZmqMonitorEvent report, Endpoint endpoint, Connection current)
    {
        switch (report.Kind)
        {
            case ZmqMonitorEventKind.Connected:
                current.SetHandshaking();
                events.Report(new Connected(endpoint.Source, DateTimeOffset.UtcNow));
                break;
            case ZmqMonitorEventKind.HandshakeSucceeded:
                endpoint.CompleteHandshake();
                watchdog.Restart(Environment.TickCount64);
                events.Report(new HandshakeDone(endpoint.Source, DateTimeOffset.UtcNow));
                OpenHeartbeat(endpoint);
                break;
            case ZmqMonitorEventKind.Disconnected:
                End(endpoint, current.State == ConnectionState.Up
                    ? "the connection broke, or was silent for too long"
                    : "the handshake was not completed");
                break;
            case ZmqMonitorEventKind.HandshakeFailed
                or ZmqMonitorEventKind.HandshakeFailedProtocol
                or ZmqMonitorEventKind.HandshakeFailedAuthentication:
                End(endpoint, $"the handshake failed ({report.Kind}, {report.ErrorName})");
                break;
            case ZmqMonitorEventKind.Closed or ZmqMonitorEventKind.ConnectRetried:
                End(endpoint, current.State == ConnectionState.Connecting
                    ? "it was refused, or not made in time"
                    : "the connection was closed");
                break;
            default:
                break;
        }
    }

    private static void OpenHeartbeat(Endpoint endpoint)
    {
        try
        {
            endpoint.OpenHeartbeat();
        }
        catch (ZmqException)
        {
            // No socket is available at the moment: TCP keepalive alone has to do.
        }
    }

    private void End(Endpoint endpoint, string reason, bool isRead = false)
    {
        Debug.Assert(endpoint.Current is not null, "Only a connection that has not ended ends.");
        ConnectionState state = endpoint.Current!.State;
        if (state != ConnectionState.Connecting)
        {
            events.Report(new Disconnected(endpoint.Source, DateTimeOffset.UtcNow, reason));
        }
        TimeSpan delay = endpoint.End(Environment.TickCount64, isRead);
        events.ConnectionEnded(endpoint.Source, state, reason, delay);
    }

    // Only the endpoints that have published the topic; if none has, it may be any. The connection
    // may be alive, and would go on receiving beside its successor: so what it has is read before
    // it is closed.
    private void Reconnect(string topic, TimeSpan after)
    {
        bool isKnown = Array.Exists(endpoints, endpoint => endpoint.HasTopic(topic));
        foreach (Endpoint endpoint in endpoints)
        {
            if (!endpoint.IsUp || (isKnown && !endpoint.HasTopic(topic)))
            {
                continue;
            }
            events.Report(new Stalled(endpoint.Source, DateTimeOffset.UtcNow, topic, after));
            dispatcher.ReadToEnd(endpoint);
            End(endpoint, $"no {topic} for {after}", isRead: true);
        }
    }

    private void CheckSilence(long now)
    {
        foreach ((string topic, TimeSpan after) in watchdog.CollectStalled(now))
        {
            Reconnect(topic, after);
        }
        foreach (string topic in watchdog.CollectUnseen(now))
        {
            events.Report(new TopicUnseen(events.Addresses, DateTimeOffset.UtcNow, topic));
        }
    }

    private void Open(Endpoint endpoint, long now)
    {
        try
        {
            endpoint.Open();
        }
        catch (ZmqException exception)
        {
            // No socket is available at the moment.
            TimeSpan delay = endpoint.Postpone(now);
            events.ConnectionEnded(endpoint.Source, ConnectionState.Connecting, exception.Message, delay);
        }
    }
}
