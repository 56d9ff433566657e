using System.Buffers;
using System.Text.Json;

namespace ZmqNative.History;

/// <summary>Writes the headers of replies, into memory that is reused.</summary>
internal sealed class HistoryReplyWriter : IDisposable
{
    private readonly ArrayBufferWriter<byte> _bytes = new();
    private readonly Utf8JsonWriter _json;
    private readonly HashSet<int> _described = [];

    internal HistoryReplyWriter() => _json = new Utf8JsonWriter(_bytes);

    /// <summary>The header of a reply with messages; valid until the next one.</summary>
    internal ReadOnlySpan<byte> Messages(string get, string? id, HistorySelection selection)
    {
        Begin(id, get);
        _json.WriteString("stream", selection.Stream.ToString("N"));
        _json.WriteNumber("head", selection.Head);
        _json.WriteNumber("last", selection.Last);
        _json.WriteBoolean("done", selection.IsDone);
        if (selection.Missing is { } missing)
        {
            _json.WriteStartObject("missing");
            _json.WriteNumber("first", missing.First);
            _json.WriteNumber("last", missing.Last);
            _json.WriteEndObject();
        }
        _json.WriteStartArray("offsets");
        foreach (ref readonly HistorySelection.Item item in selection.Span)
        {
            _json.WriteNumberValue(item.Offset);
        }
        _json.WriteEndArray();
        _json.WriteStartArray("numbers");
        foreach (ref readonly HistorySelection.Item item in selection.Span)
        {
            _json.WriteNumberValue(item.Notifier.Number);
        }
        _json.WriteEndArray();
        _json.WriteStartArray("notifiers");
        _described.Clear();
        HistoryNotifier? before = null;
        foreach (ref readonly HistorySelection.Item item in selection.Span)
        {
            if (!ReferenceEquals(item.Notifier, before) && _described.Add((before = item.Notifier).Number))
            {
                _json.WriteStartObject();
                Describe(item.Notifier);
                _json.WriteEndObject();
            }
        }
        _json.WriteEndArray();
        return End();
    }

    internal ReadOnlySpan<byte> Info(string? id, HistoryInfo info)
    {
        Begin(id, HistoryProtocol.Info);
        WriteIdentity(info);
        _json.WriteNumber("head", info.Head.Offset);
        _json.WriteNumber("oldest", info.Oldest);
        _json.WriteNumber("durable", info.Durable);
        _json.WriteStartArray("notifiers");
        foreach (HistoryCounters counters in info.Notifiers)
        {
            _json.WriteStartObject();
            Describe(counters.Notifier);
            _json.WriteNumber("first", counters.First);
            _json.WriteNumber("next", counters.Next);
            _json.WriteBoolean("current", counters.IsCurrent);
            _json.WriteEndObject();
        }
        _json.WriteEndArray();
        return End();
    }

    internal ReadOnlySpan<byte> Refusal(string? id, HistoryException refusal, HistoryInfo info)
    {
        Begin(id, get: null);
        _json.WriteString("error", HistoryProtocol.NameOf(refusal.Error));
        _json.WriteString("text", refusal.Message);
        switch (refusal.Error)
        {
            case HistoryError.Version:
                _json.WriteStartArray("versions");
                _json.WriteNumberValue(HistoryProtocol.Version);
                _json.WriteEndArray();
                break;
            case HistoryError.UnknownStream:
                WriteIdentity(info);
                break;
            default:
                break;
        }
        return End();
    }

    public void Dispose() => _json.Dispose();

    private void Begin(string? id, string? get)
    {
        _bytes.ResetWrittenCount();
        _json.Reset();
        _json.WriteStartObject();
        _json.WriteNumber("v", HistoryProtocol.Version);
        if (id is not null)
        {
            _json.WritePropertyName("id");
            _json.WriteRawValue(id, skipInputValidation: true);
        }
        if (get is not null)
        {
            _json.WriteString("reply", get);
        }
    }

    private ReadOnlySpan<byte> End()
    {
        _json.WriteEndObject();
        _json.Flush();
        return _bytes.WrittenSpan;
    }

    private void WriteIdentity(HistoryInfo info)
    {
        _json.WriteString("stream", info.Head.Stream.ToString("N"));
        if (info.Predecessor is { } before)
        {
            _json.WriteStartObject("predecessor");
            _json.WriteString("stream", before.Stream.ToString("N"));
            _json.WriteNumber("last", before.Offset);
            _json.WriteEndObject();
        }
        else
        {
            _json.WriteNull("predecessor");
        }
    }

    private void Describe(HistoryNotifier notifier)
    {
        _json.WriteNumber("number", notifier.Number);
        _json.WriteString("type", notifier.Type);
        _json.WriteStartArray("topics");
        foreach (string topic in notifier.Topics)
        {
            _json.WriteStringValue(topic);
        }
        _json.WriteEndArray();
        _json.WriteString("address", notifier.Address);
        _json.WriteString("endpoint", notifier.Endpoint);
        _json.WriteNumber("place", notifier.Place);
    }
}
