namespace ZmqNative.History;

/// <summary>What was asked for and is not in the history any more.</summary>
/// <param name="First">The first that is missing: an offset, or a message sequence.</param>
/// <param name="Last">The last that is missing.</param>
public readonly record struct HistoryGap(ulong First, ulong Last);
