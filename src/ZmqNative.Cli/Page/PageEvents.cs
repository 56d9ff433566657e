using System.Text.Json;

namespace ZmqNative.Cli;

/// <summary>What happened besides messages, the newest first. Not thread-safe.</summary>
internal sealed class PageEvents
{
    private const int Most = 100;
    private static readonly TimeSpan s_same = TimeSpan.FromSeconds(1);

    private readonly List<Row> _rows = [];

    /// <summary>Adds one; a flood of the same is one row with a number.</summary>
    /// <param name="kind">One word.</param>
    /// <param name="of">Whose it is: an address, or a name.</param>
    /// <param name="text">What happened.</param>
    /// <param name="time">When.</param>
    internal void Add(string kind, string of, string text, DateTimeOffset time)
    {
        if (_rows.Count > 0 && _rows[0] is { } last && (last.Kind, last.Of) == (kind, of) && time - last.Time < s_same)
        {
            _rows[0] = last with { Text = text, Count = last.Count + 1 };
            return;
        }
        _rows.Insert(0, new Row(kind, of, text, time, 1));
        _rows.RemoveRange(Math.Min(Most, _rows.Count), Math.Max(0, _rows.Count - Most));
    }

    internal void Write(Utf8JsonWriter json)
    {
        json.WriteStartArray();
        foreach (Row row in _rows)
        {
            json.WriteStartObject();
            json.WriteString("kind", row.Kind);
            json.WriteString("text", PlainText.Escape(row.Text));
            json.WriteNumber("time", row.Time.ToUnixTimeMilliseconds());
            json.WriteNumber("count", row.Count);
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }

    private sealed record Row(string Kind, string Of, string Text, DateTimeOffset Time, long Count);
}
