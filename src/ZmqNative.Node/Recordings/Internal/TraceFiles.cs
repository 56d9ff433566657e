using System.IO.Compression;
using System.Security.Cryptography;
using System.Text.Json;

namespace ZmqNative.Node.Recordings;

/// <summary>The files of a recorded session, each plain or compressed as NAME.gz.</summary>
/// <param name="open">
/// Opens a file by its name relative to the recording, with forward slashes; null when there is
/// none.
/// </param>
internal sealed class TraceFiles(Func<string, Stream?> open)
{
    /// <summary>The greatest valid body length in bytes: no block is longer.</summary>
    private const int LongestBody = 0x200_0000;

    /// <summary>
    /// Reads the rows of NAME or NAME.gz. Each is valid until the next is read.
    /// </summary>
    public IEnumerable<JsonLine> Lines(string name)
    {
        string file = name;
        Stream? found = Open(file) ?? Open(file = name + ".gz");
        using Stream stream = found ?? throw new InvalidDataException(
            $"{name}: expected this file in the recording, plain or as {name}.gz, found neither.");
        var lines = new LineReader(stream);
        for (int number = 1; TryReadLine(lines, file, number, out ReadOnlyMemory<byte> line); number++)
        {
            if (line.Span.Trim(" \t\r"u8).IsEmpty)
            {
                continue;
            }
            using JsonDocument? document = Parse(line, file, number, isWhole: lines.HasEnd);
            if (document is null)
            {
                // Its writer was killed. A row is written after everything it names, so no earlier
                // row refers to it.
                yield break;
            }
            yield return new JsonLine(file, number, document.RootElement);
        }
    }

    /// <summary>
    /// The bytes of a row: "hex" in it, or "hex_file" beside it with "hex_len" and "hex_sha256".
    /// </summary>
    public ReadOnlyMemory<byte> Body(JsonLine row)
    {
        if (!row.Has("hex_file"))
        {
            return row.Hex("hex");
        }
        string name = row.Text("hex_file");
        int length = row.Int32("hex_len");
        if (Path.IsPathRooted(name) || name.Split('/', '\\').Contains(".."))
        {
            throw row.Unexpected("hex_file", "a file inside the recording");
        }
        if (length > LongestBody)
        {
            throw row.Unexpected("hex_len", $"at most {LongestBody} bytes");
        }
        ReadOnlyMemory<byte> body = ReadUpTo(length, name)
            ?? throw row.Unexpected("hex_file", "the name of a file in the recording");
        if (body.Length != length)
        {
            throw row.Error(
                $"expected {length} bytes in {name}, found {(body.Length > length ? "more" : body.Length)}.");
        }
        string hash = Convert.ToHexStringLower(SHA256.HashData(body.Span));
        return hash == row.Text("hex_sha256")
            ? body : throw row.Unexpected("hex_sha256", $"the SHA-256 of {name}, {hash}");
    }

    /// <summary>
    /// Reads a whole file, but at most one byte more than the length, because a compressed file may
    /// expand to any size.
    /// </summary>
    private ReadOnlyMemory<byte>? ReadUpTo(int length, string name)
    {
        using Stream? stream = Open(name);
        if (stream is null)
        {
            return null;
        }
        byte[] body = new byte[length + 1];
        try
        {
            return body.AsMemory(0, stream.ReadAtLeast(body, body.Length, throwOnEndOfStream: false));
        }
        catch (Exception e) when (Unreadable.Is(e))
        {
            throw Unreadable.Error(name, e);
        }
    }

    private Stream? Open(string name)
    {
        try
        {
            Stream? stream = open(name);
            return stream is not null && name.EndsWith(".gz", StringComparison.Ordinal)
                ? new GZipStream(stream, CompressionMode.Decompress) : stream;
        }
        catch (Exception e) when (Unreadable.Is(e))
        {
            throw Unreadable.Error(name, e);
        }
    }

    private static bool TryReadLine(LineReader lines, string file, int number, out ReadOnlyMemory<byte> line)
    {
        try
        {
            return lines.TryRead(out line);
        }
        catch (Exception e) when (Unreadable.Is(e))
        {
            throw Unreadable.Error($"{file} line {number}", e);
        }
    }

    // Null for a line that was not written whole.
    private static JsonDocument? Parse(ReadOnlyMemory<byte> line, string file, int number, bool isWhole)
    {
        JsonDocument? document = null;
        try
        {
            document = JsonDocument.Parse(line);
        }
        catch (JsonException e)
        {
            return !isWhole ? null : throw new InvalidDataException(
                $"{file} line {number}: expected a JSON object, found something else at byte {e.BytePositionInLine}.",
                e);
        }
        if (document.RootElement.ValueKind == JsonValueKind.Object)
        {
            return document;
        }
        document.Dispose();
        throw new InvalidDataException($"{file} line {number}: expected a JSON object, found another JSON value.");
    }
}
