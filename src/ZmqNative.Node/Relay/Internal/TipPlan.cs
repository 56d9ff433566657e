using ZmqNative.Bitcoin;
using ZmqNative.Node.Chain;
using ZmqNative.Node.Rpc;

namespace ZmqNative.Node.Relay;

/// <summary>Finds out after which steps a node tells that its tip has moved (Core: ActivateBestChain).</summary>
/// <remarks>
/// One activation goes on until the chain has more work than the tip it began at, and tells of its last block only: so a reorganisation tells of no block before that one, and
/// of each after it. Blocks that are invalidated are taken away without a word, and the next activation begins at the block below them: it tells of each. The steps look
/// the same; what tells them apart is whether the new tip has more work than the old one, which without an invalidation it must have.
/// </remarks>
internal static class TipPlan
{
    /// <summary>The same steps, with <see cref="ChainMove.Fork"/> where the tip's move is told.</summary>
    public static async Task<IReadOnlyList<ChainMove>> MakeAsync(NodeRpc rpc, IReadOnlyList<ChainMove> steps, CancellationToken cancellationToken)
    {
        List<ChainMove> plan = [];
        while (plan.Count < steps.Count)
        {
            ChainMove[] away = [.. steps.Skip(plan.Count).TakeWhile(step => step.Kind == ChainStepKind.BlockDisconnected)];
            ChainMove[] added = [.. steps.Skip(plan.Count + away.Length).TakeWhile(step => step.Kind == ChainStepKind.BlockConnected)];
            int told = away.Length > 0 && added.Length > 0 ? await FirstToldAsync(rpc, away[0].Block, added, cancellationToken).ConfigureAwait(false) : 0;
            plan.AddRange(away);
            plan.AddRange(added.Select((step, i) => i < told ? step : step with { Fork = i == told ? added[0].Below : step.Below }));
        }
        return plan;
    }

    private static async Task<int> FirstToldAsync(NodeRpc rpc, BlockIndex oldTip, ChainMove[] added, CancellationToken cancellationToken)
    {
        UInt128? old = await TryGetWorkAsync(rpc, oldTip, cancellationToken).ConfigureAwait(false);
        // A node that was killed and does not know the old tip began below it, too.
        if (old is null || !(await TryGetWorkAsync(rpc, added[^1].Block, cancellationToken).ConfigureAwait(false) > old))
        {
            return 0;
        }
        int told = 0;
        while (!(await TryGetWorkAsync(rpc, added[told].Block, cancellationToken).ConfigureAwait(false) > old))
        {
            told++;
        }
        return told;
    }

    private static async Task<UInt128?> TryGetWorkAsync(NodeRpc rpc, BlockIndex block, CancellationToken cancellationToken) =>
        (await rpc.TryGetBlockHeaderAsync(block.Hash, cancellationToken).ConfigureAwait(false))?.ChainWork;
}
