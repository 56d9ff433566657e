namespace ZmqNative.History;

/// <summary>One message in memory; its offset follows from its place in the segment.</summary>
/// <param name="Run">The number of its notifier's run.</param>
/// <param name="MessageSequence">Its message sequence.</param>
/// <param name="Topic">The index of its topic.</param>
/// <param name="Start">
/// Where its body begins in the segment's bytes; for a shared body the complement of its index.
/// </param>
/// <param name="Length">Bytes of the body.</param>
internal readonly record struct HistoryEntry(int Run, uint MessageSequence, int Topic, int Start, int Length);
