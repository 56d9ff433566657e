using ZmqNative.Bitcoin;
using ZmqNative.Node.Rpc;

namespace ZmqNative.Node.Chain;

/// <summary>
/// Finds the steps from the chain that consumers know to the node's chain, by the node's headers.
/// </summary>
/// <remarks>It changes nothing: whoever makes a step applies it to the chain.</remarks>
/// <param name="rpc">The node.</param>
/// <param name="chain">
/// The chain as consumers know it; it has a tip when a method is called.
/// </param>
/// <param name="retries">
/// Whether calls are retried while the node is down or starting; otherwise they throw.
/// </param>
internal sealed class ChainWalker(NodeRpc rpc, AnnouncedChain chain, bool retries)
{
    /// <summary>
    /// The next step towards the node's tip, whatever that is at the moment; null at the tip.
    /// </summary>
    /// <param name="height">The height of the chain's tip.</param>
    /// <param name="cancellationToken">Ends the wait for the node.</param>
    /// <exception cref="RpcException">The node refuses the call.</exception>
    /// <exception cref="InvalidDataException">
    /// The node does not know the tip, and its parent is not remembered.
    /// </exception>
    internal async Task<ChainStep?> NextAsync(int height, CancellationToken cancellationToken)
    {
        Hash256 tip = chain.Tip!.Value;
        BlockHeaderInfo? header = await TryGetHeaderAsync(tip, cancellationToken).ConfigureAwait(false);
        if (header is { Confirmations: >= 0 })
        {
            return header.Next is { } next ? new ChainStep(IsConnected: true, height + 1, next, tip) : null;
        }
        Hash256 parent = header?.Previous ?? chain.Parent ?? throw new InvalidDataException(
            $"The node does not know the block {tip} at height {height}, and what was before it is not remembered: "
            + "it looks to be on another chain.");
        return new ChainStep(IsConnected: false, height, tip, parent);
    }

    /// <summary>
    /// All steps to a block, in the node's best chain or not; null when the node does not know both
    /// ends, or they are far from each other.
    /// </summary>
    /// <param name="target">The block.</param>
    /// <param name="farthest">The difference of heights beyond which it is not tried.</param>
    /// <param name="progress">Called after each answer of the node; null for nothing.</param>
    /// <param name="cancellationToken">Ends the wait for the node.</param>
    /// <exception cref="RpcException">The node refuses a call.</exception>
    internal async Task<List<ChainStep>?> FindAsync(
        Hash256 target, int farthest, Action? progress, CancellationToken cancellationToken)
    {
        BlockHeaderInfo? low = null;
        int known = chain.Blocks.Count;
        while (low is null && known > 0)
        {
            low = await TryGetHeaderAsync(chain.Blocks[--known], cancellationToken).ConfigureAwait(false);
        }
        BlockHeaderInfo? high = await TryGetHeaderAsync(target, cancellationToken).ConfigureAwait(false);
        List<ChainStep> disconnected = [], connected = [];
        for (int i = chain.Blocks.Count - 1; low is not null && i > known; i--)
        {
            disconnected.Add(new ChainStep(
                false, low.Height + i - known, chain.Blocks[i], chain.Blocks[i - 1]));
        }
        if (low is not null && high is not null && Math.Abs((long)low.Height - high.Height) > farthest)
        {
            return null;
        }
        while (low is not null && high is not null && low.Hash != high.Hash)
        {
            progress?.Invoke();
            if (low.Height >= high.Height)
            {
                disconnected.Add(Step(isConnected: false, low));
                low = await TryGetParentAsync(low, cancellationToken).ConfigureAwait(false);
            }
            else
            {
                connected.Add(Step(isConnected: true, high));
                high = await TryGetParentAsync(high, cancellationToken).ConfigureAwait(false);
            }
        }
        connected.Reverse();
        return low is null || high is null ? null : [.. disconnected, .. connected];
    }

    /// <summary>A block and the blocks below it, the lowest first; fewer near the genesis block.</summary>
    /// <exception cref="RpcException">The node refuses a call.</exception>
    internal async Task<List<Hash256>> FindBelowAsync(Hash256 block, CancellationToken cancellationToken)
    {
        List<Hash256> blocks = [block];
        while (blocks.Count <= BlockFollower.RememberedBelowStart && await TryGetHeaderAsync(
            blocks[^1], cancellationToken).ConfigureAwait(false) is { Previous: { } previous })
        {
            blocks.Add(previous);
        }
        blocks.Reverse();
        return blocks;
    }

    /// <summary>A block's header; null when the node does not know the block.</summary>
    /// <exception cref="RpcException">The node refuses the call.</exception>
    internal Task<BlockHeaderInfo?> TryGetHeaderAsync(Hash256 block, CancellationToken cancellationToken) =>
        CallAsync(token => rpc.TryGetBlockHeaderAsync(block, token), cancellationToken);

    /// <summary>Makes a call, with retries as configured.</summary>
    internal Task<T> CallAsync<T>(Func<CancellationToken, Task<T>> call, CancellationToken cancellationToken) =>
        retries ? RpcRetry.CallAsync(call, cancellationToken) : call(cancellationToken);

    private static ChainStep Step(bool isConnected, BlockHeaderInfo header) =>
        new(isConnected, header.Height, header.Hash, header.Previous ?? default);

    private Task<BlockHeaderInfo?> TryGetParentAsync(BlockHeaderInfo header, CancellationToken cancellationToken) =>
        header.Previous is { } previous
            ? TryGetHeaderAsync(previous, cancellationToken)
            : Task.FromResult<BlockHeaderInfo?>(null);
}
