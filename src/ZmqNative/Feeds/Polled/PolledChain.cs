using ZmqNative.Interop;
using ZmqNative.Node;
using ZmqNative.Notifiers;
using ZmqNative.Rpc;
using ZmqNative.Subscriber;

namespace ZmqNative.Feeds;

/// <summary>A node's chain by RPC: every block that is connected or disconnected, published as the node would. What fails is taken up again by the next call.</summary>
/// <param name="rpc">The node.</param>
/// <param name="connected">Told of each block that was connected, after it was published.</param>
/// <param name="incomplete">Told of each block that the node does not have any more, before it is published.</param>
internal sealed class PolledChain(NodeRpc rpc, Action<Block> connected, Action<BlockIndex> incomplete)
{
    // Found, but not known yet which of them are told as tips; then ready to be published.
    private readonly List<PolledStep> _found = [];
    private readonly Queue<PolledStep> _ready = [];
    private BlockFollower? _follower;
    private bool _hasPublished;
    private (Hash256 Hash, byte[] Raw)? _current;

    /// <summary>The tip as published; null before the first call.</summary>
    public Hash256? Tip { get; private set; }

    /// <summary>Publishes all steps to the node's tip. The first call only finds out where to begin.</summary>
    /// <exception cref="RpcException">The node cannot be asked, or refuses.</exception>
    /// <exception cref="InvalidDataException">The node does not know the chain that was published, or its answer is no block.</exception>
    public async Task CatchUpAsync(NotificationInterface notifications, CancellationToken cancellationToken)
    {
        await PublishAsync(notifications, cancellationToken).ConfigureAwait(false);
        await FollowAsync(cancellationToken).ConfigureAwait(false);
        foreach (PolledStep step in await TipPlan.MakeAsync(rpc, _found, cancellationToken).ConfigureAwait(false))
        {
            _ready.Enqueue(step);
        }
        _found.Clear();
        await PublishAsync(notifications, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Gives the block that is being published.</summary>
    public bool TryRead(BlockIndex index, ZmqMessage body)
    {
        if (_current is not { } current || current.Hash != index.Hash)
        {
            return false;
        }
        body.Adopt(current.Raw);
        return true;
    }

    private async Task FollowAsync(CancellationToken cancellationToken)
    {
        Tip ??= await rpc.GetBestBlockHashAsync(cancellationToken).ConfigureAwait(false);
        _follower ??= new BlockFollower(rpc, Tip) { IsPatient = false };
        Hash256 before = _follower.Tip!.Value;
        try
        {
            await foreach (ChainStep step in _follower.CatchUpAsync(cancellationToken).ConfigureAwait(false))
            {
                Hash256 after = _follower.Tip!.Value;
                Hash256 below = step.Kind == ChainStepKind.BlockConnected ? before : after;
                _found.Add(new PolledStep(step.Kind, new BlockIndex(step.Hash, step.Height), new BlockIndex(below, step.Height - 1)));
                before = after;
            }
        }
        catch (InvalidDataException)
        {
            // Goes on when the node knows the published tip again, for example after a reindex. Nothing published yet: from wherever it is.
            Tip = _hasPublished ? Tip : null;
            _follower = null;
            _found.Clear();
            throw;
        }
    }

    private async Task PublishAsync(NotificationInterface notifications, CancellationToken cancellationToken)
    {
        if (_ready.Count == 0)
        {
            return;
        }
        bool initialDownload = await rpc.IsInInitialDownloadAsync(cancellationToken).ConfigureAwait(false);
        while (_ready.TryPeek(out PolledStep? step))
        {
            byte[]? raw = await TryGetBlockAsync(step.Block, cancellationToken).ConfigureAwait(false);
            _current = raw is null ? null : (step.Block.Hash, raw);
            Publish(notifications, step, raw is null ? null : Block.Parse(raw), initialDownload);
            _current = null;
            Tip = step.Kind == ChainStepKind.BlockConnected ? step.Block.Hash : step.Below.Hash;
            _hasPublished = true;
            _ = _ready.Dequeue();
        }
    }

    // Pruned, or lost by a node that was killed: then C or D and the hash are all that can be told of it.
    private async Task<byte[]?> TryGetBlockAsync(BlockIndex block, CancellationToken cancellationToken)
    {
        try
        {
            return await rpc.GetBlockAsync(block.Hash, cancellationToken).ConfigureAwait(false);
        }
        catch (RpcException exception) when (exception.Code is NodeRpc.Unknown or NodeRpc.Unavailable)
        {
            incomplete(block);
            return null;
        }
    }

    private void Publish(NotificationInterface notifications, PolledStep step, Block? block, bool initialDownload)
    {
        Block told = block ?? new Block(step.Block.Hash, []);
        if (step.Kind == ChainStepKind.BlockDisconnected)
        {
            notifications.BlockDisconnected(told, step.Block);
            return;
        }
        notifications.BlockConnected(ChainstateRole.Normal, told, step.Block);
        connected(told);
        if (step.Fork is not null && block is not null)
        {
            notifications.UpdatedBlockTip(step.Block, step.Fork, initialDownload);
        }
        else if (step.Fork is not null && !initialDownload)
        {
            // Without rawblock: a notifier that cannot read its block is removed for good.
            notifications.Notify(step.Block, static (notifier, tip) => notifier is PublishRawBlockNotifier || notifier.NotifyBlock(tip));
        }
    }
}
