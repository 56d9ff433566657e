using ZmqNative.Bitcoin;

namespace ZmqNative.Node.Chain;

/// <summary>
/// One step of a node's chain: a block connected on top of the tip, or the tip disconnected.
/// </summary>
/// <param name="IsConnected">
/// True: the block is the new tip, and its parent was the tip before. False: the block was the tip,
/// and its parent is the tip now.
/// </param>
/// <param name="Height">The block's height; genesis has 0.</param>
/// <param name="Hash">The block.</param>
/// <param name="Parent">The block below it.</param>
public readonly record struct ChainStep(bool IsConnected, int Height, Hash256 Hash, Hash256 Parent)
{
    /// <summary>
    /// Set by the relay where the node announces the block as its new tip: the last block that the
    /// old and the new chain have in common (Core: pindexFork). Null where the node announces
    /// nothing.
    /// </summary>
    internal BlockIndex? AnnouncedFrom { get; init; }

    internal BlockIndex Block => new(Hash, Height);

    internal BlockIndex ParentBlock => new(Parent, Height - 1);

    /// <summary>The tip after the step.</summary>
    internal Hash256 NewTip => IsConnected ? Hash : Parent;
}
