using System.Globalization;
using ZmqNative.Node.Relay;

namespace ZmqNative.Cli;

/// <summary>Says whether what a node does is being published.</summary>
/// <param name="feed">Null when no node is followed: then all is well.</param>
internal sealed class RpcHealth(Func<FeedStatus>? feed)
{
    private readonly FeedStatus _withoutNode = new(
        FeedState.Live, "What is published comes from files; no node is followed.", DateTimeOffset.UtcNow);

    /// <summary>
    /// 200 while the feed is live, else 503; with state, reason and start of the state.
    /// </summary>
    internal (int Status, string Json) Read()
    {
        FeedStatus status = feed?.Invoke() ?? _withoutNode;
        string since = status.Since.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture);
        return (status.State == FeedState.Live ? 200 : 503,
            $$"""{"state":"{{status.State.ToString().ToLowerInvariant()}}","reason":{{RpcJson.Quote(status.Reason)}}"""
            + $$""","since":"{{since}}"}""");
    }
}
