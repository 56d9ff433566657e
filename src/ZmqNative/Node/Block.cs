namespace ZmqNative.Node;

/// <summary>A block with its transactions (Core: CBlock).</summary>
/// <param name="hash">The double SHA-256 of the 80-byte header.</param>
/// <param name="transactions">All transactions in block order, the coinbase first. Not copied.</param>
public sealed class Block(Hash256 hash, Transaction[] transactions)
{
    /// <summary>The double SHA-256 of the 80-byte header.</summary>
    public Hash256 Hash { get; } = hash;

    /// <summary>All transactions in block order, the coinbase first.</summary>
    public ReadOnlySpan<Transaction> Transactions => transactions;
}
