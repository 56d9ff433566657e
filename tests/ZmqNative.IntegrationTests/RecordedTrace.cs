using System.IO.Compression;
using System.Text.Json;

namespace ZmqNative.IntegrationTests;

/// <summary>A recorded session in tests/data: how the node was started, and what it sent.</summary>
internal sealed class RecordedTrace
{
    private readonly JsonElement _meta;
    private readonly string _socketPath;

    /// <summary>Opens a recording.</summary>
    /// <param name="name">Its folder.</param>
    /// <param name="socketPath">Stands for {SOCKET}.</param>
    internal RecordedTrace(string name, string socketPath)
    {
        Folder = TestData.Trace(name);
        _socketPath = socketPath;
        _meta = JsonElement.Parse(File.ReadAllText(Path.Combine(Folder, "meta.json")));
    }

    /// <summary>All recordings that can be replayed.</summary>
    internal static IEnumerable<string> Names =>
        from folder in Directory.GetDirectories(Path.Combine(TestData.Root, "traces"))
        where File.Exists(Path.Combine(folder, "meta.json")) && Directory.GetFiles(folder, "messages.jsonl*").Length > 0
        select Path.GetFileName(folder);

    internal string Folder { get; }

    /// <summary>The -zmqpub options the node was started with, but for the topics that only Knots has.</summary>
    internal IEnumerable<string> Options =>
        from option in _meta.GetProperty("command_line").EnumerateArray().Select(option => Here(option.GetString()!))
        where option.StartsWith("-zmqpub", StringComparison.Ordinal) && !option.Contains("wallet", StringComparison.Ordinal)
        select option;

    /// <summary>What each address sent, in order.</summary>
    internal ILookup<string, Notification> Messages => Rows
        .Where(row => !row.GetProperty("topic").GetString()!.Contains("wallet", StringComparison.Ordinal))
        .ToLookup(row => row.TryGetProperty("address", out JsonElement address) ? Here(address.GetString()!) : Here("tcp://127.0.0.1:{ZMQPORT}"), Read);

    /// <summary>The rows of messages.jsonl.</summary>
    internal IEnumerable<JsonElement> Rows => Lines("messages.jsonl").Select(line => JsonElement.Parse(line));

    /// <summary>What the node logged in the category zmq.</summary>
    internal IEnumerable<string> Log =>
        from line in Lines("debug.log")
        let text = line.IndexOf("[zmq] ", StringComparison.Ordinal)
        where text >= 0
        select Here(line[text..]);

    // Wildcard ports, spelled differently so that different addresses stay different.
    private string Here(string text) => text
        .Replace("{ZMQPORT}", "*", StringComparison.Ordinal)
        .Replace("{A}", "*", StringComparison.Ordinal)
        .Replace("{B}", "0", StringComparison.Ordinal)
        .Replace("{C}", "*", StringComparison.Ordinal)
        .Replace("{SOCKET}", _socketPath, StringComparison.Ordinal);

    private static Notification Read(JsonElement row) => new(
        row.GetProperty("topic").GetString()!,
        row.TryGetProperty("body", out JsonElement body) ? body.GetString()! : Notification.Long(row.GetProperty("body_sha256").GetString()!, row.GetProperty("body_len").GetInt32()),
        row.GetProperty("seq").GetString());

    private IEnumerable<string> Lines(string name)
    {
        string path = Path.Combine(Folder, name);
        using Stream stream = File.Exists(path) ? File.OpenRead(path) : new GZipStream(File.OpenRead(path + ".gz"), CompressionMode.Decompress);
        using StreamReader reader = new(stream);
        while (reader.ReadLine() is string line)
        {
            yield return line;
        }
    }
}
