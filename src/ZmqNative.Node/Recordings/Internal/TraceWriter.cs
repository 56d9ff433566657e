using System.Buffers;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Nodes;
using ZmqNative.Bitcoin;

namespace ZmqNative.Node.Recordings;

/// <summary>
/// Writes the files of a recorded session. When a call returns, the operating system has the row,
/// and everything the row names was written before. So a recording can be replayed whenever the
/// process ends, except for half a line at the end of a file.
/// </summary>
internal sealed class TraceWriter : IDisposable
{
    private const int LongestInRow = 4096;

    private readonly string _directory;
    private readonly FileStream _events;
    private readonly FileStream _blocks;
    private readonly FileStream _transactions;
    private readonly Dictionary<Hash256, int> _heights = [];
    private readonly ArrayBufferWriter<byte> _line = new();
    private long _rows;

    /// <summary>Creates the folder and its files.</summary>
    /// <exception cref="IOException">The folder is not empty, or cannot be created.</exception>
    public TraceWriter(string directory)
    {
        ExpectNothingIn(directory);
        _directory = directory;
        _ = Directory.CreateDirectory(Path.Combine(directory, "bodies"));
        _transactions = Create("txs.jsonl");
        _blocks = Create("blocks.jsonl");
        _events = Create("events.jsonl");
    }

    /// <exception cref="IOException">The folder is not empty.</exception>
    public static void ExpectNothingIn(string directory)
    {
        if (File.Exists(directory)
            || (Directory.Exists(directory) && Directory.EnumerateFileSystemEntries(directory).Any()))
        {
            throw new IOException($"{directory}: a recording needs a new or an empty folder.");
        }
    }

    /// <summary>Whether a block is in the recording, and its height.</summary>
    public bool TryGetHeight(Hash256 hash, out int height) => _heights.TryGetValue(hash, out height);

    public void AddBlock(Block block, int height, ReadOnlySpan<byte> raw)
    {
        JsonObject row = new()
        {
            ["height"] = height,
            ["hash"] = $"{block.Hash}",
            ["prev"] = $"{BlockHeader.Read(raw).Previous}",
            ["ntx"] = block.Transactions.Length,
        };
        AddBody(row, raw);
        Write(_blocks, row);
        _heights[block.Hash] = height;
    }

    public void AddTransaction(Transaction transaction, Hash256 witnessId)
    {
        JsonObject row = new() { ["txid"] = $"{transaction.Id}", ["wtxid"] = $"{witnessId}" };
        AddBody(row, transaction.Raw.Span);
        Write(_transactions, row);
    }

    public void AddEvent(string name, JsonObject fields) => Add("event", name, fields);

    public void AddNote(string name, string text) => Add("note", name, new JsonObject { ["text"] = text });

    /// <summary>
    /// Looks whether the files are still where they were created, and as long as what was written: a
    /// write to a file that was removed succeeds.
    /// </summary>
    /// <exception cref="IOException">Somebody has removed or changed a file.</exception>
    public void Check()
    {
        Check(_events);
        Check(_blocks);
        Check(_transactions);
    }

    public void Dispose()
    {
        _events.Dispose();
        _blocks.Dispose();
        _transactions.Dispose();
    }

    // Unbuffered, so that a row is one write.
    private FileStream Create(string name) =>
        new(Path.Combine(_directory, name), FileMode.CreateNew, FileAccess.Write, FileShare.Read, bufferSize: 0);

    private void Add(string kind, string name, JsonObject fields)
    {
        fields.Insert(0, "i", _rows++);
        fields.Insert(1, "kind", kind);
        fields.Insert(2, "name", name);
        Write(_events, fields);
    }

    private void Write(FileStream file, JsonObject row)
    {
        _line.ResetWrittenCount();
        using (Utf8JsonWriter json = new(_line))
        {
            row.WriteTo(json);
        }
        _line.Write("\n"u8);
        file.Write(_line.WrittenSpan);
        Check(file);
    }

    private static void Check(FileStream file)
    {
        FileInfo found = new(file.Name);
        if (!found.Exists || found.Length != file.Position)
        {
            throw new IOException(
                $"{file.Name} was removed or changed while it was being written: the recording is not complete.");
        }
    }

    private void AddBody(JsonObject row, ReadOnlySpan<byte> raw)
    {
        if (raw.Length <= LongestInRow)
        {
            row["hex"] = Convert.ToHexStringLower(raw);
            return;
        }
        string sha256 = Convert.ToHexStringLower(SHA256.HashData(raw));
        string name = $"bodies/{sha256[..24]}.bin";
        File.WriteAllBytes(Path.Combine(_directory, name), raw);
        row["hex_sha256"] = sha256;
        row["hex_len"] = raw.Length;
        row["hex_file"] = name;
    }
}
