namespace ZmqNative.History;

/// <summary>The identity of a publisher's stream, and what its history holds.</summary>
/// <param name="Head">The stream and the offset of its last message; 0 if there is none.</param>
/// <param name="Oldest">
/// The offset of the oldest message held, possibly of an earlier stream; the one after
/// <paramref name="Head"/> if none is held.
/// </param>
/// <param name="Predecessor">
/// The stream before this one, if that did not end in order, with its last durable offset: what it
/// published after it is gone. Null without a predecessor.
/// </param>
/// <param name="Durable">
/// The offset up to which messages are on disk; 0 if history is in memory only.
/// </param>
/// <param name="Notifiers">All notifiers of which messages are held, and the current ones.</param>
public sealed record HistoryInfo(
    StreamPosition Head, ulong Oldest, StreamPosition? Predecessor, ulong Durable,
    IReadOnlyList<HistoryCounters> Notifiers);
