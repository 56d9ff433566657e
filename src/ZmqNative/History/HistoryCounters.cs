namespace ZmqNative.History;

/// <summary>What the history holds of a notifier.</summary>
/// <param name="Notifier">The notifier.</param>
/// <param name="First">The message sequence of the oldest message held.</param>
/// <param name="Next">
/// The message sequence of the next message; equal to <paramref name="First"/> if none is held.
/// </param>
/// <param name="IsCurrent">
/// Whether the next message of this notifier continues the run; false for an earlier run.
/// </param>
public sealed record HistoryCounters(HistoryNotifier Notifier, uint First, uint Next, bool IsCurrent);
