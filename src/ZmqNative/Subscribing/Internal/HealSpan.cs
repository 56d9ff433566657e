using ZmqNative.History;

namespace ZmqNative.Subscribing;

/// <summary>
/// What is handed on until something is recovered again. It is in publish order, but messages of other
/// topics may be missing before one of it.
/// </summary>
/// <param name="client">The publisher's history.</param>
/// <param name="choose">The notifiers of the address, of those of the history.</param>
/// <param name="look">
/// How things stand: everything up to a position was handed on, but for what is due of a topic. Any thread.
/// </param>
internal sealed class HealSpan(
    HistoryClient client, Func<HistoryInfo, List<HistoryNotifier>> choose,
    Func<HealSpan, (StreamPosition? Recovered, StreamPosition? After, Dictionary<string, (LiveRun?, uint)> Due)> look)
{
    /// <summary>The first message that was recovered after it; null as long as there is none.</summary>
    internal StreamPosition? Recovered { get; set; }

    /// <summary>
    /// The last position up to which everything had been handed on when the message at a position was.
    /// </summary>
    /// <exception cref="HistoryException">The history does not answer.</exception>
    internal async Task<StreamPosition> BeforeMissingAsync(
        StreamPosition position, CancellationToken cancellationToken)
    {
        (StreamPosition? first, StreamPosition? after, Dictionary<string, (LiveRun?, uint)> due) = look(this);
        StreamPosition? before = first is { } recovered ? recovered with { Offset = recovered.Offset - 1 } : null;
        if (first is null && after is { } reached)
        {
            // Nothing was recovered since, so what is missing now was missing then.
            HistoryInfo info = await client.GetInfoAsync(cancellationToken).ConfigureAwait(false);
            before = await new HistorySearch(client, cancellationToken)
                .FindMissingAsync(info, choose(info), reached, due).ConfigureAwait(false);
        }
        return before is { } earlier && earlier.Offset < position.Offset
            ? position with { Offset = earlier.Offset } : position;
    }
}
