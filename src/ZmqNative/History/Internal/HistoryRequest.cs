using System.Runtime.InteropServices;
using System.Text.Json;

namespace ZmqNative.History;

/// <summary>A client's request, as docs/history-protocol.md describes it.</summary>
internal sealed class HistoryRequest : IDisposable
{
    private const int MaxBytes = 4 << 10;
    private const int MaxIdBytes = 64;
    internal const int MaxCredit = 16;
    private const int MaxPlaces = 256;

    private static readonly JsonDocumentOptions s_options = new() { MaxDepth = 8 };

    private readonly JsonDocument _document;

    private HistoryRequest(JsonDocument document) => _document = document;

    /// <summary>The request's <c>id</c> as it came; null without one.</summary>
    internal string? Id { get; private set; }

    /// <summary>What is wanted.</summary>
    internal string Get { get; private set; } = string.Empty;

    internal JsonElement Members => _document.RootElement;

    internal int Credit => (int)Number("credit", 1, 1, MaxCredit);

    /// <summary>Reads a request.</summary>
    /// <param name="bytes">The part that it consists of.</param>
    /// <param name="id">Its id, also if it is refused.</param>
    /// <exception cref="HistoryException">It is refused.</exception>
    internal static HistoryRequest Read(ReadOnlySpan<byte> bytes, out string? id)
    {
        id = null;
        if (bytes.Length > MaxBytes)
        {
            throw new HistoryException(
                HistoryError.TooLarge, $"The request has {bytes.Length} bytes, and {MaxBytes} is the limit.");
        }
        HistoryRequest? request = null;
        try
        {
            request = new HistoryRequest(JsonDocument.Parse(bytes.ToArray(), s_options));
            request.ReadEnvelope(out id);
            return request;
        }
        catch (Exception exception) when (IsRefused(exception))
        {
            request?.Dispose();
            throw Refusal(exception);
        }
    }

    /// <summary>An integer member.</summary>
    /// <exception cref="HistoryException">It is none, or out of bounds.</exception>
    internal ulong Number(string name, ulong? byDefault, ulong least, ulong most)
    {
        if (!Members.TryGetProperty(name, out JsonElement value))
        {
            return byDefault ?? throw Malformed($"The member {name} is missing.");
        }
        return value.ValueKind == JsonValueKind.Number && value.TryGetUInt64(out ulong number)
            && number >= least && number <= most
                ? number : throw Malformed($"The member {name} is no integer from {least} to {most}.");
    }

    /// <summary>A member with text; null if it is missing.</summary>
    /// <exception cref="HistoryException">It is no text.</exception>
    internal string? Text(string name)
    {
        try
        {
            return Members.TryGetProperty(name, out JsonElement value)
                ? value.ValueKind == JsonValueKind.String ? value.GetString()
                    : throw Malformed($"The member {name} is no text.")
                : null;
        }
        catch (InvalidOperationException)
        {
            throw Malformed($"The member {name} is no text in UTF-8.");
        }
    }

    /// <summary>The member <c>places</c>; null if it is missing.</summary>
    /// <exception cref="HistoryException">It is no list of integers.</exception>
    internal IReadOnlyCollection<int>? Places()
    {
        if (!Members.TryGetProperty("places", out JsonElement value))
        {
            return null;
        }
        int place = 0;
        return value.ValueKind == JsonValueKind.Array && value.GetArrayLength() <= MaxPlaces
            && value.EnumerateArray().All(one => one.ValueKind == JsonValueKind.Number && one.TryGetInt32(out place))
            ? value.EnumerateArray().Select(one => one.GetInt32()).ToHashSet()
            : throw Malformed($"The member places is no list of at most {MaxPlaces} integers.");
    }

    public void Dispose() => _document.Dispose();

    internal static HistoryException Malformed(string sentence) => new(HistoryError.Malformed, sentence);

    /// <summary>Whether an exception comes of what a request contains; others end the server.</summary>
    internal static bool IsRefused(Exception exception) =>
        exception is HistoryException or JsonException or FormatException or ArgumentException or KeyNotFoundException
            or OverflowException
        || exception is InvalidOperationException and not ObjectDisposedException;

    /// <summary>The refusal for such an exception.</summary>
    internal static HistoryException Refusal(Exception exception) => exception as HistoryException
        ?? Malformed($"The request cannot be read as a JSON object of UTF-8: {Sentence(exception)}");

    private void ReadEnvelope(out string? id)
    {
        id = null;
        if (Members.ValueKind != JsonValueKind.Object)
        {
            throw Malformed("The request is no JSON object.");
        }
        foreach (JsonProperty member in Members.EnumerateObject())
        {
            // A name that is no text is an error only when it is read, or looked at for another one.
            _ = member.Name;
        }
        if (Members.TryGetProperty("id", out JsonElement given))
        {
            int length = JsonMarshal.GetRawUtf8Value(given).Length;
            id = Id = length <= MaxIdBytes
                ? given.GetRawText() : throw Malformed($"The id has {length} bytes, and {MaxIdBytes} is the limit.");
        }
        if (!Members.TryGetProperty("v", out JsonElement version)
            || version.ValueKind != JsonValueKind.Number
            || !version.TryGetInt32(out int number)
            || number != HistoryProtocol.Version)
        {
            throw new HistoryException(
                HistoryError.Version, $"The member v is not {HistoryProtocol.Version}, the version spoken here.");
        }
        Get = Text("get") ?? throw Malformed("The member get is missing.");
    }

    private static string Sentence(Exception exception) =>
        exception.Message.Split('.', 2)[0].TrimEnd('.') + ".";
}
