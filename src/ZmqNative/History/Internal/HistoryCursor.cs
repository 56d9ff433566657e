namespace ZmqNative.History;

/// <summary>What a client has asked for and not got yet.</summary>
internal sealed class HistoryCursor
{
    /// <summary>The offset before the next message.</summary>
    internal ulong After { get; set; }

    /// <summary>Whether messages of a run are wanted; null for all.</summary>
    internal Predicate<HistoryNotifier>? Chosen { get; init; }

    /// <summary>The run of which a range is wanted; null for all messages.</summary>
    internal HistoryNotifier? Run { get; init; }

    /// <summary>The next message sequence of the range, counted on where they wrap.</summary>
    internal long Next { get; set; }

    /// <summary>The last message sequence of the range.</summary>
    internal long Last { get; init; }

    /// <summary>Whether this is a range that was read to its end.</summary>
    internal bool IsAtEnd => Run is not null && Next > Last;

    /// <summary>Whether a message was asked for.</summary>
    internal bool Wants(HistoryNotifier notifier) =>
        Run is { } run ? notifier.Number == run.Number : Chosen is null || Chosen(notifier);
}
