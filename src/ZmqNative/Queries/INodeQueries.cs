using ZmqNative.Bitcoin;

namespace ZmqNative.Queries;

/// <summary>
/// What a node can be asked by others. A node's author implements it, for a server; a
/// <see cref="NodeQueryClient"/> asks a server through it. Any thread may call, several at once.
/// </summary>
public interface INodeQueries
{
    /// <summary>The tip of the best chain.</summary>
    /// <param name="cancellationToken">The answer is no longer wanted.</param>
    Task<BlockIndex> GetTipAsync(CancellationToken cancellationToken = default);

    /// <summary>The block of the best chain at a height; null above the tip.</summary>
    /// <param name="height">From 0, the genesis block.</param>
    /// <param name="cancellationToken">The answer is no longer wanted.</param>
    Task<Hash256?> FindBlockHashAsync(int height, CancellationToken cancellationToken = default);

    /// <summary>A block's header, 80 bytes; null if the node does not know the block.</summary>
    /// <param name="hash">Any block, in the best chain or not.</param>
    /// <param name="cancellationToken">The answer is no longer wanted.</param>
    Task<NodeBlock?> FindHeaderAsync(Hash256 hash, CancellationToken cancellationToken = default);

    /// <summary>
    /// A block, serialised with witness; null if the node does not have it: it is unknown, or was
    /// pruned.
    /// </summary>
    /// <param name="hash">Any block, in the best chain or not.</param>
    /// <param name="cancellationToken">The answer is no longer wanted.</param>
    Task<NodeBlock?> FindBlockAsync(Hash256 hash, CancellationToken cancellationToken = default);

    /// <summary>Where a transaction is.</summary>
    /// <param name="id">The txid.</param>
    /// <param name="cancellationToken">The answer is no longer wanted.</param>
    Task<TransactionStatus> GetTransactionStatusAsync(Hash256 id, CancellationToken cancellationToken = default);
}
