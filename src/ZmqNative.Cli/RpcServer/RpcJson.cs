using System.Globalization;
using System.Text;
using System.Text.Json;

namespace ZmqNative.Cli;

/// <summary>
/// JSON text as bitcoind writes it: no spaces, numbers unchanged, and only necessary escapes, and
/// DEL.
/// </summary>
internal static class RpcJson
{
    private const int MaxDepth = 512;

    /// <summary>
    /// Reads a document as strictly as bitcoind, so that every string and name in it is valid.
    /// </summary>
    /// <exception cref="RpcFault">The text is not JSON, or not UTF-8.</exception>
    internal static JsonDocument Parse(ReadOnlyMemory<byte> text)
    {
        try
        {
            _ = new UTF8Encoding(false, throwOnInvalidBytes: true).GetCharCount(text.Span);
            RequireText(text.Span);
            return JsonDocument.Parse(text, new JsonDocumentOptions { MaxDepth = MaxDepth });
        }
        catch (Exception exception)
            when (exception is JsonException or DecoderFallbackException or InvalidOperationException)
        {
            throw new RpcFault(RpcFault.ParseError, "Parse error");
        }
    }

    /// <summary>
    /// The first member of that name, as in bitcoind when there are several; null when there is
    /// none.
    /// </summary>
    internal static JsonElement? First(JsonElement json, string name)
    {
        foreach (JsonProperty property in json.EnumerateObject())
        {
            if (property.NameEquals(name))
            {
                return property.Value;
            }
        }
        return null;
    }

    // A document keeps strings as written, and an unpaired surrogate is an error only when its
    // string is read. bitcoind refuses the whole text, so all strings are read here.
    private static void RequireText(ReadOnlySpan<byte> text)
    {
        Utf8JsonReader reader = new(text, new JsonReaderOptions { MaxDepth = MaxDepth });
        while (reader.Read())
        {
            if (reader.TokenType is JsonTokenType.String or JsonTokenType.PropertyName)
            {
                _ = reader.GetString();
            }
        }
    }

    internal static string Write(JsonElement json) => json.ValueKind switch
    {
        JsonValueKind.String => Quote(json.GetString()!),
        JsonValueKind.Array => $"[{string.Join(',', json.EnumerateArray().Select(Write))}]",
        JsonValueKind.Object => $"{{{string.Join(',', json.EnumerateObject()
            .Select(property => $"{Quote(property.Name)}:{Write(property.Value)}"))}}}",
        _ => json.GetRawText(),
    };

    internal static string Quote(string text)
    {
        StringBuilder quoted = new("\"");
        foreach (char c in text)
        {
            _ = c switch
            {
                '"' or '\\' => quoted.Append('\\').Append(c),
                '\b' => quoted.Append(@"\b"),
                '\f' => quoted.Append(@"\f"),
                '\n' => quoted.Append(@"\n"),
                '\r' => quoted.Append(@"\r"),
                '\t' => quoted.Append(@"\t"),
                < ' ' or '\x7f' => quoted.Append(CultureInfo.InvariantCulture, $@"\u{(int)c:x4}"),
                _ => quoted.Append(c),
            };
        }
        return quoted.Append('"').ToString();
    }
}
