using System.Text.Json;
using ZmqNative.Interop;
using ZmqNative.Queries;
using ZmqNative.Security;

namespace ZmqNative.Link;

/// <summary>Answers the peer's queries, of limited size, rate and number.</summary>
/// <param name="options">The queries and the limits.</param>
/// <param name="limits">Counts what exceeds them.</param>
/// <param name="send">Sends the answer's parts without waiting.</param>
internal sealed class LinkAnswers(
    NodeLinkOptions options, LinkLimits limits, Action<ZmqByteCount, ReadOnlyMemory<byte>[]> send)
{
    // Eight blocks of the greatest length a part has by default: more than a peer that reads has under way.
    private const long MostUnsent = 64 << 20;

    private readonly QueryAnswerer? _answerer = options.Queries is null ? null : new QueryAnswerer(options.Queries);
    private readonly RequestRate _rate = new(options.MaxQueriesPerSecond, options.MaxQueriesPerSecond);
    private readonly ZmqByteCount _unsent = new();

    /// <summary>
    /// Answers now, or when the node has. A query of a peer that does not take its answers is dropped, for
    /// even a refusal would wait for it in memory.
    /// </summary>
    /// <returns>False when it was no query.</returns>
    internal bool Take(byte[] request)
    {
        if (_unsent.Bytes > MostUnsent)
        {
            return limits.Exceeded($"{MostUnsent} bytes of answers that it does not read");
        }
        using JsonDocument? document = QueryProtocol.Parse(request);
        if (document is null
            || !document.RootElement.TryGetProperty("id", out JsonElement id)
            || id.ValueKind != JsonValueKind.Number)
        {
            return false;
        }
        _ = AnswerAsync(document.RootElement, id.GetRawText());
        return true;
    }

    private async Task AnswerAsync(JsonElement request, string id)
    {
        (byte[] header, ReadOnlyMemory<byte>? body) = await (
            _answerer is null
                ? QueryAnswerer.Refuse(id, QueryProtocol.UnknownRequest, "This side of the link answers no queries.")
            : !_rate.TryTake(Environment.TickCount64) ? RefuseAsTooFast(id)
            : _answerer.AnswerAsync(request, id)).ConfigureAwait(false);
        send(_unsent, body is { } raw ? [header, raw] : [header]);
    }

    private Task<(byte[] Header, ReadOnlyMemory<byte>? Body)> RefuseAsTooFast(string id)
    {
        string limit = $"{options.MaxQueriesPerSecond} queries a second";
        _ = limits.Exceeded(limit);
        return QueryAnswerer.Refuse(id, QueryProtocol.Busy, $"More than {limit}.");
    }
}
