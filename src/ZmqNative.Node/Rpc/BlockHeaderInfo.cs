using ZmqNative.Bitcoin;

namespace ZmqNative.Node.Rpc;

/// <summary>Where a block stands in the node's tree of blocks: what <c>getblockheader</c> says of it.</summary>
/// <param name="Hash">The block's hash (<c>hash</c>).</param>
/// <param name="Height">Blocks below it, 0 for genesis (<c>height</c>).</param>
/// <param name="Previous">The block below; null for genesis (<c>previousblockhash</c>).</param>
/// <param name="Confirmations">Blocks of the best chain from this one to the tip, so 1 for the tip; -1 when it is not in the best chain (<c>confirmations</c>).</param>
/// <param name="Next">The block above in the best chain; null for the tip and outside the best chain (<c>nextblockhash</c>).</param>
/// <param name="ChainWork">The hashes it takes on average to make the chain from genesis to this block; of two tips the node follows the one with more (<c>chainwork</c>).</param>
public sealed record BlockHeaderInfo(
    Hash256 Hash,
    int Height,
    Hash256? Previous,
    int Confirmations,
    Hash256? Next,
    UInt128 ChainWork);
