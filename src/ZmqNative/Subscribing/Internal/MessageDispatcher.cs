using System.Diagnostics;

namespace ZmqNative.Subscribing;

/// <summary>
/// Receives the messages of a connection, checks their sequence and form, and hands them to the
/// handler.
/// </summary>
internal sealed class MessageDispatcher(
    INotificationHandler handler, SilenceWatchdog watchdog, EventReporter events, ReceiverSignal signal,
    bool requiresCounters) : IDisposable
{
    // The longest time, in milliseconds, spent on one endpoint before the others are served.
    private const long TimeSlice = 5;

    // Reading the clocks costs a third of receiving a message: up to this many messages of a burst
    // share a reading, unless the clock shows that handling them takes long.
    private const int MessagesPerReading = 10;

    // The most messages that are read from a connection before it is closed because a topic
    // stalled.
    private const int MaximumToEnd = 100_000;

    private readonly IBatchHandler? _batchHandler = handler as IBatchHandler;
    private IncomingMessage _message = IncomingMessage.Ring((handler as IBatchHandler)?.BatchSize ?? 1);
    private int _batchCount;

    internal bool IsHandlerReady => handler.IsReady;

    /// <summary>
    /// Receives from the oldest connection, until it is drained, the handler is not ready, or
    /// others have to be served.
    /// </summary>
    /// <returns>Whether it received anything.</returns>
    internal bool Receive(Endpoint endpoint)
    {
        // A connection that has ended may have nothing more, and is removed then.
        if (endpoint.Oldest is not { } connection
            || !(endpoint.HasMessages || connection.State == ConnectionState.Draining))
        {
            return false;
        }
        bool hasReceived = false;
        long start = Environment.TickCount64, now = start;
        int untilReading = 0;
        DateTimeOffset time = default;
        while (handler.IsReady && !signal.IsStopping && now <= start + TimeSlice)
        {
            if (!_message.TryReceive(connection.Socket))
            {
                endpoint.HasMessages = false;
                endpoint.RemoveDrained(now);
                break;
            }
            if (--untilReading < 0)
            {
                long last = now;
                (now, time) = (Environment.TickCount64, DateTimeOffset.UtcNow);
                untilReading = now == last ? MessagesPerReading - 1 : 0;
            }
            hasReceived = true;
            Dispatch(endpoint, connection, time, now);
        }
        EndBatch(goesOn: false);
        return hasReceived;
    }

    /// <summary>
    /// Receives what the oldest connection has, before it is closed although it may be alive.
    /// </summary>
    internal void ReadToEnd(Endpoint endpoint)
    {
        for (int i = 0; i < MaximumToEnd && endpoint.Oldest is { } oldest && handler.IsReady; i++)
        {
            if (!_message.TryReceive(oldest.Socket))
            {
                break;
            }
            Dispatch(endpoint, oldest, DateTimeOffset.UtcNow, Environment.TickCount64);
        }
        EndBatch(goesOn: false);
    }

    /// <summary>Reports that the handshake of the current connection is complete.</summary>
    internal void CompleteHandshake(Endpoint endpoint)
    {
        endpoint.CompleteHandshake();
        watchdog.OnHandshake(Environment.TickCount64);
        events.Report(new HandshakeDone(endpoint.Source, DateTimeOffset.UtcNow));
    }

    public void Dispose() => _message.Dispose();

    private void Dispatch(Endpoint endpoint, Connection connection, DateTimeOffset time, long now)
    {
        if (connection.State < ConnectionState.Up)
        {
            // No event of a handshake comes from a publisher that speaks ZMTP 2.0 or less.
            CompleteHandshake(endpoint);
        }
        IncomingMessage message = _message;
        _message = message.Next;
        SequenceTracker tracker = endpoint.Find(message.Topic.Content);
        uint? messageSequence = MessageRules.MessageSequence(message);
        (message.Tracker, message.MessageSequence, message.Time) = (tracker, messageSequence, time);
        message.Connection = connection;
        tracker.Count(message.Bytes);
        if (watchdog.IsWatching)
        {
            watchdog.OnMessage(tracker.Topic, now);
        }
        if (messageSequence is uint received && tracker.Observe(received, connection, time) is { } revealed)
        {
            events.Report(revealed);
        }
        if (MessageRules.WhyMalformed(tracker.Known, message, messageSequence, requiresCounters) is { } reason)
        {
            events.Report(new Malformed(endpoint.Source, time, tracker.Topic, reason, message.CopyLengths()));
        }
        else
        {
            handler.OnNotification(new ReceivedNotification(message));
        }
        if (_batchHandler is not null && ++_batchCount == _batchHandler.BatchSize)
        {
            EndBatch(goesOn: true);
        }
    }

    private void EndBatch(bool goesOn)
    {
        Debug.Assert(_batchCount == 0 || _batchHandler is not null, "Only a batch handler has batches.");
        if (_batchCount > 0)
        {
            _batchCount = 0;
            _batchHandler!.EndBatch(goesOn);
        }
    }
}
