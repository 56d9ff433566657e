using ZmqNative.Interop;

namespace ZmqNative.Subscribing;

// Messages: taken from a connection, looked at, and handed to the handler. All on the receiving thread.
public sealed partial class NotificationReceiver
{
    // One connection's messages go on for so long, in milliseconds, before others' and everything else is looked at, which costs as much as some messages.
    private const long InARow = 5;

    // So many messages that came together share a reading of the clock, which takes a tenth of what receiving one does.
    private const int MessagesAtATime = 10;

    private void Receive(PublisherConnection connection)
    {
        // A life that has ended may have nothing more, and is to be removed then.
        if (connection.Front is not { } life || !(connection.MayHaveMessages || life.EndedAt is not null))
        {
            return;
        }
        using ZmqSocketHold hold = life.Socket.Hold();
        long begun = Environment.TickCount64, tick = begun, read = 0;
        DateTimeOffset time = default;
        int count = 0;
        for (; _handler.IsReady && !_ends && tick <= begun + InARow; count++)
        {
            if (!_parts.TryReceive(life.Socket))
            {
                connection.MayHaveMessages = false;
                if (connection.RemoveDrained(tick))
                {
                    _poller = null;
                }
                break;
            }
            tick = Environment.TickCount64;
            if (tick != read || count % MessagesAtATime == 0)
            {
                (time, read) = (DateTimeOffset.UtcNow, tick);
            }
            Take(connection, life, time, tick);
        }
        EndBatch(goesOn: false);
    }

    private void EndBatch(bool goesOn)
    {
        if (_inBatch > 0)
        {
            _inBatch = 0;
            _batchHandler?.EndBatch(goesOn);
        }
    }

    private void Take(PublisherConnection connection, ConnectionLife life, DateTimeOffset time, long now)
    {
        MessageParts parts = _parts;
        _parts = parts.Next;
        TopicCounter origin = connection.Find(parts.Topic.Span);
        uint? messageSequence = MessageRules.MessageSequence(parts);
        (parts.Origin, parts.MessageSequence, parts.Time) = (origin, messageSequence, time);
        if (_watchdog.Waits)
        {
            _watchdog.Saw(origin.Topic, now);
        }
        if (messageSequence is uint received && origin.Observe(received, life, time) is { } revealed)
        {
            _handler.OnEvent(revealed);
        }
        if (MessageRules.WhyMalformed(origin.Known, parts, messageSequence) is { } reason)
        {
            _handler.OnEvent(new Malformed(connection.Source, time, origin.Topic, reason, parts.CopyLengths()));
        }
        else
        {
            _handler.OnNotification(new ReceivedNotification(parts));
        }
        if (++_inBatch == _batchSize)
        {
            EndBatch(goesOn: true);
        }
    }
}
