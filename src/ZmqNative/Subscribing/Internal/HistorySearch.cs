using ZmqNative.History;

namespace ZmqNative.Subscribing;

/// <summary>Finds places in a publisher's history.</summary>
/// <param name="client">The history.</param>
/// <param name="cancellationToken">Ends the requests.</param>
internal sealed class HistorySearch(HistoryClient client, CancellationToken cancellationToken)
{
    // Between two questions for a message that is about to be appended.
    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(5);

    /// <summary>
    /// The place of a message that has arrived. It may be appended just after it was sent, so it is
    /// waited for.
    /// </summary>
    /// <returns>What the history holds then, and the place; null if its stream is another one.</returns>
    /// <exception cref="HistoryException">It has not got it, or does not answer.</exception>
    internal async Task<(HistoryInfo Info, HistoryPlace? Place)> PlaceAsync(
        HistoryInfo info, List<HistoryNotifier> chosen, ArrivedMessage message)
    {
        Guid stream = message.Stream ?? info.Head.Stream;
        HistoryNotifier? notifier = chosen.Find(one => one.Topics[0] == message.Topic);
        for (long start = Environment.TickCount64; info.Head.Stream == stream;)
        {
            if (notifier is not null
                && await PlaceAsync(info, notifier, message).ConfigureAwait(false) is { } found)
            {
                return (info, found);
            }
            if (notifier is null || !message.MayCome
                || Environment.TickCount64 - start > client.Timeout.TotalMilliseconds)
            {
                throw new HistoryException(
                    HistoryError.Range,
                    $"It has not got the message {message.Counter} of {message.Topic}, which has arrived.");
            }
            await Task.Delay(s_pause, cancellationToken).ConfigureAwait(false);
            info = await client.GetInfoAsync(cancellationToken).ConfigureAwait(false);
        }
        return (info, null);
    }

    /// <summary>The place before the first message of the current stream that is missing.</summary>
    /// <param name="info">What the history holds.</param>
    /// <param name="chosen">The notifiers whose messages are wanted.</param>
    /// <param name="after">Everything up to here was handed on, but for what is due.</param>
    /// <param name="due">The run and the message sequence that are due of each topic.</param>
    /// <returns>The place; null if nothing is missing.</returns>
    internal async Task<StreamPosition?> FindMissingAsync(
        HistoryInfo info, List<HistoryNotifier> chosen, StreamPosition after,
        Dictionary<string, (LiveRun? Run, uint Next)> due)
    {
        List<int> others = [];
        ulong first = ulong.MaxValue;
        foreach (HistoryNotifier notifier in chosen)
        {
            if (!due.TryGetValue(notifier.Topics[0], out (LiveRun? Run, uint Next) one)
                || (one.Run is { } earlier && earlier.Stream != after.Stream))
            {
                others.Add(notifier.Place);
            }
            else if (one.Run is { } run)
            {
                first = Math.Min(
                    first, await FindMissingAsync(info, notifier, run.Notifier.Number, one.Next).ConfigureAwait(false));
            }
        }
        if (others.Count > 0 && after.Offset < info.Head.Offset)
        {
            await foreach (HistoryChunk chunk in client.ReadAsync(after, others, cancellationToken)
                .ConfigureAwait(false))
            {
                if (chunk.Missing is { } missing)
                {
                    first = Math.Min(first, missing.First);
                }
                if (chunk.Messages is [var found, ..])
                {
                    first = Math.Min(first, found.Position.Offset);
                }
                if (chunk.Missing is not null || chunk.Messages.Count > 0)
                {
                    break;
                }
            }
        }
        return first == ulong.MaxValue ? null : after with { Offset = first - 1 };
    }

    private async Task<HistoryPlace?> PlaceAsync(HistoryInfo info, HistoryNotifier notifier, ArrivedMessage message)
    {
        foreach (HistoryNotifier run in Runs(info, notifier, message))
        {
            HistoryMessage? found = await FirstAsync(message.Topic, run, message.Counter, message.Counter)
                .ConfigureAwait(false);
            if (found is not { } one || one.MessageSequence != message.Counter)
            {
                continue;
            }
            if (one.Position.Stream != info.Head.Stream)
            {
                break; // So are those before it.
            }
            if (one.Body.AsSpan().SequenceEqual(message.Body))
            {
                return new HistoryPlace(one.Position, run);
            }
        }
        return null;
    }

    // The offset of the first message of a run, from the one that is due on, or of a later run.
    private async Task<ulong> FindMissingAsync(HistoryInfo info, HistoryNotifier notifier, int number, uint next)
    {
        foreach (HistoryCounters run in RunsOf(info, notifier)
            .Where(one => one.Notifier.Number >= number).OrderBy(one => one.Notifier.Number))
        {
            uint begin = run.Notifier.Number == number && unchecked(next - run.First) <= int.MaxValue
                ? next : run.First;
            if (unchecked(begin - run.Next) > int.MaxValue
                && await FirstAsync(notifier.Topics[0], run.Notifier, begin, unchecked(run.Next - 1))
                    .ConfigureAwait(false) is { } found)
            {
                return found.Position.Offset;
            }
        }
        return ulong.MaxValue;
    }

    // The runs that have a message sequence: from the one that was handed on, because what is missing
    // there comes first; then those before it, the newest first.
    private static IEnumerable<HistoryNotifier> Runs(
        HistoryInfo info, HistoryNotifier notifier, ArrivedMessage message)
    {
        HistoryNotifier[] runs =
        [
            .. RunsOf(info, notifier)
                .Where(one => unchecked(message.Counter - one.First) < unchecked(one.Next - one.First))
                .Select(one => one.Notifier).OrderBy(one => one.Number),
        ];
        return runs.Where(run => run.Number >= message.Run)
            .Concat(runs.Reverse().Where(run => !(run.Number >= message.Run)));
    }

    // Of a notifier of now.
    private static IEnumerable<HistoryCounters> RunsOf(HistoryInfo info, HistoryNotifier notifier)
    {
        HistoryPlaces places = new(info.Notifiers);
        return info.Notifiers.Where(one => places.Of(one.Notifier) == notifier.Place);
    }

    // Null if it was removed since.
    private async Task<HistoryMessage?> FirstAsync(string topic, HistoryNotifier notifier, uint first, uint last)
    {
        try
        {
            await foreach (HistoryChunk chunk in client.ReadRangeAsync(
                topic, first, last, number: notifier.Number, cancellationToken: cancellationToken)
                .ConfigureAwait(false))
            {
                if (chunk.Messages is [var found, ..])
                {
                    return found;
                }
            }
        }
        catch (HistoryException exception) when (
            exception.Error is HistoryError.Range or HistoryError.UnknownNotifier)
        {
            // It was removed since.
        }
        return null;
    }
}
