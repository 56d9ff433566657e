using ZmqNative.Interop;

namespace ZmqNative.History;

/// <summary>
/// The newest messages of a stream, in publish order, bounded by bytes and age. Small bodies are
/// copied, large ones shared. All members may be called from any thread.
/// </summary>
internal sealed class HistoryMemory : IDisposable
{
    private const int SegmentBytes = 512 << 10;

    // The smallest body that is frequent is a hash of 32 bytes.
    private const int BytesOfSmallBody = 32;

    private readonly Lock _gate = new();
    private readonly long _maxBytes;
    private readonly long _maxAge;
    private readonly int _segmentBytes;
    private readonly List<HistorySegment> _segments = [];
    private readonly List<HistoryRun> _runs = [];
    private readonly List<HistorySource> _sources = [];
    private readonly List<HistoryNotifier> _described = [];
    private readonly int _firstRun;
    private readonly HistoryTopics _topics = new();
    private HistorySegment? _spare;
    private long _bytes;

    internal HistoryMemory(HistoryOptions options, StreamPosition begin, int firstRun)
    {
        (Stream, Head, _firstRun) = (begin.Stream, begin.Offset, firstRun);
        (_maxBytes, _maxAge) = (options.MaxMemory, (long)options.MaxAge.TotalMilliseconds);
        _segmentBytes = (int)Math.Min(SegmentBytes, _maxBytes / 8);
    }

    internal Guid Stream { get; }

    /// <summary>The offset of the newest message.</summary>
    internal ulong Head { get; private set; }

    /// <summary>The offset of the oldest message; the one after the head if there is none.</summary>
    internal ulong Oldest
    {
        get
        {
            using (_gate.EnterScope())
            {
                return _segments.Count == 0 ? Head + 1 : _segments[0].FirstOffset;
            }
        }
    }

    /// <summary>The runs of which messages are in memory, and the current ones.</summary>
    internal List<HistorySpan> Runs
    {
        get
        {
            using (_gate.EnterScope())
            {
                return [.. _runs.Select(run => run.Span)];
            }
        }
    }

    /// <summary>Adds a notifier.</summary>
    /// <returns>Its place.</returns>
    internal int Add(HistorySource source)
    {
        using (_gate.EnterScope())
        {
            _sources.Add(source);
            // Core counts from 0, so its first message most likely belongs to this run.
            _ = Begin(source, _sources.Count - 1, messageSequence: 0);
            return _sources.Count - 1;
        }
    }

    /// <summary>Keeps a copy of a small body.</summary>
    internal void Append(int place, string topic, uint messageSequence, ReadOnlySpan<byte> body)
    {
        using (_gate.EnterScope())
        {
            HistorySegment segment = Room(body.Length);
            Add(segment, place, topic, messageSequence, segment.Copy(body), body.Length);
        }
    }

    /// <summary>Keeps a body, which belongs to the history from now on.</summary>
    internal void Append(int place, string topic, uint messageSequence, ZmqMessage body)
    {
        int length = body.Length;
        using (_gate.EnterScope())
        {
            HistorySegment segment = Room(0);
            Add(segment, place, topic, messageSequence, segment.Share(body), length);
        }
    }

    /// <summary>
    /// Pins the segment with a message, until <see cref="Unpin"/>; null if the message is not in
    /// memory.
    /// </summary>
    /// <param name="offset">The message.</param>
    /// <param name="index">Its index in the segment.</param>
    /// <param name="count">The number of entries that may be read.</param>
    internal HistorySegment? Pin(ulong offset, out int index, out int count)
    {
        (index, count) = (0, 0);
        using (_gate.EnterScope())
        {
            int i = _segments.Count - 1;
            while (i >= 0 && _segments[i].FirstOffset > offset)
            {
                i--;
            }
            if (i < 0 || offset > Head)
            {
                return null;
            }
            HistorySegment segment = _segments[i];
            (index, count) = ((int)(offset - segment.FirstOffset), segment.Count);
            segment.Pins++;
            return segment;
        }
    }

    internal void Unpin(HistorySegment segment)
    {
        using (_gate.EnterScope())
        {
            if (--segment.Pins == 0 && segment.IsEvicted)
            {
                Recycle(segment);
            }
        }
    }

