namespace ZmqNative.Subscribing;

/// <summary>Between the receiving thread, the only writer, and consumers. Events are never dropped but those that stand for messages.</summary>
/// <remarks>What is written is to be seen, and wakes who waits, at the next <see cref="Show"/>: once for messages that came together.</remarks>
internal sealed class StreamQueue(int capacity, OverflowPolicy overflow)
{
    // Not behind the lock in memory, which readers write to all the time.
    private readonly ItemSegments _items = new();
    private readonly Lock _gate = new();

    // What was dropped before the oldest item that is still there: told before it.
    private readonly Queue<StreamItem> _first = new();
    private readonly Dictionary<(string Source, string Topic), long> _dropped = [];
    private TaskCompletionSource<bool>? _more;
    private bool _waitsForRoom;
    private volatile bool _isComplete;

    /// <summary>Whether the writer may go on. When it may not, it is told when there is room: see <see cref="TryRead"/>.</summary>
    internal bool HasRoom()
    {
        if (overflow != OverflowPolicy.Wait || !IsFull)
        {
            return true;
        }
        Volatile.Write(ref _waitsForRoom, true);

        // Either a consumer that makes room sees this, or its room is seen here.
        Interlocked.MemoryBarrier();
        return !IsFull;
    }

    internal void Write(in ReceivedNotification notification)
    {
        if (overflow == OverflowPolicy.Wait)
        {
            _items.Add().Set(notification);
        }
        else
        {
            WriteOrDrop(NotificationParser.Parse(notification));
        }
    }

    internal void Write(StreamItem item)
    {
        if (overflow == OverflowPolicy.Wait)
        {
            _items.Add().Set(item);
        }
        else
        {
            WriteOrDrop(item);
        }
    }

    /// <summary>Lets consumers see what was written.</summary>
    internal void Show()
    {
        _items.Show();

        // Either a consumer about to wait sees the items, or it is seen here.
        Interlocked.MemoryBarrier();
        if (Volatile.Read(ref _more) is not null)
        {
            Interlocked.Exchange(ref _more, null)?.SetResult(true);
        }
    }

    internal void Complete()
    {
        lock (_gate)
        {
            TellDropped(item => _items.Add().Set(item));
            _items.Show();
        }
        _isComplete = true;
        Show();
    }

    /// <summary>Takes the next item.</summary>
    /// <param name="item">The item.</param>
    /// <param name="hasMadeRoom">Whether the writer waits for room, and there is some now.</param>
    internal bool TryRead(out StreamItem? item, out bool hasMadeRoom)
    {
        bool isTaken;
        lock (_gate)
        {
            isTaken = overflow == OverflowPolicy.Wait ? _items.TryTake(out item) : TryTakeFirst(out item);
        }
        // The lock was given back with a barrier: see HasRoom.
        hasMadeRoom = isTaken && Volatile.Read(ref _waitsForRoom) && _items.Readable <= capacity / 2;
        if (hasMadeRoom)
        {
            Volatile.Write(ref _waitsForRoom, false);
        }
        return isTaken;
    }

    /// <summary>False when nothing comes any more.</summary>
    internal ValueTask<bool> WaitToReadAsync(CancellationToken cancellationToken)
    {
        if (cancellationToken.IsCancellationRequested)
        {
            return ValueTask.FromCanceled<bool>(cancellationToken);
        }
        // Without the lock, so that the receiving thread never waits for a consumer that has been put to sleep in the middle.
        TaskCompletionSource<bool> mine = new(TaskCreationOptions.RunContinuationsAsynchronously);
        TaskCompletionSource<bool> more = Interlocked.CompareExchange(ref _more, mine, null) ?? mine;
        bool isComplete = _isComplete;
        return _items.Readable > 0 ? ValueTask.FromResult(true)
            : isComplete ? ValueTask.FromResult(false)
            : new ValueTask<bool>(cancellationToken.CanBeCanceled ? more.Task.WaitAsync(cancellationToken) : more.Task);
    }

    private bool IsFull => _items.Has(capacity);

    // Under the lock, so that nobody reads what comes after a dropped item before the drop is told, or is told of the drop before what came before it.
    private void WriteOrDrop(StreamItem item)
    {
        lock (_gate)
        {
            _items.Show();
            if (IsFull)
            {
                // Whoever waits may still save what would be dropped.
                Show();
            }
            if (overflow == OverflowPolicy.DropOldest)
            {
                MakeRoom();
            }
            else
            {
                if (IsFull && Drop(item))
                {
                    return;
                }
                TellDropped(dropped => _items.Add().Set(dropped));
            }
            _items.Add().Set(item);
        }
    }

    private void MakeRoom()
    {
        while (IsFull && _items.TryTake(out StreamItem? oldest))
        {
            if (!Drop(oldest!))
            {
                _first.Enqueue(oldest!);
            }
        }
    }

    private bool TryTakeFirst(out StreamItem? item)
    {
        if (overflow == OverflowPolicy.DropOldest)
        {
            TellDropped(_first.Enqueue);
        }
        if (_first.TryDequeue(out item) || _items.TryTake(out item))
        {
            return true;
        }
        // Nothing more has come after what was dropped.
        TellDropped(_first.Enqueue);
        return _first.TryDequeue(out item);
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
        _dropped[(item.Source, some.Topic)] = _dropped.GetValueOrDefault((item.Source, some.Topic)) + some.Count;
        return true;
    }

    private void TellDropped(Action<StreamItem> tell)
    {
        foreach (((string source, string topic), long count) in _dropped)
        {
            tell(new Dropped(source, DateTimeOffset.UtcNow, topic, count));
        }
        _dropped.Clear();
    }
}
