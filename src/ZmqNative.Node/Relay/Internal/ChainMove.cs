using ZmqNative.Bitcoin;
using ZmqNative.Node.Chain;

namespace ZmqNative.Node.Relay;

/// <summary>One step of the node's chain.</summary>
/// <param name="Kind">Connected or disconnected.</param>
/// <param name="Block">The block.</param>
/// <param name="Below">The one below it.</param>
internal sealed record ChainMove(ChainStepKind Kind, BlockIndex Block, BlockIndex Below)
{
    /// <summary>When the tip's move is told after this step: the last block that the old and the new chain share. Null when it is not told.</summary>
    public BlockIndex? Fork { get; init; }
}
