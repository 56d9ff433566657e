using System.Threading.Channels;
using ZmqNative.History;

namespace ZmqNative.JetStream;

/// <summary>
/// The messages that are not known to be in the stream, in the order of their publisher. It is bounded
/// by bytes; what exceeds it is left to the publisher's history and read from there when there is room,
/// or, without one, dropped from the front.
/// </summary>
internal sealed class Outbox(string chain, long capacity)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, string> _subjects = new(StringComparer.Ordinal);
    private readonly Channel<bool> _added = Channel.CreateBounded<bool>(
        new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite, SingleReader = true });

    private Overflow? _overflow;
    private OutboxEntry? _first;
    private OutboxEntry? _last;
    private ulong _next;
    private long _bytes;
    private long _count;
    private long _dropped;

    /// <summary>Readable after something was added.</summary>
    internal ChannelReader<bool> Added => _added.Reader;

    /// <summary>The messages that wait.</summary>
    internal long Count
    {
        get
        {
            using (_lock.EnterScope())
            {
                return _count + (_overflow?.Count ?? 0);
            }
        }
    }

    /// <summary>The messages that were dropped because they did not fit.</summary>
    internal long Dropped => Interlocked.Read(ref _dropped);

    /// <summary>Whether messages wait in the history.</summary>
    internal bool Overflows
    {
        get
        {
            using (_lock.EnterScope())
            {
                return _overflow is { IsUsed: true };
            }
        }
    }

    /// <summary>Leaves what does not fit to a history from now on.</summary>
    internal void OverflowInto(HistoryTail history)
    {
        using (_lock.EnterScope())
        {
            _overflow = new Overflow(history);
        }
    }

    /// <summary>Appends a message. Any thread; with a history only its publisher's.</summary>
    internal void Add(string topic, ReadOnlySpan<byte> body, uint? counter)
    {
        byte[] copy = body.ToArray();
        using (_lock.EnterScope())
        {
            if (_overflow is { } overflow && (overflow.IsUsed || _bytes >= capacity))
            {
                overflow.Leave();
            }
            else
            {
                Append(topic, copy, counter);
                while (_bytes > capacity && _first != _last && _overflow is null)
                {
                    _dropped += _first!.IsDone ? 0 : 1;
                    RemoveFirst();
                }
            }
        }
        _ = _added.Writer.TryWrite(true);
    }

    /// <summary>The entry behind this one; the oldest for null.</summary>
    internal OutboxEntry? Next(OutboxEntry? entry)
    {
        using (_lock.EnterScope())
        {
            return entry is null ? _first : entry.Next;
        }
    }

    /// <summary>As <see cref="Next"/>; at the end it reads on in the history. One thread.</summary>
    internal OutboxEntry? After(OutboxEntry? entry)
    {
        OutboxEntry? next = Next(entry);
        while (next is null && TryReadOn())
        {
            next = Next(entry);
        }
        return next;
    }

    /// <summary>
    /// Looks for the newest message of a topic, of another writer, among what was left to the history:
    /// it and what comes before it are not read any more.
    /// </summary>
    /// <returns>The number of the last entry that was read; null if it is not there.</returns>
    internal ulong? FindLeft(StoredPart newest)
    {
        if (!Overflows || _overflow!.Find(newest) is not { } offset)
        {
            return null;
        }
        using (_lock.EnterScope())
        {
            if (offset <= _overflow.Next.After)
            {
                return null;
            }
            // What another writer has left unfinished is sent again from its beginning.
            _overflow.MarkStored(newest.Topic, newest.IsComplete ? offset : offset - 1);
            return _next - 1;
        }
    }

    /// <summary>What is stored was looked up, for the first time or again.</summary>
    internal void Place()
    {
        using (_lock.EnterScope())
        {
            _overflow?.Place();
        }
    }

    /// <summary>Removes what is done from the front.</summary>
    internal void Trim()
    {
        using (_lock.EnterScope())
        {
            while (_first is { IsDone: true })
            {
                RemoveFirst();
            }
        }
    }

    // False when there is nothing to be read, or no room.
    private bool TryReadOn()
    {
        (ulong After, ulong Until) left;
        using (_lock.EnterScope())
        {
            if (_overflow is not { IsUsed: true, IsPlaced: true } || _bytes >= capacity)
            {
                return false;
            }
            left = _overflow.Next;
        }
        (IReadOnlyList<HistoryMessage> messages, ulong last) = _overflow.Read(left);
        using (_lock.EnterScope())
        {
            if (last == left.After)
            {
                return false; // It is being published.
            }
            foreach (HistoryMessage message in messages)
            {
                if (_overflow.Takes(message))
                {
                    Append(message.Topic, message.Body, message.MessageSequence);
                }
            }
            _dropped += _overflow.Advance(last);
            return true;
        }
    }

    private void Append(string topic, byte[] body, uint? counter)
    {
        if (!_subjects.TryGetValue(topic, out string? subject))
        {
            _subjects.Add(topic, subject = Subjects.Of(chain, Subjects.Escape(topic)));
        }
        OutboxEntry entry = new(topic, subject, body, counter, _next++);
        // Also behind one that was removed: the writer may be there.
        _last?.Next = entry;
        _first ??= entry;
        _last = entry;
        _count++;
        _bytes += entry.Weight;
    }

    private void RemoveFirst()
    {
        OutboxEntry entry = _first!;
        entry.IsDone = true;
        _first = entry.Next;
        _count--;
        _bytes -= entry.Weight;
    }
}
