using ZmqNative.Node;
using ZmqNative.Rpc;
using ZmqNative.Subscriber;

namespace ZmqNative.Feeds;

/// <summary>The way from one block to another.</summary>
/// <param name="Fork">The last block that belongs to both.</param>
/// <param name="Forgotten">Blocks to leave first that the node does not know any more, tip first.</param>
/// <param name="Disconnected">Blocks to leave, tip first.</param>
/// <param name="Connected">Blocks to connect, lowest first.</param>
internal sealed record ChainPath(Hash256 Fork, IReadOnlyList<Hash256> Forgotten, IReadOnlyList<BlockHeaderInfo> Disconnected, IReadOnlyList<BlockHeaderInfo> Connected)
{
    // RPC_INVALID_ADDRESS_OR_KEY: no such block.
    private const int UnknownBlock = -5;

    /// <summary>Asks the node for the headers on the way; null when the blocks to begin from, or the target, are all unknown to it.</summary>
    internal static async Task<ChainPath?> FindAsync(NodeRpc rpc, IReadOnlyList<Hash256> from, Hash256 to, CancellationToken cancellationToken)
    {
        List<Hash256> forgotten = [];
        BlockHeaderInfo? low = null;
        for (int i = from.Count - 1; i >= 0 && (low = await TryGetHeaderAsync(rpc, from[i], cancellationToken).ConfigureAwait(false)) is null; i--)
        {
            forgotten.Add(from[i]);
        }
        BlockHeaderInfo? high = await TryGetHeaderAsync(rpc, to, cancellationToken).ConfigureAwait(false);
        List<BlockHeaderInfo> disconnected = [], connected = [];
        while (low is not null && high is not null && low.Hash != high.Hash)
        {
            if (low.Height >= high.Height)
            {
                disconnected.Add(low);
                low = await ParentAsync(rpc, low, cancellationToken).ConfigureAwait(false);
            }
            else
            {
                connected.Insert(0, high);
                high = await ParentAsync(rpc, high, cancellationToken).ConfigureAwait(false);
            }
        }
        return low is null || high is null ? null : new ChainPath(low.Hash, forgotten, disconnected, connected);
    }

    /// <summary>A header; null when the node does not know the block. Waits while the node is down or loading.</summary>
    internal static Task<BlockHeaderInfo?> TryGetHeaderAsync(NodeRpc rpc, Hash256 block, CancellationToken cancellationToken) => NodePatience.AskAsync(async token =>
    {
        try
        {
            return await rpc.GetBlockHeaderAsync(block, token).ConfigureAwait(false);
        }
        catch (RpcException exception) when (exception.Code == UnknownBlock)
        {
            return null;
        }
    }, cancellationToken);

    private static Task<BlockHeaderInfo?> ParentAsync(NodeRpc rpc, BlockHeaderInfo header, CancellationToken cancellationToken) =>
        header.Previous is { } previous ? TryGetHeaderAsync(rpc, previous, cancellationToken) : Task.FromResult<BlockHeaderInfo?>(null);
}
