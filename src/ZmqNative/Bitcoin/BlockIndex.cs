namespace ZmqNative.Bitcoin;

/// <summary>A block's place in the chain (Core: CBlockIndex).</summary>
/// <param name="Hash">The block hash.</param>
/// <param name="Height">The number of blocks below it; the genesis block has height 0.</param>
public sealed record BlockIndex(Hash256 Hash, int Height);
