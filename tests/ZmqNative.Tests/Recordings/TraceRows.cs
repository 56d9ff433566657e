using System.IO.Compression;
using System.Text.Json;

namespace ZmqNative.Tests.Recordings;

/// <summary>Reads a recorded session without the code under test.</summary>
internal static class TraceRows
{
    public static readonly string[] Replayable =
    [
        "mine-blocks", "mempool-and-block", "rbf-replacement", "mempool-conflict-and-expiry", "restart-with-mempool",
        "initial-block-download-maxtipage", "large-block", "multi-address", "knots-wallet-topics",
    ];

    public static List<JsonElement> Read(string scenario, string file)
    {
        string path = Path.Combine(TestData.Trace(scenario), file);
        using Stream stream = File.Exists(path) ? File.OpenRead(path) : Unzip(path + ".gz");
        using var reader = new StreamReader(stream);
        var rows = new List<JsonElement>();
        while (reader.ReadLine() is { } line)
        {
            using JsonDocument document = JsonDocument.Parse(line);
            rows.Add(document.RootElement.Clone());
        }
        return rows;
    }

    public static byte[] Body(string scenario, JsonElement row)
    {
        if (row.TryGetProperty("hex", out JsonElement hex))
        {
            return Convert.FromHexString(hex.GetString()!);
        }
        using Stream stream = Unzip(Path.Combine(TestData.Trace(scenario), row.GetProperty("hex_file").GetString()!));
        using var body = new MemoryStream();
        stream.CopyTo(body);
        return body.ToArray();
    }

    public static Stream Unzip(string path) => new GZipStream(File.OpenRead(path), CompressionMode.Decompress);

    public static string Text(this JsonElement row, string name) => row.GetProperty(name).GetString()!;
}
