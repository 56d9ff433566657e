using System.Threading.Channels;

namespace ZmqNative.JetStream;

/// <summary>
/// The messages that are not known to be in the stream, in the order of their publisher. It is bounded
/// by bytes; what exceeds it is dropped from the front.
/// </summary>
internal sealed class Outbox(string chain, long capacity)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, string> _subjects = new(StringComparer.Ordinal);
    private readonly Channel<bool> _added = Channel.CreateBounded<bool>(
        new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite, SingleReader = true });

    private OutboxEntry? _first;
    private OutboxEntry? _last;
    private ulong _next;
    private long _bytes;
    private long _count;
    private long _dropped;

    /// <summary>Readable after something was added.</summary>
    internal ChannelReader<bool> Added => _added.Reader;

    /// <summary>The messages that wait.</summary>
    internal long Count => Interlocked.Read(ref _count);

    /// <summary>The messages that were dropped because they did not fit.</summary>
    internal long Dropped => Interlocked.Read(ref _dropped);

    /// <summary>The oldest entry.</summary>
    internal OutboxEntry? First
    {
        get
        {
            using (_lock.EnterScope())
            {
                return _first;
            }
        }
    }

    /// <summary>Appends a message. Any thread.</summary>
    internal void Add(string topic, ReadOnlySpan<byte> body, uint? counter)
    {
        byte[] copy = body.ToArray();
        using (_lock.EnterScope())
        {
            if (!_subjects.TryGetValue(topic, out string? subject))
            {
                _subjects.Add(topic, subject = Subjects.Of(chain, Subjects.Escape(topic)));
            }
            OutboxEntry entry = new(topic, subject, copy, counter, _next++);
            // Also behind one that was removed: the writer may be there.
            _last?.Next = entry;
            _first ??= entry;
            _last = entry;
            _count++;
            _bytes += entry.Weight;
            while (_bytes > capacity && _first != _last)
            {
                _dropped += _first!.IsDone ? 0 : 1;
                RemoveFirst();
            }
        }
        _ = _added.Writer.TryWrite(true);
    }

    /// <summary>The entry behind this one; the oldest for null.</summary>
    internal OutboxEntry? After(OutboxEntry? entry)
    {
        using (_lock.EnterScope())
        {
            return entry is null ? _first : entry.Next;
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

    private void RemoveFirst()
    {
        OutboxEntry entry = _first!;
        entry.IsDone = true;
        _first = entry.Next;
        _count--;
        _bytes -= entry.Weight;
    }
}
