using System.IO.Compression;
using System.Text.Json;

namespace ZmqNative.Tests.Publishing;

/// <summary>A line of messages.jsonl.</summary>
internal sealed record RecordedMessage(string Topic, byte[] Body, byte[] Sequence, string? Address, int Event)
{
    public static List<RecordedMessage> Read(string folder)
    {
        string plain = Path.Combine(folder, "messages.jsonl");
        using Stream file = File.Exists(plain) ? File.OpenRead(plain) : new GZipStream(File.OpenRead(plain + ".gz"), CompressionMode.Decompress);
        using StreamReader lines = new(file);
        List<RecordedMessage> messages = [];
        while (lines.ReadLine() is string line)
        {
            using JsonDocument row = JsonDocument.Parse(line);
            JsonElement root = row.RootElement;
            messages.Add(new RecordedMessage(
                root.GetProperty("topic").GetString()!,
                root.TryGetProperty("body", out JsonElement body) ? Convert.FromHexString(body.GetString()!) : Unzip(Path.Combine(folder, root.GetProperty("body_file").GetString()!)),
                Convert.FromHexString(root.GetProperty("seq").GetString()!),
                root.TryGetProperty("address", out JsonElement address) ? address.GetString() : null,
                root.GetProperty("event").GetInt32()));
        }
        return messages;
    }

    private static byte[] Unzip(string path)
    {
        using GZipStream file = new(File.OpenRead(path), CompressionMode.Decompress);
        using MemoryStream bytes = new();
        file.CopyTo(bytes);
        return bytes.ToArray();
    }
}
