using ZmqNative.Bitcoin;
using ZmqNative.Node.Chain;
using ZmqNative.Node.Rpc;

namespace ZmqNative.Node.Relay;

/// <summary>The way from one block to another.</summary>
/// <param name="Moves">Blocks to leave, tip first, and blocks to connect, lowest first.</param>
internal sealed record ChainPath(IReadOnlyList<ChainMove> Moves)
{
    /// <summary>Whether it leads back only, to a block below.</summary>
    internal bool IsBack => Moves.All(move => move.Kind == ChainStepKind.BlockDisconnected);

    /// <summary>Asks the node for the headers on the way, and waits while it is down or loading; null when it does not know one of the ends.</summary>
    /// <param name="rpc">The node.</param>
    /// <param name="from">The chain to begin from, tip last; blocks that the node has forgotten are to be left first.</param>
    /// <param name="to">Where to go.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="RpcException">The node refuses the call.</exception>
    internal static async Task<ChainPath?> FindAsync(NodeRpc rpc, IReadOnlyList<Hash256> from, Hash256 to, CancellationToken cancellationToken)
    {
        List<Hash256> forgotten = [];
        BlockHeaderInfo? low = null;
        for (int i = from.Count - 1; i >= 0 && (low = await TryGetHeaderAsync(rpc, from[i], cancellationToken).ConfigureAwait(false)) is null; i--)
        {
            forgotten.Add(from[i]);
        }
        BlockHeaderInfo? high = await TryGetHeaderAsync(rpc, to, cancellationToken).ConfigureAwait(false);
        List<ChainMove> left = [.. forgotten.Select((block, i) => Move(ChainStepKind.BlockDisconnected, block, (low?.Height ?? 0) + forgotten.Count - i, default))];
        List<ChainMove> connected = [];
        while (low is not null && high is not null && low.Hash != high.Hash)
        {
            if (low.Height >= high.Height)
            {
                left.Add(Move(ChainStepKind.BlockDisconnected, low.Hash, low.Height, low.Previous));
                low = await ParentAsync(rpc, low, cancellationToken).ConfigureAwait(false);
            }
            else
            {
                connected.Insert(0, Move(ChainStepKind.BlockConnected, high.Hash, high.Height, high.Previous));
                high = await ParentAsync(rpc, high, cancellationToken).ConfigureAwait(false);
            }
        }
        return low is null || high is null ? null : new ChainPath(await TipPlan.MakeAsync(rpc, [.. left, .. connected], cancellationToken).ConfigureAwait(false));
    }

    /// <summary>A header; null when the node does not know the block. Waits while the node is down or loading.</summary>
    internal static Task<BlockHeaderInfo?> TryGetHeaderAsync(NodeRpc rpc, Hash256 block, CancellationToken cancellationToken) =>
        RpcRetry.CallAsync(token => rpc.TryGetBlockHeaderAsync(block, token), cancellationToken);

    private static ChainMove Move(ChainStepKind kind, Hash256 block, int height, Hash256? below) => new(kind, new BlockIndex(block, height), new BlockIndex(below ?? default, height - 1));

    private static Task<BlockHeaderInfo?> ParentAsync(NodeRpc rpc, BlockHeaderInfo header, CancellationToken cancellationToken) =>
        header.Previous is { } previous ? TryGetHeaderAsync(rpc, previous, cancellationToken) : Task.FromResult<BlockHeaderInfo?>(null);
}
