using System.Text.Json;

namespace ZmqNative.Cli;

/// <summary>Answers what was posted: one call, or a batch of them.</summary>
internal sealed class RpcAnswers(RpcMethods methods)
{
    /// <summary>The HTTP status and the answer.</summary>
    /// <param name="body">What was posted.</param>
    /// <returns>No text (204) when nothing in it wants an answer.</returns>
    internal (int Status, string? Text) To(ReadOnlyMemory<byte> body)
    {
        RpcRequest request = new();
        try
        {
            using JsonDocument document = RpcJson.Parse(body);
            return document.RootElement.ValueKind switch
            {
                JsonValueKind.Object => ToOne(request, document.RootElement),
                JsonValueKind.Array => ToBatch(request, document.RootElement),
                _ => throw new RpcFault(RpcFault.ParseError, "Top-level object parse error"),
            };
        }
        catch (RpcFault fault)
        {
            return (fault.Status, request.Reply(fault));
        }
    }

    // In version 1 a failed call is a failed HTTP request; in version 2 only one that could not be
    // read is.
    private (int Status, string? Text) ToOne(RpcRequest request, JsonElement call)
    {
        request.Read(call);
        string reply = request.IsVersion2
            ? Execute(request) : request.Reply(methods.Call(request.Method, request.Parameters));
        return request.IsNotification ? (204, null) : (200, reply);
    }

    private (int Status, string? Text) ToBatch(RpcRequest request, JsonElement batch)
    {
        List<string> replies = [];
        foreach (JsonElement call in batch.EnumerateArray())
        {
            string reply;
            try
            {
                request.Read(call);
                reply = Execute(request);
            }
            catch (RpcFault fault)
            {
                reply = request.Reply(fault);
            }
            if (!request.IsNotification)
            {
                replies.Add(reply);
            }
        }
        return replies.Count == 0 && batch.GetArrayLength() > 0 ? (204, null) : (200, $"[{string.Join(',', replies)}]");
    }

    private string Execute(RpcRequest request)
    {
        try
        {
            return request.Reply(methods.Call(request.Method, request.Parameters));
        }
        catch (RpcFault fault)
        {
            return request.Reply(fault);
        }
    }
}
