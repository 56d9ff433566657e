using System.Buffers;
using ZmqNative.Bitcoin;
using ZmqNative.Node.Chain;
using ZmqNative.Node.Rpc;
using ZmqNative.Publishing;

namespace ZmqNative.Node.Relay;

/// <summary>A node's chain by RPC: every block that is connected or disconnected, published as the node would. What fails is taken up again by the next call.</summary>
/// <param name="rpc">The node.</param>
/// <param name="connected">Told of each block that was connected, after it was published.</param>
/// <param name="incomplete">Told of each block that the node does not have any more, before it is published.</param>
internal sealed class PolledChain(NodeRpc rpc, Action<Block> connected, Action<BlockIndex> incomplete)
{
    private readonly ChainPublisher _publisher = new(rpc, connected, incomplete);

    // Found, but not known yet which of them are told as tips; then ready to be published.
    private readonly List<ChainMove> _found = [];
    private readonly Queue<ChainMove> _ready = [];
    private BlockFollower? _follower;
    private bool _hasPublished;

    /// <summary>The tip as published; null before the first call.</summary>
    public Hash256? Tip { get; private set; }

    /// <summary>Publishes all steps to the node's tip. The first call only finds out where to begin.</summary>
    /// <exception cref="RpcException">The node cannot be asked, or refuses.</exception>
    /// <exception cref="InvalidDataException">The node does not know the chain that was published, or its answer is no block.</exception>
    public async Task CatchUpAsync(NotificationInterface notifications, CancellationToken cancellationToken)
    {
        await PublishAsync(notifications, cancellationToken).ConfigureAwait(false);
        await FollowAsync(cancellationToken).ConfigureAwait(false);
        foreach (ChainMove step in await TipPlan.MakeAsync(rpc, _found, cancellationToken).ConfigureAwait(false))
        {
            _ready.Enqueue(step);
        }
        _found.Clear();
        await PublishAsync(notifications, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Gives the block that is being published.</summary>
    public bool TryRead(BlockIndex index, IBufferWriter<byte> body) => _publisher.TryRead(index, body);

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
                _found.Add(new ChainMove(step.Kind, new BlockIndex(step.Hash, step.Height), new BlockIndex(below, step.Height - 1)));
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
        while (_ready.TryPeek(out ChainMove? step))
        {
            await _publisher.PublishAsync(notifications, step, initialDownload, cancellationToken).ConfigureAwait(false);
            Tip = step.Kind == ChainStepKind.BlockConnected ? step.Block.Hash : step.Below.Hash;
            _hasPublished = true;
            _ = _ready.Dequeue();
        }
    }
}
