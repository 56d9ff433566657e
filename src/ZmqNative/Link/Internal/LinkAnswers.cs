using System.Text.Json;
using ZmqNative.Queries;

namespace ZmqNative.Link;

/// <summary>Answers the peer's queries, of limited size, rate and number.</summary>
/// <param name="options">The queries and the limits.</param>
/// <param name="send">Sends the answer's parts without waiting.</param>
internal sealed class LinkAnswers(NodeLinkOptions options, Action<byte[], ReadOnlyMemory<byte>?> send)
{
    private readonly QueryAnswerer? _answerer = options.Queries is null ? null : new QueryAnswerer(options.Queries);
    private long _second;
    private int _inSecond;

    /// <summary>Answers now, or when the node has.</summary>
    /// <returns>False when it was no query.</returns>
    internal bool Take(byte[] request)
    {
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
            : IsTooFast()
                ? QueryAnswerer.Refuse(
                    id, QueryProtocol.Busy, $"More than {options.MaxQueriesPerSecond} queries a second.")
            : _answerer.AnswerAsync(request, id)).ConfigureAwait(false);
        send(header, body);
    }

    private bool IsTooFast()
    {
        long second = Environment.TickCount64 / 1000;
        (_second, _inSecond) = second == _second ? (second, _inSecond + 1) : (second, 1);
        return _inSecond > options.MaxQueriesPerSecond;
    }
}
