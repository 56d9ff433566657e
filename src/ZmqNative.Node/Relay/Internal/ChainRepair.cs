using System.Buffers;
using ZmqNative.Bitcoin;
using ZmqNative.Node.Chain;
using ZmqNative.Node.Rpc;
using ZmqNative.Publishing;

namespace ZmqNative.Node.Relay;

/// <summary>
/// Finds the blocks that a stream has lost, and publishes them. Their messages are counted on from
/// the last one (<see cref="ForwardedCounter"/>).
/// </summary>
internal sealed class ChainRepair
{
    private const int RememberedBlocks = 1_000;

    // Two months of blocks: one by one, more would be asked for longer than anybody waits. A node
    // that builds its chain again, or has loaded a snapshot, is that far away.
    private const int FarthestBlock = 10_000;

    // Received messages wait in the meantime. If the node takes longer to load, the stream goes on,
    // and the blocks follow.
    private static readonly TimeSpan s_longestWait = TimeSpan.FromMinutes(1);

    private readonly NodeRpc _rpc;
    private readonly NotificationInterface _notifications;

    // While the node does not answer it stays where the first block may be missing.
    private readonly AnnouncedChain _chain = new(RememberedBlocks);
    private readonly ChainWalker _walker;
    private readonly ChainPublisher _publisher;
    private Task<List<Hash256>>? _below;
    private (BlockIndex First, BlockIndex Last, bool IsGone)? _leftOut;
    private string? _unknown;

    internal ChainRepair(NodeRpc rpc, NotificationInterface notifications)
    {
        (_rpc, _notifications) = (rpc, notifications);
        _walker = new ChainWalker(rpc, _chain, retries: true);
        _publisher = new ChainPublisher(rpc, LeaveOut);
    }

    /// <summary>
    /// The newest block up to which subscribers know all; null while there is none.
    /// </summary>
    internal Hash256? Tip => _chain.Tip;

    /// <summary>
    /// Blocks that are published out of turn: ahead of the stream, which may still deliver them, or
    /// by the stream while blocks before them are missing.
    /// </summary>
    internal HashSet<Hash256> Ahead { get; } = [];

    /// <summary>Why the node was not asked with success; null when it was.</summary>
    internal string? Failure { get; private set; }

    /// <summary>What could not be published, and why: one sentence. Null when there is nothing.</summary>
    internal string? LeftOut => _leftOut is not { First: var first, Last: var last, IsGone: var isGone } ? _unknown
        : $"The transactions {(isGone ? "and rawblock " : string.Empty)}of blocks {first.Height} to {last.Height}, "
            + $"{first.Hash} to {last.Hash}, were not published: "
            + (isGone ? "the node no longer has them." : "they have a form that is unknown here.");

    /// <summary>The stream connected a block, which is published.</summary>
    internal void Connected(Hash256 block)
    {
        if (Failure is null)
        {
            _chain.Connect(block);
        }
        else
        {
            _ = Ahead.Add(block);
        }
    }

    /// <summary>The stream disconnected a block, which is published.</summary>
    internal void Disconnected(Hash256 block)
    {
        _ = Ahead.Remove(block);
        if (Tip == block)
        {
            _chain.Disconnect(block);
        }
    }

    /// <summary>
    /// Looks for the blocks below the first one, so that a node that was killed and has lost that
    /// knows one of them. Does not wait.
    /// </summary>
    internal void RememberBelow(CancellationToken cancellationToken)
    {
        if (_below is null or { IsFaulted: true } && _chain.Blocks.Count > 0)
        {
            _below = _walker.FindBelowAsync(_chain.Blocks[0], cancellationToken);
        }
    }

