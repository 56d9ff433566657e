using System.Text.Json;

namespace ZmqNative.Cli;

/// <summary>
/// A call, or the calls of a batch one after another. A malformed call has the id and version of
/// the previous one, as in bitcoind.
/// </summary>
internal sealed class RpcRequest
{
    private static readonly JsonElement s_none = JsonElement.Parse("[]");

    private string? _id = "null";

    /// <summary>JSON-RPC 2.0; everything else is taken for 1.</summary>
    internal bool IsVersion2 { get; private set; }

    /// <summary>It gets no answer.</summary>
    internal bool IsNotification => IsVersion2 && _id is null;

    internal string Method { get; private set; } = string.Empty;

    /// <summary>An array or an object.</summary>
    internal JsonElement Parameters { get; private set; } = s_none;

    /// <summary>Takes the next call.</summary>
    /// <exception cref="RpcFault">It is none.</exception>
    internal void Read(JsonElement call)
    {
        if (call.ValueKind != JsonValueKind.Object)
        {
            throw new RpcFault(RpcFault.InvalidRequest, "Invalid Request object");
        }
        _id = RpcJson.First(call, "id") is { } id ? RpcJson.Write(id) : null;
        IsVersion2 = RpcJson.First(call, "jsonrpc") is { ValueKind: JsonValueKind.String } version
            && version.ValueEquals("2.0");
        Method = RpcJson.First(call, "method") switch
        {
            null or { ValueKind: JsonValueKind.Null } => throw new RpcFault(RpcFault.InvalidRequest, "Missing method"),
            { ValueKind: JsonValueKind.String } method => method.GetString()!,
            _ => throw new RpcFault(RpcFault.InvalidRequest, "Method must be a string"),
        };
        Parameters = RpcJson.First(call, "params") switch
        {
            null or { ValueKind: JsonValueKind.Null } => s_none,
            { ValueKind: JsonValueKind.Array or JsonValueKind.Object } parameters => parameters,
            _ => throw new RpcFault(RpcFault.InvalidRequest, "Params must be an array or object"),
        };
    }

    internal string Reply(string result) => IsVersion2
        ? $$"""{"jsonrpc":"2.0","result":{{result}}{{End}}""" : $$"""{"result":{{result}},"error":null{{End}}""";

    internal string Reply(RpcFault fault)
    {
        string error = $$"""{"code":{{fault.Code}},"message":{{RpcJson.Quote(fault.Message)}}}""";
        return IsVersion2
            ? $$"""{"jsonrpc":"2.0","error":{{error}}{{End}}""" : $$"""{"result":null,"error":{{error}}{{End}}""";
    }

    private string End => _id is null ? "}" : $$""","id":{{_id}}}""";
}
