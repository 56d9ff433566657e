using System.Text.Json;

namespace ZmqNative.History;

/// <summary>Reads the headers of replies.</summary>
internal static class HistoryReplyReader
{
    /// <summary>Reads a header.</summary>
    /// <param name="root">The reply's first part.</param>
    /// <param name="address">Where it came from.</param>
    /// <param name="read">Reads one that is no refusal.</param>
    /// <exception cref="HistoryException">The reply is a refusal.</exception>
    /// <exception cref="InvalidDataException">It is no reply of a history.</exception>
    internal static T Read<T>(JsonElement root, string address, Func<JsonElement, T> read)
    {
        try
        {
            foreach (JsonProperty member in root.EnumerateObject())
            {
                // A name that is no text is an error only when it is read, or looked at for another one.
                _ = member.Name;
            }
            ThrowIfRefused(root);
            return read(root);
        }
        catch (Exception exception)
            when (exception is InvalidOperationException or KeyNotFoundException or FormatException)
        {
            throw Foreign(address, exception);
        }
    }

    internal static InvalidDataException Foreign(string address, Exception? inner) =>
        new($"What answers at {address} is no history server of version {HistoryProtocol.Version}.", inner);

    private static void ThrowIfRefused(JsonElement header)
    {
        if (header.TryGetProperty("error", out JsonElement error))
        {
            throw new HistoryException(
                HistoryProtocol.ErrorOf(error.GetString()), header.GetProperty("text").GetString() ?? string.Empty);
        }
    }

    internal static HistoryInfo ReadInfo(JsonElement header) => new(
        new StreamPosition(Stream(header), header.GetProperty("head").GetUInt64()),
        header.GetProperty("oldest").GetUInt64(),
        header.GetProperty("predecessor") is { ValueKind: JsonValueKind.Object } before
            ? new StreamPosition(Stream(before), before.GetProperty("last").GetUInt64()) : null,
        header.GetProperty("durable").GetUInt64(),
        [.. header.GetProperty("notifiers").EnumerateArray().Select(one => new HistoryCounters(
            Notifier(one), one.GetProperty("first").GetUInt32(), one.GetProperty("next").GetUInt32(),
            one.GetProperty("current").GetBoolean()))]);

    /// <param name="header">The reply's first part.</param>
    /// <param name="known">The notifiers of earlier chunks; new ones are added.</param>
    /// <param name="parts">The messages that follow the header.</param>
    internal static HistoryChunk ReadChunk(
        JsonElement header, Dictionary<int, HistoryNotifier> known,
        List<(string Topic, byte[] Body, uint Sequence)> parts)
    {
        foreach (JsonElement one in header.GetProperty("notifiers").EnumerateArray())
        {
            HistoryNotifier notifier = Notifier(one);
            _ = known.TryAdd(notifier.Number, notifier);
        }
        Guid stream = Stream(header);
        HistoryMessage[] messages = new HistoryMessage[parts.Count];
        JsonElement.ArrayEnumerator offsets = header.GetProperty("offsets").EnumerateArray();
        JsonElement.ArrayEnumerator numbers = header.GetProperty("numbers").EnumerateArray();
        for (int i = 0; i < messages.Length; i++)
        {
            if (!offsets.MoveNext() || !numbers.MoveNext())
            {
                throw new FormatException("There are more messages than offsets.");
            }
            messages[i] = new HistoryMessage(
                new StreamPosition(stream, offsets.Current.GetUInt64()), known[numbers.Current.GetInt32()],
                parts[i].Topic, parts[i].Body, parts[i].Sequence);
        }
        return new HistoryChunk(
            messages,
            header.TryGetProperty("missing", out JsonElement missing)
                ? new HistoryGap(missing.GetProperty("first").GetUInt64(), missing.GetProperty("last").GetUInt64())
                : null,
            new StreamPosition(stream, header.GetProperty("last").GetUInt64()),
            header.GetProperty("head").GetUInt64(),
            header.GetProperty("done").GetBoolean());
    }

    private static Guid Stream(JsonElement json) => Guid.ParseExact(Text(json.GetProperty("stream")), "N");

    private static string Text(JsonElement json) =>
        json.GetString() ?? throw new FormatException("There is null where a text belongs.");

    private static HistoryNotifier Notifier(JsonElement json) => new(
        json.GetProperty("number").GetInt32(),
        Text(json.GetProperty("type")),
        [.. json.GetProperty("topics").EnumerateArray().Select(Text)],
        Text(json.GetProperty("address")),
        Text(json.GetProperty("endpoint")),
        json.GetProperty("place").GetInt32());
}
