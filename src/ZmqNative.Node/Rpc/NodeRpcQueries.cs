using ZmqNative.Bitcoin;
using ZmqNative.Queries;

namespace ZmqNative.Node.Rpc;

/// <summary>
/// Answers queries of others from a node's RPC. Transactions in blocks are found with
/// <c>-txindex</c>; without it, while their first output is unspent.
/// </summary>
/// <param name="rpc">The node's RPC; the caller disposes of it.</param>
public sealed class NodeRpcQueries(NodeRpc rpc) : INodeQueries
{
    private readonly Lock _lock = new();
    private Task<MempoolSnapshot>? _snapshot;

    /// <inheritdoc/>
    /// <exception cref="RpcException">The node refuses, or cannot be reached.</exception>
    public async Task<BlockIndex> GetTipAsync(CancellationToken cancellationToken = default)
    {
        Hash256 tip = await rpc.GetBestBlockHashAsync(cancellationToken).ConfigureAwait(false);
        BlockHeaderInfo header = await rpc.GetBlockHeaderAsync(tip, cancellationToken).ConfigureAwait(false);
        return new BlockIndex(tip, header.Height);
    }

    /// <inheritdoc/>
    /// <exception cref="RpcException">The node refuses, or cannot be reached.</exception>
    public async Task<Hash256?> FindBlockHashAsync(int height, CancellationToken cancellationToken = default) =>
        height < 0 ? null
        : await FindAsync(() => rpc.GetBlockHashAsync(height, cancellationToken)).ConfigureAwait(false);

    /// <inheritdoc/>
    /// <exception cref="RpcException">The node refuses, or cannot be reached.</exception>
    public Task<NodeBlock?> FindHeaderAsync(Hash256 hash, CancellationToken cancellationToken = default) =>
        FindAsync(hash, rpc.GetRawHeaderAsync, cancellationToken);

    /// <inheritdoc/>
    /// <exception cref="RpcException">The node refuses, or cannot be reached.</exception>
    public Task<NodeBlock?> FindBlockAsync(Hash256 hash, CancellationToken cancellationToken = default) =>
        FindAsync(hash, rpc.GetBlockAsync, cancellationToken);

    /// <inheritdoc/>
    /// <exception cref="RpcException">The node refuses, or cannot be reached.</exception>
    public async Task<TransactionStatus> GetTransactionStatusAsync(
        Hash256 id, CancellationToken cancellationToken = default)
    {
        // The order is that of a transaction's life, so that one that is mined meanwhile is found.
        if (await rpc.IsInMempoolAsync(id, cancellationToken).ConfigureAwait(false)
            && await FindInMempoolAsync(id, cancellationToken).ConfigureAwait(false) is { } sequence)
        {
            return TransactionStatus.InMempool(sequence);
        }
        Hash256? hash = await rpc.FindBlockOfTransactionAsync(id, cancellationToken).ConfigureAwait(false);
        BlockHeaderInfo? block = hash is null
            ? null : await rpc.TryGetBlockHeaderAsync(hash.Value, cancellationToken).ConfigureAwait(false);
        return block is { Confirmations: > 0 }
            ? TransactionStatus.InBlock(new BlockIndex(block.Hash, block.Height), block.Confirmations)
            : TransactionStatus.Unknown;
    }

    private async Task<NodeBlock?> FindAsync(
        Hash256 hash, Func<Hash256, CancellationToken, Task<byte[]>> read, CancellationToken cancellationToken)
    {
        BlockHeaderInfo? block = await rpc.TryGetBlockHeaderAsync(hash, cancellationToken).ConfigureAwait(false);
        try
        {
            if (block is null)
            {
                return null;
            }
            byte[] raw = await read(hash, cancellationToken).ConfigureAwait(false);
            return new NodeBlock(new BlockIndex(hash, block.Height), block.Confirmations, raw);
        }
        catch (RpcException exception) when (exception.Code is NodeRpc.Unknown or NodeRpc.Unavailable)
        {
            // Known by its header alone, or pruned.
            return null;
        }
    }

    private static async Task<Hash256?> FindAsync(Func<Task<Hash256>> find)
    {
        try
        {
            return await find().ConfigureAwait(false);
        }
        catch (RpcException exception) when (exception.Code == NodeRpc.InvalidParameter)
        {
            return null;
        }
    }

    // A full mempool is a list of some 20 MB, so queries at a time share one.
    private async Task<ulong?> FindInMempoolAsync(Hash256 id, CancellationToken cancellationToken)
    {
        Task<MempoolSnapshot> snapshot;
        lock (_lock)
        {
            snapshot = _snapshot ??= rpc.GetRawMempoolAsync(CancellationToken.None);
        }
        try
        {
            MempoolSnapshot mempool = await snapshot.WaitAsync(cancellationToken).ConfigureAwait(false);
            return mempool.TransactionIds.Contains(id) ? mempool.MempoolSequence : null;
        }
        finally
        {
            lock (_lock)
            {
                if (_snapshot == snapshot)
                {
                    _snapshot = null;
                }
            }
        }
    }
}