    /// <summary>Publishes the steps from the tip to a block, or to its parent.</summary>
    /// <param name="block">The block.</param>
    /// <param name="toParent">
    /// True to end at its parent, because the stream delivers the block itself, and none of
    /// <see cref="Ahead"/> any more.
    /// </param>
    /// <param name="restarted">
    /// The node has restarted: that it is further back now is no loss, and its counters show the
    /// restart.
    /// </param>
    /// <param name="cancellationToken">Ends the wait for the node.</param>
    /// <returns>False when the node does not answer: the rest is for a later call.</returns>
    internal async Task<bool> ReachAsync(
        Hash256 block, bool toParent, bool restarted, CancellationToken cancellationToken)
    {
        using CancellationTokenSource deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        deadline.CancelAfter(s_longestWait);
        try
        {
            await ReachAsync(block, toParent, restarted, deadline).ConfigureAwait(false);
            Failure = null;
        }
        catch (Exception exception) when (exception is RpcException or InvalidDataException)
        {
            Failure = exception.Message;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            Failure = $"{_rpc.Address} did not answer for {s_longestWait}.";
        }
        return Failure is null;
    }

    /// <summary>Reads the block that is being published; false for any other block.</summary>
    internal bool TryReadBlock(BlockIndex index, IBufferWriter<byte> body) => _publisher.TryRead(index, body);

    private async Task ReachAsync(Hash256 block, bool toParent, bool restarted, CancellationTokenSource deadline)
    {
        if (Tip is not { } tip)
        {
            if (!toParent)
            {
                _chain.GoTo(block);
            }
            return;
        }
        // A node that was killed may not know the block any more; then nothing has to be done.
        Hash256 target = !toParent ? block
            : (await _walker.TryGetHeaderAsync(block, deadline.Token).ConfigureAwait(false))?.Previous ?? tip;
        if (target != tip)
        {
            await WalkAsync(target, restarted, deadline).ConfigureAwait(false);
        }
        if (toParent)
        {
            Ahead.Clear();
        }
    }

    private async Task WalkAsync(Hash256 target, bool restarted, CancellationTokenSource deadline)
    {
        CancellationToken token = deadline.Token;
        if (_below is { IsFaulted: false })
        {
            _chain.Prepend(await _below.WaitAsync(token).ConfigureAwait(false));
        }
        List<ChainStep>? steps = await _walker.FindAsync(
            target, FarthestBlock, () => deadline.CancelAfter(s_longestWait), token).ConfigureAwait(false);
        if (steps is null)
        {
            await GoOnAtAsync(target, token).ConfigureAwait(false);
            return;
        }
        if (restarted && !steps.Any(step => step.IsConnected))
        {
            steps.ForEach(step => _chain.Apply(step));
            return;
        }
        foreach (ChainStep step in await TipAnnouncements.AddToAsync(_rpc, steps, token).ConfigureAwait(false))
        {
            if (!step.IsConnected || !Ahead.Contains(step.Hash))
            {
                // Read for each step: many steps may begin in the initial download and end after it.
                bool initialDownload = await _walker.CallAsync(
                    _rpc.IsInInitialDownloadAsync, token).ConfigureAwait(false);
                await _publisher.PublishAsync(_notifications, step, initialDownload, token).ConfigureAwait(false);
                _ = step.IsConnected ? Ahead.Add(step.Hash) : Ahead.Remove(step.Hash);
            }
            _chain.Apply(step);
            deadline.CancelAfter(s_longestWait);
        }
    }

    // What is between is not known or too much. A target that the node does not know is none.
    private async Task GoOnAtAsync(Hash256 target, CancellationToken token)
    {
        if (await _walker.TryGetHeaderAsync(target, token).ConfigureAwait(false) is not { } header)
        {
            return;
        }
        BlockHeaderInfo? published = await _walker.TryGetHeaderAsync(Tip!.Value, token).ConfigureAwait(false);
        _unknown = published is null
            ? $"The node knows none of the last {_chain.Blocks.Count} blocks that were published, up to "
                + $"{Tip}: which blocks are missing before {target} is not known."
            : $"The node is at {target} at height {header.Height}, more than {FarthestBlock} blocks from {Tip} at "
                + $"height {published.Height}, which was published: "
                + (header.Height < published.Height
                    ? "it builds its chain again." : "the blocks between were not published.");
        _chain.GoTo(target);
        _below = null;
    }

    private void LeaveOut(BlockIndex block, bool isGone) => _leftOut =
        _leftOut is { } before && before.Last.Height + 1 == block.Height && before.IsGone == isGone
            ? (before.First, block, isGone) : (block, block, isGone);
}
