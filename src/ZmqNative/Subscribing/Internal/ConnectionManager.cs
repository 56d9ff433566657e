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
    // In milliseconds: Environment.TickCount64 is a coarse clock on Linux, and libzmq's is another one.
    private const int ClockError = 20;

    // An attempt that has lasted for this time is reported with what it waits for, in milliseconds.
    private const int PatienceForAttempt = 2000;

    // libzmq reports at once that it would reconnect after a broken connection. After this time
    // without that report the cause is the publisher's protocol, in milliseconds.
    private const int PatienceForCause = 1000;

    private volatile SubscriberState _state = SubscriberState.Recovering;

    internal SubscriberState State => _state;

    /// <summary>Reports the topics that are known not to be published.</summary>
    internal void ReportMissingTopics()
    {
        foreach (string topic in options.MissingTopics)
        {
            ReportTopic(topic, $"the node does not publish {topic}");
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
                current.IsHeartbeatUp |= report.Kind == ZmqMonitorEventKind.HandshakeSucceeded;
                if (report.Kind == ZmqMonitorEventKind.Disconnected && current.IsHeartbeatUp)
                {
                    End(endpoint, "the publisher does not answer heartbeats");
                }
            }
        }
        UpdateState();
    }

    /// <summary>Reads what the probes have found.</summary>
    internal void ReadProbes()
    {
        foreach (Endpoint endpoint in endpoints)
        {
            if (endpoint is { IsProbing: true, Probe: { } probe })
            {
                if (probe.IsPublisher)
                {
                    Attempt(endpoint, endpoint.Open);
                }
                else if (probe.IsOver)
                {
                    Fail(endpoint, probe.Reason);
                }
            }
            if (endpoint is { IsProbing: false, Probe.IsOver: true } && endpoint.EndProbe())
            {
                events.HeartbeatsUnanswered(endpoint.Source);
            }
        }
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
            next = Math.Min(next, endpoint.AttemptedAt + PatienceForAttempt ?? long.MaxValue);
            if (endpoint.Current is { BrokenAt: > 0 and long broken })
            {
                next = Math.Min(next, broken + PatienceForCause);
            }
        }
        return next;
    }

    /// <summary>
    /// Reports silent topics and what is waited for, and starts the attempts to connect that are
    /// due.
    /// </summary>
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
            if (endpoint.Current is { BrokenAt: > 0 and long broken } current && broken + PatienceForCause <= now)
            {
                End(endpoint, "the publisher broke the protocol, or sent a part of more than "
                    + $"{current.LargestPart} bytes, which ConfigureSocket can raise (MaxMessageSize)");
            }
            if (endpoint.NextAttempt <= now)
            {
                Attempt(endpoint, endpoint.Attempt);
            }
            if (endpoint.AttemptedAt + PatienceForAttempt <= now)
            {
                endpoint.AttemptedAt = null;
                Report(endpoint, endpoint.IsProbing ? endpoint.Probe!.Reason : "the handshake is not complete");
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
            events.Report(new StateChanged(string.Empty, DateTimeOffset.UtcNow, state) { Options = options });
        }
    }

    private void Apply(in ZmqMonitorEvent report, Endpoint endpoint, Connection current)
    {
        switch (report.Kind)
        {
            case ZmqMonitorEventKind.Connected:
                current.SetHandshaking();
                if (!current.HasHandshake && current.State != ConnectionState.Up)
                {
                    dispatcher.CompleteHandshake(endpoint);
                }
                break;
            case ZmqMonitorEventKind.HandshakeSucceeded when current.State != ConnectionState.Up:
                dispatcher.CompleteHandshake(endpoint);
                break;
            case ZmqMonitorEventKind.Disconnected when current.State == ConnectionState.Up:
                current.BrokenAt = Environment.TickCount64;
                break;
            case ZmqMonitorEventKind.Disconnected:
                End(endpoint, "the connection was closed during the handshake");
                break;
            case ZmqMonitorEventKind.HandshakeFailed
                when options.ConnectTimeout > TimeSpan.Zero
                    && Environment.TickCount64 - current.OpenedAt + ClockError
                        >= options.ConnectTimeout.TotalMilliseconds:
                End(endpoint, "the handshake was not completed in time");
                break;
            case ZmqMonitorEventKind.HandshakeFailed
                or ZmqMonitorEventKind.HandshakeFailedProtocol
                or ZmqMonitorEventKind.HandshakeFailedAuthentication:
                End(endpoint, $"the handshake failed ({report.Kind}, {report.ErrorName})");
                break;
            case ZmqMonitorEventKind.Closed or ZmqMonitorEventKind.ConnectRetried:
                End(endpoint, current.State == ConnectionState.Up
                    ? "the connection broke, or was silent for too long"
                    : "it was refused, or not made in time");
                break;
            default:
                break;
        }
    }

    private void End(Endpoint endpoint, string reason, bool isRead = false)
    {
        Debug.Assert(endpoint.Current is not null, "Only a connection that has not ended ends.");
        bool wasUp = endpoint.IsUp;
        if (wasUp)
        {
            events.Report(new Disconnected(endpoint.Source, DateTimeOffset.UtcNow, reason));
        }
        TimeSpan delay = endpoint.End(Environment.TickCount64, isRead);
        events.ConnectionEnded(endpoint.Source, wasUp, reason, delay);
        if (!wasUp)
        {
            Report(endpoint, reason);
        }
    }

    private void Fail(Endpoint endpoint, string reason)
    {
        TimeSpan delay = endpoint.Postpone(Environment.TickCount64);
        events.ConnectionEnded(endpoint.Source, wasUp: false, reason, delay);
        Report(endpoint, reason);
    }

    private void Report(Endpoint endpoint, string reason)
    {
        if (endpoint.Reported.MayReport(reason, Environment.TickCount64))
        {
            events.Report(new Waiting(endpoint.Source, DateTimeOffset.UtcNow, null, reason));
        }
    }

    private void ReportTopic(string? topic, string reason) =>
        events.Report(new Waiting(events.Addresses, DateTimeOffset.UtcNow, topic, reason));

    private void CheckSilence(long now)
    {
        foreach ((string topic, TimeSpan after) in watchdog.CollectStalled(now))
        {
            Reconnect(topic, after);
        }
        foreach (string topic in watchdog.CollectUnseen(now))
        {
            ReportTopic(topic, $"no {topic} has come within {options.UnseenAfter}");
        }
        if (watchdog.CollectAwaited(now) is { } awaited)
        {
            ReportTopic(
                null, $"connected, and no {awaited} has come yet; a publisher does not say which topics it has");
        }
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

    private void Attempt(Endpoint endpoint, Action attempt)
    {
        try
        {
            attempt();
        }
        catch (ZmqException exception)
        {
            // No socket is available at the moment.
            Fail(endpoint, exception.Message);
        }
    }
}
