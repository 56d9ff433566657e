using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using ZmqNative.Bitcoin;

namespace ZmqNative.Node.Recordings;

/// <summary>
/// One JSON object on a line, with typed access to its fields. Errors name file and line.
/// </summary>
/// <param name="file">The file, for errors.</param>
/// <param name="number">The line, from 1.</param>
/// <param name="root">Valid until the next line is read.</param>
internal readonly struct JsonLine(string file, int number, JsonElement root)
{
    public bool Has(string name) => TryGet(name, out _);

    public bool IsNull(string name) => TryGet(name, out JsonElement field) && field.ValueKind == JsonValueKind.Null;

    public string Text(string name)
    {
        JsonElement field = Field(name, JsonValueKind.String, "text");
        try
        {
            return field.GetString()!;
        }
        catch (InvalidOperationException)
        {
            throw Unexpected(name, "text");
        }
    }

    public Hash256 Hash(string name)
    {
        const string Expected = "a hash of 64 hexadecimal digits";
        JsonElement field = Field(name, JsonValueKind.String, Expected);
        return Hash256.TryParse(Text(name), out Hash256 hash) ? hash : throw Unexpected(name, Expected);
    }

    /// <summary>A height, length or count; not negative.</summary>
    public int Int32(string name)
    {
        const string Expected = "a whole number from 0 to 2147483647";
        JsonElement field = Field(name, JsonValueKind.Number, Expected);
        return field.TryGetInt32(out int value) && value >= 0 ? value : throw Unexpected(name, Expected);
    }

    public ulong UInt64(string name)
    {
        const string Expected = "a whole number from 0 to 18446744073709551615";
        JsonElement field = Field(name, JsonValueKind.Number, Expected);
        return field.TryGetUInt64(out ulong value) ? value : throw Unexpected(name, Expected);
    }

    public bool Boolean(string name)
    {
        const string Expected = "true or false";
        return TryGet(name, out JsonElement field) && field.ValueKind is JsonValueKind.True or JsonValueKind.False
            ? field.GetBoolean()
            : throw Unexpected(name, Expected);
    }

    public byte[] Hex(string name)
    {
        const string Expected = "hexadecimal digits, two for each byte";
        JsonElement field = Field(name, JsonValueKind.String, Expected);
        try
        {
            // Decoded directly from the line, without its quotes and without a string in between.
            return Convert.FromHexString(JsonMarshal.GetRawUtf8Value(field)[1..^1]);
        }
        catch (FormatException)
        {
            throw Unexpected(name, Expected);
        }
    }

    public InvalidDataException Error(string sentence, Exception? inner = null) =>
        new($"{file} line {number}: {sentence}", inner);

    /// <summary>
    /// The field as in the file: escaped, so that it has no effect on a terminal, and shortened
    /// when it is long.
    /// </summary>
    public InvalidDataException Unexpected(string name, string expected)
    {
        const int Shown = 80;
        if (!TryGet(name, out JsonElement field))
        {
            return Error($"expected \"{name}\" with {expected}, found no such field.");
        }
        ReadOnlySpan<byte> found = JsonMarshal.GetRawUtf8Value(field);
        string rest = found.Length > Shown ? $"... ({found.Length} bytes)" : "";
        return Error($"expected \"{name}\" with {expected}, found "
            + $"{Encoding.UTF8.GetString(found[..Math.Min(Shown, found.Length)])}{rest}.");
    }

    private JsonElement Field(string name, JsonValueKind kind, string expected) =>
        TryGet(name, out JsonElement field) && field.ValueKind == kind ? field : throw Unexpected(name, expected);

    private bool TryGet(string name, out JsonElement field)
    {
        try
        {
            return root.TryGetProperty(name, out field);
        }
        catch (InvalidOperationException e)
        {
            throw Error("expected names of fields that are text, found an escape that is no character.", e);
        }
    }
}
