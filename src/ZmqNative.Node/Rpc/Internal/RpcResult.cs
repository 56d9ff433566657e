using System.Buffers;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.Json;
using ZmqNative.Bitcoin;
using ZmqNative.Protocol;
using ZmqNative.Publishing;

namespace ZmqNative.Node.Rpc;

/// <summary>
/// Reads the results of calls, without a serialiser: there are few, NativeAOT has no reflection,
/// and hexadecimal digits become bytes without a string in between.
/// </summary>
/// <remarks>
/// Each method throws <see cref="JsonException"/>, <see cref="FormatException"/> or
/// <see cref="InvalidOperationException"/> for any other JSON.
/// </remarks>
internal static class RpcResult
{
    public static Hash256 Hash(JsonElement result)
    {
        byte[] bytes = Bytes(result);
        Array.Reverse(bytes);
        return bytes.Length == Hash256.Length
            ? new Hash256(bytes)
            : throw new JsonException("a hash has not 64 hexadecimal digits.");
    }

    public static byte[] Bytes(JsonElement result)
    {
        // The raw value has quotation marks, and hexadecimal digits are never escaped.
        ReadOnlySpan<byte> text = result.ValueKind == JsonValueKind.String
            ? JsonMarshal.GetRawUtf8Value(result)[1..^1]
            : "?"u8;
        byte[] bytes = new byte[text.Length / 2];
        return Convert.FromHexString(text, bytes, out _, out _) == OperationStatus.Done
            ? bytes
            : throw new JsonException("hexadecimal digits were expected.");
    }

    public static BlockHeaderInfo BlockHeader(JsonElement result) => new(
        Hash(Member(result, "hash")),
        Member(result, "height").GetInt32(),
        OptionalHash(result, "previousblockhash"),
        Member(result, "confirmations").GetInt32(),
        OptionalHash(result, "nextblockhash"),
        ChainWork(Text(result, "chainwork")));

    public static MempoolSnapshot Mempool(JsonElement result) => new(
        [.. Member(result, "txids").EnumerateArray().Select(Hash)],
        Member(result, "mempool_sequence").GetUInt64());

    public static IReadOnlyList<ActiveNotification> Notifications(JsonElement result) =>
        [.. result.EnumerateArray().Select(row => new ActiveNotification(
            Text(row, "type"),
            Text(row, "address"),
            // Core before 0.17.1 and nodes of other makes do not show it.
            row.TryGetProperty("hwm", out JsonElement mark) ? mark.GetInt32() : Notifier.DefaultHighWatermark))];

    /// <summary>An unspent output: the tip, and the confirmations at it; null if it is none.</summary>
    public static (Hash256 Tip, int Confirmations)? Output(JsonElement result) =>
        result.ValueKind == JsonValueKind.Null
            ? null : (Hash(Member(result, "bestblock")), Member(result, "confirmations").GetInt32());

    public static JsonElement Member(JsonElement parent, string name) =>
        parent.TryGetProperty(name, out JsonElement member)
            ? member
            : throw new JsonException($"there is no '{name}' in it.");

    public static string Text(JsonElement parent, string name) =>
        Member(parent, name).GetString() ?? throw new JsonException($"'{name}' in it is null.");

    public static Hash256? OptionalHash(JsonElement parent, string name) =>
        parent.TryGetProperty(name, out JsonElement member) ? Hash(member) : null;

    private static UInt128 ChainWork(string text) =>
        UInt128.TryParse(text, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out UInt128 work)
            ? work
            : throw new JsonException("'chainwork' in it is no number.");
}
