namespace ZmqNative.History;

/// <summary>One reply of a history server: some of the messages asked for, in publish order.</summary>
/// <param name="Messages">The messages, all of one stream. May be empty.</param>
/// <param name="Missing">
/// What was asked for before the first message and is not held: offsets if everything from an
/// offset on was asked for, message sequences if a range was; null if nothing is missing.
/// </param>
/// <param name="Position">
/// Where to resume after this chunk, also if messages of other topics follow the last one here.
/// </param>
/// <param name="Head">The stream's last offset when the reply was made.</param>
/// <param name="IsLast">Whether nothing more is held at the moment.</param>
public sealed record HistoryChunk(
    IReadOnlyList<HistoryMessage> Messages, HistoryGap? Missing, StreamPosition Position, ulong Head, bool IsLast);
