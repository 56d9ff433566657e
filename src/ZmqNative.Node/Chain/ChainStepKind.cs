namespace ZmqNative.Node.Chain;

/// <summary>The direction of a <see cref="ChainStep"/>.</summary>
public enum ChainStepKind
{
    /// <summary>The block is the new tip; its parent was the tip before.</summary>
    BlockConnected,

    /// <summary>The block was the tip; its parent is the tip now.</summary>
    BlockDisconnected,
}
