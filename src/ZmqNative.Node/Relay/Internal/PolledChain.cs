using System.Buffers;
using ZmqNative.Bitcoin;
using ZmqNative.Node.Chain;
using ZmqNative.Node.Rpc;
using ZmqNative.Publishing;

namespace ZmqNative.Node.Relay;

/// <summary>
/// A node's chain by RPC: every block that is connected or disconnected, published as the node
/// does. A step that failed is made by the next call.
/// </summary>
/// <param name="rpc">The node.</param>
/// <param name="connected">Called with each connected block after it was published.</param>
/// <param name="incomplete">As for <see cref="ChainPublisher"/>.</param>
internal sealed class PolledChain(NodeRpc rpc, Action<Block> connected, Action<BlockIndex, bool> incomplete)
{
    private readonly ChainPublisher _publisher = new(rpc, incomplete, connected);

    // Steps of which it is not known yet whether the node announces them as tips, then steps ready
    // to be published.
    private readonly List<ChainStep> _found = [];
    private readonly Queue<ChainStep> _ready = [];
    private BlockFollower? _follower;
    private bool _hasPublished;

    /// <summary>The tip as published; null before the first call.</summary>
    public Hash256? Tip { get; private set; }

    /// <summary>
    /// Publishes all steps to the node's tip. The first call only finds out where to begin.
    /// </summary>
    /// <exception cref="RpcException">The node cannot be reached, or refuses the call.</exception>
    /// <exception cref="InvalidDataException">
    /// The node does not know the chain that was published, or its answer is not a block.
    /// </exception>
    public async Task CatchUpAsync(NotificationInterface notifications, CancellationToken cancellationToken)
    {
        await PublishAsync(notifications, cancellationToken).ConfigureAwait(false);
        await FollowAsync(cancellationToken).ConfigureAwait(false);
        foreach (ChainStep step in await TipAnnouncements.AddToAsync(
            rpc, _found, cancellationToken).ConfigureAwait(false))
        {
            _ready.Enqueue(step);
        }
        _found.Clear();
        await PublishAsync(notifications, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Reads the block that is being published; false for any other block.</summary>
    public bool TryRead(BlockIndex index, IBufferWriter<byte> body) => _publisher.TryRead(index, body);

    private async Task FollowAsync(CancellationToken cancellationToken)
    {
        Tip ??= await rpc.GetBestBlockHashAsync(cancellationToken).ConfigureAwait(false);
        _follower ??= new BlockFollower(rpc, Tip) { Retries = false };
        try
        {
            await foreach (ChainStep step in _follower.CatchUpAsync(cancellationToken).ConfigureAwait(false))
            {
                _found.Add(step);
            }
        }
        catch (InvalidDataException)
        {
            // It goes on when the node has the published tip again, for example after a reindex.
            // If nothing was published yet, it begins at the node's tip.
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
        while (_ready.TryPeek(out ChainStep step))
        {
            await _publisher.PublishAsync(
                notifications, step, initialDownload, cancellationToken).ConfigureAwait(false);
            Tip = step.NewTip;
            _hasPublished = true;
            _ = _ready.Dequeue();
        }
    }
}
