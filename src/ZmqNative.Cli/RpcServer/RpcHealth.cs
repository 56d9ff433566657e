using System.Globalization;
using ZmqNative.Node.Relay;

namespace ZmqNative.Cli;

/// <summary>Says whether what a node does is being published.</summary>
/// <param name="feed">Null when no node is followed: then all is well.</param>
/// <param name="historyFailure">Why history is not kept on disk although it should be, or null.</param>
internal sealed class RpcHealth(Func<FeedStatus>? feed, Func<string?> historyFailure)
{
    private readonly FeedStatus _withoutNode = new(
        FeedState.Live, "What is published comes from files; no node is followed.", DateTimeOffset.UtcNow);

    /// <summary>
    /// 200 while the feed is live, else 503; with state, reason and start of the state. Without its
    /// disk a history is in memory and everything is published: that has a member of its own.
    /// </summary>
    internal (int Status, string Json) Read()
    {
        FeedStatus status = feed?.Invoke() ?? _withoutNode;
        string since = status.Since.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture);
        string history = historyFailure() is { } failure ? $",\"history\":{RpcJson.Quote(failure)}" : string.Empty;
        return (status.State == FeedState.Live ? 200 : 503,
            $$"""{"state":"{{status.State.ToString().ToLowerInvariant()}}","reason":{{RpcJson.Quote(status.Reason)}}"""
            + $$""","since":"{{since}}"{{history}}}""");
    }
}
