using System.Globalization;
using NATS.Client.Core;

namespace ZmqNative.JetStream;

/// <summary>What the headers of a message in the stream say. docs/jetstream.md describes them.</summary>
/// <param name="Counter">The publisher's message sequence; null when it sends none.</param>
/// <param name="Writer">The life of the writer that stored it.</param>
/// <param name="Offset">Its number in that life, over all topics.</param>
/// <param name="Start">Where this part of the body begins.</param>
/// <param name="Total">The length of the whole body; null when this is all of it.</param>
internal readonly record struct MessageHeaders(uint? Counter, string Writer, ulong Offset, int Start, int? Total)
{
    internal const string CounterName = "Bitcoin-Counter";
    internal const string WriterName = "Bitcoin-Stream";
    internal const string OffsetName = "Bitcoin-Offset";
    internal const string PartName = "Bitcoin-Part";

    private const string IdName = "Nats-Msg-Id";
    private const string ExpectedName = "Nats-Expected-Last-Sequence";
    private const string ExpectedIdName = "Nats-Expected-Last-Msg-Id";

    /// <summary>The headers of a message that is to be stored right behind another one.</summary>
    /// <param name="expected">The stream's last sequence before it.</param>
    /// <param name="expectedId">
    /// The id of the last message before it; null if that is not known. Receives this one's.
    /// </param>
    internal NatsHeaders ToNats(ulong expected, ref string? expectedId)
    {
        string offset = Offset.ToString(CultureInfo.InvariantCulture);
        string id = Total is null ? $"{Writer}-{offset}" : $"{Writer}-{offset}-{Start}";
        NatsHeaders headers = new(7)
        {
            { IdName, id },
            { ExpectedName, expected.ToString(CultureInfo.InvariantCulture) },
            { WriterName, Writer },
            { OffsetName, offset },
        };
        if (expectedId is not null)
        {
            headers.Add(ExpectedIdName, expectedId);
        }
        expectedId = id;
        if (Counter is { } counter)
        {
            headers.Add(CounterName, counter.ToString(CultureInfo.InvariantCulture));
        }
        if (Total is { } total)
        {
            headers.Add(PartName, string.Create(CultureInfo.InvariantCulture, $"{Start}/{total}"));
        }
        return headers;
    }

    /// <summary>Reads headers; null when they are none of a writer of ours.</summary>
    internal static MessageHeaders? Read(NatsHeaders? headers) =>
        headers is null ? null : Read(name => headers.TryGetLastValue(name, out string? value) ? value : null);

    /// <summary>Reads a header block as the server keeps it.</summary>
    internal static MessageHeaders? Read(string block)
    {
        Dictionary<string, string> values = new(StringComparer.OrdinalIgnoreCase);
        foreach (string line in block.Split("\r\n"))
        {
            if (line.Split(':', 2) is [var name, var value])
            {
                values[name] = value.Trim();
            }
        }
        return Read(name => values.GetValueOrDefault(name));
    }

    private static MessageHeaders? Read(Func<string, string?> value)
    {
        uint? counter = uint.TryParse(
            value(CounterName), NumberStyles.None, CultureInfo.InvariantCulture, out uint number) ? number : null;
        if (value(WriterName) is not { Length: > 0 } writer
            || !ulong.TryParse(
                value(OffsetName), NumberStyles.None, CultureInfo.InvariantCulture, out ulong offset))
        {
            return null;
        }
        if (value(PartName) is not { } part)
        {
            return new(counter, writer, offset, 0, null);
        }
        return part.Split('/') is [var first, var second]
            && int.TryParse(first, NumberStyles.None, CultureInfo.InvariantCulture, out int start)
            && int.TryParse(second, NumberStyles.None, CultureInfo.InvariantCulture, out int total)
            && start < total ? new(counter, writer, offset, start, total) : null;
    }
}
