using System.Collections.Concurrent;
using System.Threading.Channels;

namespace ZmqNative.Subscriber;

/// <summary>Between the receiving thread, the only writer, and consumers. Events are never dropped but those that stand for messages.</summary>
internal sealed class StreamQueue(int capacity, OverflowPolicy overflow)
{
    private readonly Channel<StreamItem> _items = Channel.CreateUnbounded<StreamItem>(new UnboundedChannelOptions { SingleWriter = true });

    // What was dropped before the oldest item that is still there: told before it.
    private readonly ConcurrentQueue<StreamItem> _first = new();
    private readonly Dictionary<(string Source, string Topic), long> _dropped = [];
    private int _count;

    internal bool IsFull => Volatile.Read(ref _count) >= capacity;

    internal void Write(StreamItem item)
    {
        if (overflow == OverflowPolicy.DropOldest)
        {
            MakeRoom();
        }
        else if (overflow == OverflowPolicy.DropNewest)
        {
            if (IsFull && Drop(item))
            {
                return;
            }
            TellDropped(Append);
        }
        Append(item);
    }

    internal void Complete()
    {
        TellDropped(Append);
        _items.Writer.Complete();
    }

    internal bool TryRead(out StreamItem? item)
    {
        if (overflow == OverflowPolicy.Wait)
        {
            return Take(out item);
        }
        lock (_dropped)
        {
            if (overflow == OverflowPolicy.DropOldest)
            {
                TellDropped(_first.Enqueue);
            }
            if (_first.TryDequeue(out item) || Take(out item))
            {
                return true;
            }
            // Nothing more has come after what was dropped.
            TellDropped(_first.Enqueue);
            return _first.TryDequeue(out item);
        }
    }

    /// <summary>False when nothing comes any more.</summary>
    internal ValueTask<bool> WaitToReadAsync(CancellationToken cancellationToken) => _items.Reader.WaitToReadAsync(cancellationToken);

    private bool Take(out StreamItem? item)
    {
        bool taken = _items.Reader.TryRead(out item);
        _ = taken ? Interlocked.Decrement(ref _count) : 0;
        return taken;
    }

    // Under the lock, so that nobody reads what comes after a dropped item before the drop is told.
    private void MakeRoom()
    {
        lock (_dropped)
        {
            while (IsFull && Take(out StreamItem? oldest))
            {
                if (!Drop(oldest!))
                {
                    _first.Enqueue(oldest!);
                }
            }
        }
    }

    private void Append(StreamItem item)
    {
        _ = Interlocked.Increment(ref _count);
        _ = _items.Writer.TryWrite(item);
    }

    // A dropped gap's messages are missing to the consumer, too. Breaks between lives and the state of connections are kept: they are few.
    private bool Drop(StreamItem item)
    {
        (string Topic, long Count)? dropped = item switch
        {
            Notification notification => (notification.Topic, 1),
            Gap gap => (gap.Topic, gap.Lost),
            Duplicate duplicate => (duplicate.Topic, 0),
            Malformed malformed => (malformed.Topic, 0),
            Dropped earlier => (earlier.Topic, earlier.Count),
            _ => null,
        };
        if (dropped is not { } some)
        {
            return false;
        }
        (item as IDisposable)?.Dispose();
        lock (_dropped)
        {
            _dropped[(item.Source, some.Topic)] = _dropped.GetValueOrDefault((item.Source, some.Topic)) + some.Count;
        }
        return true;
    }

    private void TellDropped(Action<StreamItem> tell)
    {
        lock (_dropped)
        {
            foreach (((string source, string topic), long count) in _dropped)
            {
                tell(new Dropped(source, DateTimeOffset.UtcNow, topic, count));
            }
            _dropped.Clear();
        }
    }
}