    /// <summary>The offset of a message; null if it is not in memory.</summary>
    internal ulong? Find(int run, long messageSequence)
    {
        using (_gate.EnterScope())
        {
            for (int i = _segments.Count - 1; i >= 0; i--)
            {
                foreach ((HistoryRun of, long first) in _segments[i].Runs)
                {
                    if (of.Notifier.Number == run && first <= messageSequence)
                    {
                        int index = _segments[i].Find(run, unchecked((uint)messageSequence));
                        return index < 0 ? null : _segments[i].FirstOffset + (ulong)index;
                    }
                }
            }
            return null;
        }
    }

    /// <summary>The notifier of a run that is, or was, in memory.</summary>
    // Without the lock, as the topics: an index read under it is in the list, which only grows.
    internal HistoryNotifier Notifier(int run) => _described[run - _firstRun];

    internal string Topic(int index) => _topics.Name(index);

    internal byte[] TopicBytes(int index) => _topics.Bytes(index);

    /// <summary>Removes what is too old; to be called now and then.</summary>
    internal void RemoveOld()
    {
        using (_gate.EnterScope())
        {
            long now = Environment.TickCount64;
            while (_segments.Count > 0 && now - _segments[0].Begun > _maxAge)
            {
                Evict();
            }
        }
    }

    public void Dispose()
    {
        using (_gate.EnterScope())
        {
            while (_segments.Count > 0)
            {
                Evict();
            }
        }
    }

    private void Add(HistorySegment segment, int place, string topic, uint messageSequence, int start, int length)
    {
        HistorySource source = _sources[place];
        if (source.Run is not { } run || unchecked((uint)run.Next) != messageSequence)
        {
            run = Begin(source, place, messageSequence);
        }
        HistoryEntry entry = new(run.Notifier.Number, messageSequence, _topics.IndexOf(topic), start, length);
        segment.Add(entry, run);
        run.Next++;
        Head++;
        _bytes += length + HistorySegment.EntryWeight;
        while (_bytes > _maxBytes && _segments.Count > 1)
        {
            Evict();
        }
    }

    private HistoryRun Begin(HistorySource source, int place, uint messageSequence)
    {
        if (source.Run is { } before)
        {
            before.IsCurrent = false;
            if (before.First == before.Next)
            {
                _ = _runs.Remove(before);
            }
        }
        HistoryNotifier described = source.Describe(_firstRun + _described.Count, place);
        _described.Add(described);
        HistoryRun run = new(described, messageSequence);
        _runs.Add(run);
        return source.Run = run;
    }

    // The current segment ends also when its messages would be too unequal in age, or too heavy to
    // be evicted together.
    private HistorySegment Room(int bodyLength)
    {
        HistorySegment? last = _segments.Count == 0 ? null : _segments[^1];
        if (last is null || !last.HasRoom(bodyLength) || last.Weight >= _maxBytes / 8)
        {
            return BeginSegment();
        }
        // The time is not read for each message.
        return (last.Count & 0xff) == 0xff && Environment.TickCount64 - last.Begun > _maxAge / 16
            ? BeginSegment() : last;
    }

    private HistorySegment BeginSegment()
    {
        HistorySegment segment = _spare ?? new(_segmentBytes, _segmentBytes / BytesOfSmallBody);
        _spare = null;
        segment.Begin(Head + 1, Environment.TickCount64);
        _segments.Add(segment);
        return segment;
    }

    private void Evict()
    {
        HistorySegment segment = _segments[0];
        _segments.RemoveAt(0);
        _bytes -= segment.Weight;
        foreach ((HistoryRun run, _) in segment.Runs)
        {
            run.First = run.Segment == segment ? run.Next : FirstAfter(run);
            if (run.Segment == segment && !run.IsCurrent)
            {
                _ = _runs.Remove(run);
            }
        }
        segment.IsEvicted = true;
        if (segment.Pins == 0)
        {
            Recycle(segment);
        }
    }

    private long FirstAfter(HistoryRun run)
    {
        foreach (HistorySegment segment in _segments)
        {
            foreach ((HistoryRun of, long first) in segment.Runs)
            {
                if (of == run)
                {
                    return first;
                }
            }
        }
        return run.Next;
    }

    private void Recycle(HistorySegment segment)
    {
        segment.Clear();
        _spare ??= segment;
    }
}
