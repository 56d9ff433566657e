namespace ZmqNative.History;

/// <summary>
/// What is held of a run: its message sequences, counted on where they wrap.
/// </summary>
/// <param name="Notifier">The run.</param>
/// <param name="First">The oldest held.</param>
/// <param name="Next">The one after the newest.</param>
/// <param name="IsCurrent">Whether the notifier's next message may continue it.</param>
internal readonly record struct HistorySpan(HistoryNotifier Notifier, long First, long Next, bool IsCurrent)
{
    internal bool IsEmpty => First == Next;

    internal HistoryCounters Counters => new(Notifier, unchecked((uint)First), unchecked((uint)Next), IsCurrent);

    /// <summary>The same run, as the store counts it.</summary>
    internal static HistorySpan Of(HistoryCounters stored)
    {
        long count = unchecked(stored.Next - stored.First);
        return new(stored.Notifier, stored.First, stored.First + count, IsCurrent: false);
    }

    /// <summary>The same run in memory, and from an older message on in the store.</summary>
    internal HistorySpan From(uint first) => this with { First = Next - unchecked((uint)Next - first) };

    /// <summary>What is held of a range; null if nothing is.</summary>
    /// <param name="first">The first message sequence.</param>
    /// <param name="last">The last one, less than the first where they wrap in between.</param>
    /// <returns>The range, counted on, and the first sequence asked for.</returns>
    internal (long First, long Last, long Asked)? Overlap(uint first, uint last)
    {
        long length = unchecked(last - first);
        for (long asked = ((Next - 1) & ~(long)uint.MaxValue) + first; ; asked -= 1L << 32)
        {
            (long low, long high) = (Math.Max(asked, First), Math.Min(asked + length, Next - 1));
            if (low <= high)
            {
                return (low, high, asked);
            }
            if (asked < First)
            {
                return null;
            }
        }
    }
}
