using ZmqNative.Bitcoin;

namespace ZmqNative.Node.Rpc;

/// <summary>
/// A block's place in the node's tree of blocks (<c>getblockheader</c>, verbose).
/// </summary>
/// <param name="Hash">The block's hash (<c>hash</c>).</param>
/// <param name="Height">The number of blocks below it, 0 for genesis (<c>height</c>).</param>
/// <param name="Previous">The block below; null for genesis (<c>previousblockhash</c>).</param>
/// <param name="Confirmations">
/// The number of blocks from this one to the tip of the best chain, so 1 for the tip; -1 outside
/// the best chain (<c>confirmations</c>).
/// </param>
/// <param name="Next">
/// The block above in the best chain; null for the tip and outside the best chain
/// (<c>nextblockhash</c>).
/// </param>
/// <param name="ChainWork">
/// The average number of hashes that it takes to make the chain from genesis to this block. Of two
/// tips the node follows the one with more (<c>chainwork</c>).
/// </param>
internal sealed record BlockHeaderInfo(
    Hash256 Hash,
    int Height,
    Hash256? Previous,
    int Confirmations,
    Hash256? Next,
    UInt128 ChainWork);
