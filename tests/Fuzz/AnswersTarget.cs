using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Logging.Abstractions;
using ZmqNative.History;
using ZmqNative.JetStream;
using ZmqNative.Link;
using ZmqNative.Node.Rpc;
using ZmqNative.Queries;

namespace ZmqNative.Fuzz;

/// <summary>
/// What a server, a node or the other side of a link answers or asks: the same input as each, as JSON,
/// and as the headers of a message in a stream.
/// </summary>
internal static class AnswersTarget
{
    private static readonly NodeLinkOptions s_link = new();

    private static readonly Action<JsonElement>[] s_results =
    [
        result => RpcResult.Hash(result),
        result => RpcResult.BlockHeader(result),
        result => RpcResult.Mempool(result),
        result => RpcResult.Notifications(result),
        result => RpcResult.Output(result),
    ];

    internal static void Take(byte[] input)
    {
        TakeHeaders(Encoding.Latin1.GetString(input), input);
        TakeLink(input);
        try
        {
            using JsonDocument document = JsonDocument.Parse(input);
            TakeResults(document.RootElement);
            TakeHistory(document.RootElement);
        }
        catch (JsonException)
        {
            return;
        }
        if (QueryProtocol.Parse(input) is { } answer)
        {
            using (answer)
            {
                _ = QueryProtocol.IsTemporary(answer.RootElement, out _);
            }
        }
        QueryCalls calls = new((_, _, _) => Task.FromResult((JsonDocument.Parse(input), input)));
        Expect(() => calls.GetTipAsync());
        Expect(() => calls.FindBlockHashAsync(1));
        Expect(() => calls.FindHeaderAsync(default));
        Expect(() => calls.GetTransactionStatusAsync(default));
    }

    private static void Expect(Func<Task> ask)
    {
        try
        {
            ask().GetAwaiter().GetResult();
        }
        catch (Exception exception) when (exception is InvalidDataException or NodeQueryException)
        {
        }
    }

    private static void TakeResults(JsonElement root)
    {
        foreach (Action<JsonElement> read in s_results)
        {
            try
            {
                read(root);
            }
            catch (Exception exception) when (exception is JsonException or FormatException or InvalidOperationException)
            {
            }
        }
    }

    private static void TakeHistory(JsonElement root)
    {
        foreach (Func<JsonElement, object> read in (Func<JsonElement, object>[])
            [HistoryReplyReader.ReadInfo, one => HistoryReplyReader.ReadChunk(one, [], [("hashtx", [1, 2, 3], 7)])])
        {
            try
            {
                _ = HistoryReplyReader.Read(root, "tcp://127.0.0.1:1", read);
            }
            catch (Exception exception) when (exception is InvalidDataException or HistoryException)
            {
            }
        }
    }

    private static void TakeLink(byte[] input)
    {
        LinkLimits limits = new("tcp://127.0.0.1:1", NullLogger.Instance);
        LinkAnswers answers = new(s_link, limits, (_, parts) => JsonDocument.Parse(parts[0]).Dispose());
        _ = answers.Take(input);
        LinkAsks asks = new(_ => true, TimeSpan.FromMinutes(1));
        using CancellationTokenSource end = new();
        Task<(JsonDocument Header, byte[] Body)> asked = asks.AskAsync(QueryProtocol.Tip, _ => { }, end.Token);
        bool isMine = asks.Complete(input, []);
        if (isMine)
        {
            asked.GetAwaiter().GetResult().Header.Dispose();
            return;
        }
        end.Cancel();
        try
        {
            asked.GetAwaiter().GetResult().Header.Dispose();
        }
        catch (OperationCanceledException)
        {
        }
    }

    private static void TakeHeaders(string block, byte[] body)
    {
        if (MessageHeaders.Read(block) is not { } headers)
        {
            return;
        }
        Property.Holds(headers.Writer.Length > 0 && (headers.Total is not { } total || headers.Start < total), "no headers");
        BodyAssembly assembly = new();
        byte[]? whole = assembly.Take(headers, body);
        Property.Holds(whole is null || whole.AsSpan().SequenceEqual(body), "a body became another");
    }
}
