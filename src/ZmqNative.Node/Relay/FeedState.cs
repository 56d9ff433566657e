namespace ZmqNative.Node.Relay;

/// <summary>How a feed from a running node is doing.</summary>
public enum FeedState
{
    /// <summary>The node has not been reached yet.</summary>
    Starting,

    /// <summary>What the node does is published as it happens.</summary>
    Live,

    /// <summary>The node cannot be reached, or what was missed is being caught up with.</summary>
    Recovering,

    /// <summary>It was told to end.</summary>
    Stopped,
}
