using ZmqNative.Bitcoin;
using ZmqNative.Node.Chain;
using ZmqNative.Node.Rpc;

namespace ZmqNative.Node.Relay;

/// <summary>
/// Finds out after which steps a node announces its new tip (Core: ActivateBestChain).
/// </summary>
/// <remarks>
/// One activation goes on until the chain has more work than the tip at which it began, and only
/// its last block is announced. A reorganisation therefore announces nothing until the new chain
/// has more work, then every block. Invalidated blocks are disconnected silently, and the next
/// activation begins at the block below them: it announces every block. The steps look the same in
/// both cases. The difference is the work of the new tip, which is more than that of the old tip
/// unless blocks were invalidated.
/// </remarks>
internal static class TipAnnouncements
{
    /// <summary>
    /// The same steps, with <see cref="ChainStep.AnnouncedFrom"/> set where the node announces a
    /// tip.
    /// </summary>
    /// <exception cref="RpcException">The node cannot be reached, or refuses the call.</exception>
    public static async Task<IReadOnlyList<ChainStep>> AddToAsync(
        NodeRpc rpc, IReadOnlyList<ChainStep> steps, CancellationToken cancellationToken)
    {
        List<ChainStep> result = [];
        while (result.Count < steps.Count)
        {
            ChainStep[] away = [.. steps.Skip(result.Count).TakeWhile(step => !step.IsConnected)];
            ChainStep[] added = [.. steps.Skip(result.Count + away.Length).TakeWhile(step => step.IsConnected)];
            int first = away.Length > 0 && added.Length > 0
                ? await FindFirstAsync(rpc, away[0].Hash, added, cancellationToken).ConfigureAwait(false)
                : 0;
            result.AddRange(away);
            result.AddRange(added.Select((step, i) => i < first ? step
                : step with { AnnouncedFrom = i == first ? added[0].ParentBlock : step.ParentBlock }));
        }
        return result;
    }

    private static async Task<int> FindFirstAsync(
        NodeRpc rpc, Hash256 oldTip, ChainStep[] added, CancellationToken cancellationToken)
    {
        UInt128? old = await TryGetWorkAsync(rpc, oldTip, cancellationToken).ConfigureAwait(false);
        // A node that was killed and does not know the old tip began below it, too.
        if (old is null || !(await TryGetWorkAsync(rpc, added[^1].Hash, cancellationToken).ConfigureAwait(false) > old))
        {
            return 0;
        }
        int first = 0;
        while (!(await TryGetWorkAsync(rpc, added[first].Hash, cancellationToken).ConfigureAwait(false) > old))
        {
            first++;
        }
        return first;
    }

    private static async Task<UInt128?> TryGetWorkAsync(
        NodeRpc rpc, Hash256 block, CancellationToken cancellationToken) =>
        (await rpc.TryGetBlockHeaderAsync(block, cancellationToken).ConfigureAwait(false))?.ChainWork;
}
