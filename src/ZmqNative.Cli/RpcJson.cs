using System.Globalization;
using System.Text;
using System.Text.Json;

namespace ZmqNative.Cli;

/// <summary>JSON text as bitcoind writes it: no spaces, numbers as they came, and nothing escaped but what has to be, and DEL.</summary>
internal static class RpcJson
{
    /// <summary>Reads a document as strictly as bitcoind.</summary>
    /// <exception cref="RpcFault">It is no JSON, or not UTF-8.</exception>
    internal static JsonDocument Parse(ReadOnlyMemory<byte> text)
    {
        try
        {
            // The reader looks at the bytes of a string only when it is asked for.
            _ = new UTF8Encoding(false, throwOnInvalidBytes: true).GetCharCount(text.Span);
            return JsonDocument.Parse(text, new JsonDocumentOptions { MaxDepth = 512 });
        }
        catch (Exception exception) when (exception is JsonException or DecoderFallbackException)
        {
            throw new RpcFault(RpcFault.ParseError, "Parse error");
        }
    }

    /// <summary>The first member of that name, as bitcoind takes it when there are several; null when there is none.</summary>
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

    /// <summary>A string's value.</summary>
    /// <exception cref="RpcFault">It has half of a surrogate pair.</exception>
    internal static string Text(JsonElement json)
    {
        try
        {
            return json.GetString()!;
        }
        catch (InvalidOperationException)
        {
            throw new RpcFault(RpcFault.ParseError, "Parse error");
        }
    }

    internal static string Write(JsonElement json) => json.ValueKind switch
    {
        JsonValueKind.String => Quote(Text(json)),
        JsonValueKind.Array => $"[{string.Join(',', json.EnumerateArray().Select(Write))}]",
        JsonValueKind.Object => $"{{{string.Join(',', json.EnumerateObject().Select(property => $"{Quote(property.Name)}:{Write(property.Value)}"))}}}",
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
