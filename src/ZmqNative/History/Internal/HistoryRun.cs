namespace ZmqNative.History;

/// <summary>
/// An uninterrupted run of a notifier's message sequences in memory. Sequences are counted on
/// beyond 32 bits here, so that they compare where they wrap.
/// </summary>
internal sealed class HistoryRun(HistoryNotifier notifier, uint first)
{
    internal HistoryNotifier Notifier => notifier;

    /// <summary>The sequence of the oldest message in memory.</summary>
    internal long First { get; set; } = first;

    /// <summary>The sequence after the newest one.</summary>
    internal long Next { get; set; } = first;

    /// <summary>Whether the notifier's next message may continue it.</summary>
    internal bool IsCurrent { get; set; } = true;

    /// <summary>The segment in which its newest message is.</summary>
    internal HistorySegment? Segment { get; set; }

    internal HistorySpan Span => new(notifier, First, Next, IsCurrent);
}
