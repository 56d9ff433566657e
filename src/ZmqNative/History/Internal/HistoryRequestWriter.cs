using System.Buffers;
using System.Text.Json;

namespace ZmqNative.History;

/// <summary>Writes a client's requests.</summary>
internal static class HistoryRequestWriter
{
    /// <summary>Credit for one more chunk.</summary>
    internal static byte[] More { get; } = Write(HistoryProtocol.More, static json => json.WriteNumber("credit", 1));

    internal static byte[] Simple(string request) => Write(request, static _ => { });

    internal static byte[] From(StreamPosition? after, IReadOnlyCollection<int>? notifiers) =>
        Write(HistoryProtocol.From, json =>
        {
            if (after is { } position)
            {
                json.WriteString("stream", position.Stream.ToString("N"));
                json.WriteNumber("after", position.Offset);
            }
            if (notifiers is not null)
            {
                json.WriteStartArray("places");
                foreach (int notifier in notifiers)
                {
                    json.WriteNumberValue(notifier);
                }
                json.WriteEndArray();
            }
            json.WriteNumber("credit", HistoryProtocol.ClientsCredit);
        });

    internal static byte[] Range(string topic, string? address, int? place, int? number, uint first, uint last) =>
        Write(HistoryProtocol.Range, json =>
        {
            json.WriteString("topic", topic);
            if (address is not null)
            {
                json.WriteString("address", address);
            }
            if (place is { } at)
            {
                json.WriteNumber("place", at);
            }
            if (number is { } run)
            {
                json.WriteNumber("number", run);
            }
            json.WriteNumber("first", first);
            json.WriteNumber("last", last);
            json.WriteNumber("credit", HistoryProtocol.ClientsCredit);
        });

    private static byte[] Write(string request, Action<Utf8JsonWriter> members)
    {
        ArrayBufferWriter<byte> bytes = new();
        using (Utf8JsonWriter json = new(bytes))
        {
            json.WriteStartObject();
            json.WriteNumber("v", HistoryProtocol.Version);
            json.WriteString("get", request);
            members(json);
            json.WriteEndObject();
        }
        return bytes.WrittenSpan.ToArray();
    }
}
