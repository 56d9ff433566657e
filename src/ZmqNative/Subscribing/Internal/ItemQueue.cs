using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using ZmqNative.Diagnostics;

namespace ZmqNative.Subscribing;

/// <summary>
/// The bounded queue between the receiving thread, its only writer, and any number of consumers.
/// </summary>
/// <remarks>
/// Only what stands for messages is bounded or dropped. Events of connections and states are always
/// accepted, so the queue may exceed its capacity by a few of them.
/// </remarks>
internal sealed class ItemQueue(int capacity, OverflowPolicy overflow, ILogger logger)
{
    private readonly Channel<StreamItem> _items = Channel.CreateUnbounded<StreamItem>();

    // The rest serves the policies that drop. The lock makes dropping and reporting one step,
    // so that Dropped is read exactly between the items before and after the loss.
    private readonly Lock _gate = new();
    private readonly Dictionary<(string Source, string Topic), long> _losses = [];

    // DropOldest: events that cannot be dropped, and the losses around them; they are read before
    // the channel's items.
    private readonly Queue<StreamItem> _beforeOldest = new();

    // KeepNewestOfEachTopic: the items; the channel has one item while there is any, for those who
    // wait.
    private readonly NewestItems? _newest =
        overflow == OverflowPolicy.KeepNewestOfEachTopic ? new NewestItems() : null;

    private bool _waitsForRoom;

    // Notifications dropped since the queue was half empty.
    private long _dropped;

    /// <summary>The items that wait for consumers.</summary>
    internal int Count => _newest?.Count ?? _items.Reader.Count;

    private bool IsFull => Count >= capacity;

    /// <summary>
    /// Whether the writer may go on. Once this has returned false, a later <see cref="TryRead"/>
    /// reports that there is room again.
    /// </summary>
    internal bool HasRoom()
    {
        if (overflow != OverflowPolicy.Wait || !IsFull)
        {
            return true;
        }
        Volatile.Write(ref _waitsForRoom, true);

        // Either a consumer that makes room sees the flag, or the room it made is seen here.
        Interlocked.MemoryBarrier();
        return !IsFull;
    }

    /// <summary>
    /// Adds an item and wakes a consumer that waits; with a policy that drops it may take the place
    /// of another.
    /// </summary>
    internal void Write(StreamItem item)
    {
        if (overflow == OverflowPolicy.Wait)
        {
            Add(item);
            return;
        }
        lock (_gate)
        {
            LogEndOfDropping();
            if (_newest is not null)
            {
                WriteNewest(_newest, item);
                return;
            }
            if (overflow == OverflowPolicy.DropOldest)
            {
                MakeRoom();
            }
            else
            {
                if (IsFull && TryDrop(item))
                {
                    return;
                }
                ReportLosses(Add);
            }
            Add(item);
        }
    }

    /// <summary>Ends the queue: consumers read what is left, and then nothing more comes.</summary>
    internal void Complete()
    {
        lock (_gate)
        {
            if (overflow == OverflowPolicy.DropNewest)
            {
                ReportLosses(Add);
            }
            _items.Writer.Complete();
        }
    }

    /// <summary>Removes the next item if there is one.</summary>
    /// <param name="item">The item.</param>
    /// <param name="hasMadeRoom">
    /// True once, when the writer waits for room and half of the queue is free.
    /// </param>
    internal bool TryRead([NotNullWhen(true)] out StreamItem? item, out bool hasMadeRoom)
    {
        bool isRead = overflow == OverflowPolicy.Wait ? _items.Reader.TryRead(out item) : TryReadWithLosses(out item);
        hasMadeRoom = isRead && Volatile.Read(ref _waitsForRoom) && Count <= capacity / 2
            && Interlocked.Exchange(ref _waitsForRoom, false);
        return isRead;
    }

    /// <summary>
    /// Waits until there may be something to read; false when nothing comes any more.
    /// </summary>
    internal ValueTask<bool> WaitToReadAsync(CancellationToken cancellationToken) =>
        _items.Reader.WaitToReadAsync(cancellationToken);

    private void Add(StreamItem item)
    {
        bool isAdded = _items.Writer.TryWrite(item);
        Debug.Assert(isAdded, "The channel has no limit, and only its writer completes it.");
    }

    private void MakeRoom()
    {
        while (IsFull && _items.Reader.TryRead(out StreamItem? oldest))
        {
            if (!TryDrop(oldest))
            {
                ReportLosses(_beforeOldest.Enqueue);
                _beforeOldest.Enqueue(oldest);
            }
        }
    }

    private bool TryReadWithLosses([NotNullWhen(true)] out StreamItem? item)
    {
        lock (_gate)
        {
            if (_newest is not null)
            {
                ReportLosses(_newest.AddFirst);
                bool isTaken = _newest.TryTake(out item);
                if (_newest.Count == 0)
                {
                    _ = _items.Reader.TryRead(out _);
                }
                return isTaken;
            }
            if (overflow == OverflowPolicy.DropOldest)
            {
                ReportLosses(_beforeOldest.Enqueue);
                return _beforeOldest.TryDequeue(out item) || _items.Reader.TryRead(out item);
            }
            bool isRead = _items.Reader.TryRead(out item);
            if (Count == 0)
            {
                ReportLosses(Add);
            }
            return isRead;
        }
    }

    private void WriteNewest(NewestItems newest, StreamItem item)
    {
        foreach (StreamItem older in newest.RemoveBefore(item, capacity))
        {
            _ = TryDrop(older);
        }
        newest.Add(item);
        if (_items.Reader.Count == 0)
        {
            Add(item);
        }
    }

    // The messages of a dropped gap are missing to the consumer, too. Restarts, discontinuities and
    // the states of connections are few, and are kept.
    private bool TryDrop(StreamItem item)
    {
        if (LossOf(item) is not (var topic, var count))
        {
            return false;
        }
        if (item is Notification)
        {
            SubscriberMetrics.Dropped(topic, item.Source);
            if (_dropped++ == 0)
            {
                SubscriberLog.Dropping(logger, capacity, topic, item.Source);
            }
        }
        _losses[(item.Source, topic)] = _losses.GetValueOrDefault((item.Source, topic)) + count;
        return true;
    }

    /// <summary>What is lost if an item is dropped; null for one that is kept.</summary>
    internal static (string Topic, long Count)? LossOf(StreamItem item) => item switch
    {
        Notification notification => (notification.Topic, 1),
        Gap gap => (gap.Topic, gap.Lost),
        Duplicate duplicate => (duplicate.Topic, 0),
        Malformed malformed => (malformed.Topic, 0),
        _ => null,
    };

    private void LogEndOfDropping()
    {
        if (_dropped > 0 && Count <= capacity / 2)
        {
            SubscriberLog.DroppingEnded(logger, _dropped);
            _dropped = 0;
        }
    }

    private void ReportLosses(Action<StreamItem> report)
    {
        foreach (((string source, string topic), long count) in _losses)
        {
            report(new Dropped(source, DateTimeOffset.UtcNow, topic, count));
        }
        _losses.Clear();
    }
}
