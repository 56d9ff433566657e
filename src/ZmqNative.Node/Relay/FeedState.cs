namespace ZmqNative.Node.Relay;

/// <summary>The state of a feed from a running node.</summary>
public enum FeedState
{
    /// <summary>The node has not been reached yet.</summary>
    Starting,

    /// <summary>The node's events are published as they happen.</summary>
    Live,

    /// <summary>
    /// The node cannot be reached, or the feed is catching up with missed blocks.
    /// </summary>
    Recovering,

    /// <summary>The feed was stopped.</summary>
    Stopped,
}
