using ZmqNative.Interop;

namespace ZmqNative.History;

/// <summary>
/// A stretch of consecutive messages in memory. It is only appended to, so what was counted may be
/// read without a lock while it is pinned.
/// </summary>
internal sealed class HistorySegment(int bytes, int entries)
{
    /// <summary>What a message weighs besides its body.</summary>
    internal const int EntryWeight = 20;

    private readonly List<ZmqMessage> _shared = [];
    private readonly List<(HistoryRun Run, long First)> _runs = [];

    internal byte[] Bytes { get; } = GC.AllocateUninitializedArray<byte>(bytes);

    internal HistoryEntry[] Entries { get; } = new HistoryEntry[entries];

    internal ulong FirstOffset { get; private set; }

    internal int Count { get; private set; }

    /// <summary>The bytes of all bodies and entries.</summary>
    internal long Weight { get; private set; }

    /// <summary>In milliseconds of Environment.TickCount64.</summary>
    internal long Begun { get; private set; }

    /// <summary>The number of readers, under the lock of the memory.</summary>
    internal int Pins { get; set; }

    /// <summary>Whether it is held no longer, and is emptied when the last reader leaves.</summary>
    internal bool IsEvicted { get; set; }

    /// <summary>The runs of which it has messages, with the first sequence of each.</summary>
    internal IReadOnlyList<(HistoryRun Run, long First)> Runs => _runs;

    private int _used;

    internal void Begin(ulong offset, long now) => (FirstOffset, Begun, IsEvicted) = (offset, now, false);

    internal bool HasRoom(int bodyLength) => Count < Entries.Length && _used + bodyLength <= Bytes.Length;

    internal ZmqMessage Shared(in HistoryEntry entry) => _shared[~entry.Start];

    /// <summary>Copies a body.</summary>
    /// <returns>Its start, for the entry.</returns>
    internal int Copy(ReadOnlySpan<byte> body)
    {
        int start = _used;
        body.CopyTo(Bytes.AsSpan(start));
        _used += body.Length;
        return start;
    }

    /// <summary>Keeps a body, which belongs to the segment from now on.</summary>
    internal int Share(ZmqMessage body)
    {
        _shared.Add(body);
        return ~(_shared.Count - 1);
    }

    internal void Add(in HistoryEntry entry, HistoryRun run)
    {
        if (run.Segment != this)
        {
            run.Segment = this;
            _runs.Add((run, run.Next));
        }
        Entries[Count++] = entry;
        Weight += entry.Length + EntryWeight;
    }

    /// <summary>The index of a run's message; -1 if it is not here.</summary>
    internal int Find(int run, uint messageSequence)
    {
        for (int i = 0; i < Count; i++)
        {
            if (Entries[i].Run == run && Entries[i].MessageSequence == messageSequence)
            {
                return i;
            }
        }
        return -1;
    }

    /// <summary>Releases what it holds, to be begun again or collected.</summary>
    internal void Clear()
    {
        _shared.ForEach(body => body.Dispose());
        _shared.Clear();
        _runs.Clear();
        (Count, Weight, _used) = (0, 0, 0);
    }
}
