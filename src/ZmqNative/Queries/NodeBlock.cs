using ZmqNative.Bitcoin;

namespace ZmqNative.Queries;

/// <summary>A block of a node, or its header.</summary>
/// <param name="Index">Its hash and height.</param>
/// <param name="Confirmations">
/// The number of blocks from this one to the tip, so 1 for the tip; -1 outside the best chain (as
/// Core's <c>getblockheader</c>).
/// </param>
/// <param name="Raw">The header's 80 bytes, or the block serialised with witness.</param>
public sealed record NodeBlock(BlockIndex Index, int Confirmations, ReadOnlyMemory<byte> Raw);
