using ZmqNative.Bitcoin;

namespace ZmqNative.Queries;

/// <summary>Where a transaction is: in the mempool, in a block, or not known.</summary>
public sealed record TransactionStatus
{
    private TransactionStatus()
    {
    }

    /// <summary>
    /// The node knows no such transaction, or cannot find it: bitcoind finds those in blocks with
    /// <c>-txindex</c>.
    /// </summary>
    public static TransactionStatus Unknown { get; } = new();

    /// <summary>
    /// The mempool sequence at which the transaction was seen in the mempool, as
    /// <c>getrawmempool</c> returns it: messages of the topic <c>sequence</c> with this or a later
    /// one come after; null if it is not in the mempool.
    /// </summary>
    public ulong? MempoolSequence { get; private init; }

    /// <summary>The block of the best chain that contains it; null if none is known.</summary>
    public BlockIndex? Block { get; private init; }

    /// <summary>The number of blocks from that one to the tip, 1 at the tip; 0 without one.</summary>
    public int Confirmations { get; private init; }

    /// <summary>It is in the mempool.</summary>
    /// <param name="sequence">The mempool sequence.</param>
    public static TransactionStatus InMempool(ulong sequence) => new() { MempoolSequence = sequence };

    /// <summary>It is in a block of the best chain.</summary>
    /// <param name="block">The block.</param>
    /// <param name="confirmations">From 1.</param>
    public static TransactionStatus InBlock(BlockIndex block, int confirmations) =>
        new() { Block = block, Confirmations = confirmations };
}
