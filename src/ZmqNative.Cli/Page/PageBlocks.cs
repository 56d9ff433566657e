using System.Buffers.Binary;
using System.Text.Json;
using ZmqNative.Bitcoin;

namespace ZmqNative.Cli;

/// <summary>
/// The last blocks, each with the burst of messages that ended with it: those that came without a
/// pause of 20 ms. Not thread-safe.
/// </summary>
internal sealed class PageBlocks
{
    private const int Most = 12;
    private const int HeaderLength = 80;
    private const int TimeOffset = 68;
    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(20);

    private readonly List<Row> _rows = [];
    private DateTimeOffset _begin;
    private DateTimeOffset _last;
    private int _burst;

    /// <summary>A message of any topic has come.</summary>
    internal void Count(DateTimeOffset time)
    {
        if (time - _last > s_pause)
        {
            (_begin, _burst) = (time, 0);
        }
        _last = time;
        _burst++;
    }

    /// <summary>The message that was counted last announces a block.</summary>
    internal void Announce(Hash256 hash)
    {
        Row row = Find(hash);
        (row.Burst, row.Duration) = (row.Burst + _burst, _last - row.Begin);
        _burst = 0;
    }

    /// <summary>The message that was counted last is a block.</summary>
    internal void Announce(ReadOnlySpan<byte> block)
    {
        if (block.Length >= HeaderLength)
        {
            Hash256 hash = DoubleSha256.Hash(block[..HeaderLength]);
            Announce(hash);
            Find(hash).Time =
                DateTimeOffset.FromUnixTimeSeconds(BinaryPrimitives.ReadUInt32LittleEndian(block[TimeOffset..]));
        }
    }

    internal void Write(Utf8JsonWriter json)
    {
        json.WriteStartArray();
        foreach (Row row in _rows)
        {
            json.WriteStartObject();
            json.WriteString("hash", $"{row.Hash}");
            json.WriteNumber("received", row.Received.ToUnixTimeMilliseconds());
            if (row.Time is { } time)
            {
                json.WriteNumber("delay", (row.Received - time).TotalSeconds);
            }
            json.WriteNumber("burst", row.Burst);
            json.WriteNumber("milliseconds", row.Duration.TotalMilliseconds);
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }

    // Each topic that announces blocks announces each of them, one shortly after another.
    private Row Find(Hash256 hash)
    {
        Row? row = _rows.Find(one => one.Hash == hash);
        if (row is null)
        {
            _rows.Insert(0, row = new Row(hash, _last, _begin));
            _rows.RemoveRange(Math.Min(Most, _rows.Count), Math.Max(0, _rows.Count - Most));
        }
        return row;
    }

    private sealed class Row(Hash256 hash, DateTimeOffset received, DateTimeOffset begin)
    {
        internal Hash256 Hash => hash;

        internal DateTimeOffset Received => received;

        internal DateTimeOffset Begin => begin;

        internal DateTimeOffset? Time { get; set; }

        internal int Burst { get; set; }

        internal TimeSpan Duration { get; set; }
    }
}
