namespace ZmqNative.History;

/// <summary>Turns requests for messages into cursors, or refuses them.</summary>
internal sealed class HistoryRequests(
    HistoryMemory memory, HistoryReader reader, HistoryWriter? writer, Func<HistoryInfo> info)
{
    private const ulong MaxOffset = (1UL << 53) - 1;

    /// <summary>Everything after an offset.</summary>
    /// <exception cref="HistoryException">There is no such stream, or no such offset yet.</exception>
    internal HistoryCursor From(HistoryRequest request)
    {
        ulong after = request.Number("after", 0, 0, MaxOffset);
        ulong head = memory.Head;
        if (request.Text("stream") is { } text
            && (!Guid.TryParseExact(text, "N", out Guid stream) || stream != memory.Stream))
        {
            after = Math.Min(after, Earlier(stream)?.Offset ?? throw new HistoryException(
                HistoryError.UnknownStream, "The publisher does not know this stream: it was started again since, "
                + "and what its earlier life published is gone."));
        }
        else if (after > head)
        {
            throw new HistoryException(
                HistoryError.Range, $"The stream's last offset is {head}, and {after} is beyond it.");
        }
        if (request.Places() is not { } places)
        {
            return new HistoryCursor { After = after };
        }
        HistoryPlaces all = reader.Places();
        return new HistoryCursor { After = after, Chosen = run => places.Contains(all.Of(run)) };
    }

    /// <summary>A range of one notifier's message sequences.</summary>
    /// <exception cref="HistoryException">No notifier matches, or nothing is held.</exception>
    internal HistoryCursor Range(HistoryRequest request)
    {
        string topic = request.Text("topic") ?? throw HistoryRequest.Malformed("The member topic is missing.");
        string? address = request.Text("address");
        int? place = request.Members.TryGetProperty("place", out _)
            ? (int)request.Number("place", null, 0, int.MaxValue) : null;
        int? number = request.Members.TryGetProperty("number", out _)
            ? (int)request.Number("number", null, 0, int.MaxValue) : null;
        uint first = (uint)request.Number("first", null, 0, uint.MaxValue);
        uint last = (uint)request.Number("last", null, 0, uint.MaxValue);
        HistoryPlaces all = reader.Places();
        List<HistorySpan> runs = [.. reader.Runs().Where(run =>
            Matches(run.Notifier, topic, address) && (place is null || all.Of(run.Notifier) == place)
                && (number is null || run.Notifier.Number == number))];
        int places = runs.Where(run => run.IsCurrent).DistinctBy(run => run.Notifier.Place).Count();
        if (places > 1)
        {
            throw new HistoryException(
                HistoryError.UnknownNotifier, $"{places} notifiers match: name the address, or the place.");
        }
        if (runs.Count == 0)
        {
            throw new HistoryException(HistoryError.UnknownNotifier, "No notifier of this topic, address and place.");
        }
        for (int i = runs.Count - 1; i >= 0; i--)
        {
            if (!runs[i].IsEmpty && runs[i].Overlap(first, last) is var (low, high, asked))
            {
                return new HistoryCursor
                {
                    Run = runs[i].Notifier,
                    Next = asked,
                    Last = high,
                };
            }
        }
        throw new HistoryException(HistoryError.Range, "Nothing of this range is held.");
    }

    // A store that failed is not asked any more: of the streams the server knows the predecessor, as info says.
    private StreamPosition? Earlier(Guid stream) =>
        (writer?.Store?.Streams.Select(one => (StreamPosition?)one) ?? [info().Predecessor])
            .FirstOrDefault(one => one?.Stream == stream);

    private static bool Matches(HistoryNotifier notifier, string topic, string? address) =>
        notifier.Topics.Contains(topic)
        && (address is null || notifier.Address == address || notifier.Endpoint == address);
}
