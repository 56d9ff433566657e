using System.Buffers;
using System.Text.Json;
using ZmqNative.Bitcoin;

namespace ZmqNative.Queries;

/// <summary>
/// The queries among the requests of docs/history-protocol.md: how they and their answers are
/// written and read.
/// </summary>
internal static class QueryProtocol
{
    // What is asked for.
    internal const string Tip = "tip";
    internal const string Header = "header";
    internal const string Block = "block";
    internal const string Transaction = "transaction";

    // Members of requests and answers.
    internal const string Hash = "hash";
    internal const string Height = "height";
    internal const string TransactionId = "txid";
    private const string Confirmations = "confirmations";
    private const string Known = "known";
    private const string State = "state";
    private const string Sequence = "sequence";
    private const string InMempool = "mempool";
    private const string InBlock = "block";
    private const string Unknown = "unknown";
    private const string Error = "error";
    private const string Text = "text";

    // Of servers that may answer later, or whose neighbour may.
    private static readonly string[] s_temporary = [Busy, Failed, UnknownRequest];

    internal const int Version = 1;

    /// <summary>The error of a request that cannot be read.</summary>
    internal const string Malformed = "malformed";

    /// <summary>The error of a server that has too much to do.</summary>
    internal const string Busy = "busy";

    /// <summary>The error of a server that cannot ask its node.</summary>
    internal const string Failed = "failed";

    /// <summary>The error of a server that keeps history and answers no queries.</summary>
    internal const string UnknownRequest = "unknown_request";

    internal static byte[] Request(string what, Action<Utf8JsonWriter> write, long? id = null)
    {
        ArrayBufferWriter<byte> buffer = new();
        using Utf8JsonWriter writer = new(buffer);
        writer.WriteStartObject();
        writer.WriteNumber("v", Version);
        writer.WriteString("get", what);
        if (id is not null)
        {
            writer.WriteNumber("id", id.Value);
        }
        write(writer);
        writer.WriteEndObject();
        writer.Flush();
        return buffer.WrittenSpan.ToArray();
    }

    /// <summary>Reads a request or an answer.</summary>
    /// <returns>Null when it is no JSON object, or has a name or a text that is none.</returns>
    internal static JsonDocument? Parse(ReadOnlyMemory<byte> bytes)
    {
        JsonDocument? document = null;
        try
        {
            document = JsonDocument.Parse(bytes);
            foreach (JsonProperty member in document.RootElement.EnumerateObject())
            {
                // What is no text is an error only when it is read, and so all of it is read here.
                _ = member.Name;
                _ = member.Value.ValueKind == JsonValueKind.String ? member.Value.GetString() : null;
            }
            return document;
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            document?.Dispose();
            return null;
        }
    }

    internal static void WriteIndex(Utf8JsonWriter writer, BlockIndex index)
    {
        writer.WriteString(Hash, index.Hash.ToString());
        writer.WriteNumber(Height, index.Height);
    }

    internal static void WriteBlock(Utf8JsonWriter writer, NodeBlock? block)
    {
        writer.WriteBoolean(Known, block is not null);
        if (block is not null)
        {
            WriteIndex(writer, block.Index);
            writer.WriteNumber(Confirmations, block.Confirmations);
        }
    }

    internal static void WriteStatus(Utf8JsonWriter writer, TransactionStatus status)
    {
        writer.WriteString(
            State, status.MempoolSequence is not null ? InMempool : status.Block is not null ? InBlock : Unknown);
        if (status.MempoolSequence is { } sequence)
        {
            writer.WriteNumber(Sequence, sequence);
        }
        else if (status.Block is { } block)
        {
            WriteIndex(writer, block);
            writer.WriteNumber(Confirmations, status.Confirmations);
        }
    }

    internal static BlockIndex ReadIndex(JsonElement answer) =>
        new(Hash256.Parse(answer.GetProperty(Hash).GetString()), answer.GetProperty(Height).GetInt32());

    internal static bool IsKnown(JsonElement answer) => answer.GetProperty(Known).GetBoolean();

    internal static NodeBlock? ReadBlock(JsonElement answer, byte[] body) => IsKnown(answer)
        ? new NodeBlock(ReadIndex(answer), answer.GetProperty(Confirmations).GetInt32(), body) : null;

    internal static TransactionStatus ReadStatus(JsonElement answer) => answer.GetProperty(State).GetString() switch
    {
        InMempool => TransactionStatus.InMempool(answer.GetProperty(Sequence).GetUInt64()),
        InBlock => TransactionStatus.InBlock(ReadIndex(answer), answer.GetProperty(Confirmations).GetInt32()),
        Unknown => TransactionStatus.Unknown,
        _ => throw new FormatException("There is no such state."),
    };

    /// <summary>Whether an answer is a refusal that another server, or a later query, may not get.</summary>
    /// <param name="answer">One that <see cref="Parse"/> returned.</param>
    /// <param name="reason">What it says.</param>
    internal static bool IsTemporary(JsonElement answer, out string reason)
    {
        reason = answer.TryGetProperty(Text, out JsonElement text)
            && text.ValueKind == JsonValueKind.String ? text.GetString()! : "";
        return answer.TryGetProperty(Error, out JsonElement error)
            && error.ValueKind == JsonValueKind.String && s_temporary.Contains(error.GetString());
    }

    /// <exception cref="NodeQueryException">The answer is a refusal.</exception>
    internal static void ThrowIfRefused(JsonElement answer)
    {
        if (answer.TryGetProperty(Error, out JsonElement error))
        {
            throw new NodeQueryException(error.GetString() ?? "", answer.GetProperty(Text).GetString() ?? "");
        }
    }

    internal static InvalidDataException Foreign(Exception? inner) =>
        new("What answered speaks another protocol than queries.", inner);
}
