using System.Buffers;
using ZmqNative.Bitcoin;
using ZmqNative.Node.Chain;
using ZmqNative.Node.Rpc;
using ZmqNative.Publishing;

namespace ZmqNative.Node.Relay;

/// <summary>
/// Finds the blocks that a stream has lost, restarts the counters and publishes the blocks.
/// </summary>
internal sealed class ChainRepair(NodeRpc rpc, NotificationInterface notifications, UpstreamRelay relay)
{
    private const int RememberedBlocks = 1_000;

    // Received messages wait in the meantime. If the node takes longer to load, the stream goes on
    // without the repair.
    private static readonly TimeSpan s_longestWait = TimeSpan.FromMinutes(1);

    private readonly AnnouncedChain _chain = new(RememberedBlocks);
    private readonly ChainPublisher _publisher = new(rpc);
    private ChainWalker? _walker;

    /// <summary>The newest block as subscribers know it; null while there is none.</summary>
    internal Hash256? Tip => _chain.Tip;

    /// <summary>Why the last call to the node failed; null when it succeeded.</summary>
    internal string? Failure { get; private set; }

    private ChainWalker Walker => _walker ??= new ChainWalker(rpc, _chain, retries: true);

    /// <summary>The stream connected a block, which is published.</summary>
    internal void Connected(Hash256 block) => _chain.Connect(block);

    /// <summary>The stream disconnected a block, which is published.</summary>
    internal void Disconnected(Hash256 block) => _chain.Disconnect(block);

    /// <summary>
    /// Publishes the steps from the tip to a block's parent, or nothing if the node does not have them.
    /// </summary>
    internal async Task<IReadOnlyList<Hash256>> ReachParentAsync(
        Hash256 block, bool restarted, CancellationToken cancellationToken)
    {
        BlockHeaderInfo? header = await CallAsync(
            token => Walker.TryGetHeaderAsync(block, token), cancellationToken).ConfigureAwait(false);
        return header is { Previous: { } parent }
            ? await ReachAsync(parent, restarted, cancellationToken).ConfigureAwait(false)
            : [];
    }

    /// <summary>
    /// Publishes the steps from the tip to a block, or nothing if the node does not have them.
    /// </summary>
    /// <param name="target">The block.</param>
    /// <param name="restarted">
    /// The node has restarted: that it is further back now is no loss, and its counters show the
    /// restart.
    /// </param>
    /// <param name="cancellationToken">Ends the wait for the node.</param>
    /// <returns>The blocks connected.</returns>
    internal async Task<IReadOnlyList<Hash256>> ReachAsync(
        Hash256 target, bool restarted, CancellationToken cancellationToken)
    {
        Failure = null;
        IReadOnlyList<ChainStep>? steps = Tip is null || Tip == target ? null
            : await CallAsync(token => FindAsync(target, token), cancellationToken).ConfigureAwait(false);
        if (steps is null || (restarted && !steps.Any(step => step.IsConnected)))
        {
            _chain.GoTo(target);
            return [];
        }
        relay.RestartCounters();
        List<Hash256> connected = [];
        foreach (ChainStep step in steps)
        {
            if (!await TryPublishAsync(step, cancellationToken).ConfigureAwait(false))
            {
                // The rest follows when the node answers again.
                return connected;
            }
            _chain.Apply(step);
            if (step.IsConnected)
            {
                connected.Add(step.Hash);
            }
        }
        return connected;
    }

    /// <summary>Reads the block that is being published; false for any other block.</summary>
    internal bool TryReadBlock(BlockIndex index, IBufferWriter<byte> body) => _publisher.TryRead(index, body);

    private async Task<IReadOnlyList<ChainStep>?> FindAsync(Hash256 target, CancellationToken cancellationToken) =>
        await Walker.FindAsync(target, cancellationToken).ConfigureAwait(false) is { } steps
            ? await TipAnnouncements.AddToAsync(rpc, steps, cancellationToken).ConfigureAwait(false)
            : null;

    private async Task<bool> TryPublishAsync(ChainStep step, CancellationToken cancellationToken)
    {
        try
        {
            // Read for each step: many steps may begin in the initial download and end after it.
            bool initialDownload = await Walker.CallAsync(
                rpc.IsInInitialDownloadAsync, cancellationToken).ConfigureAwait(false);
            await _publisher.PublishAsync(
                notifications, step, initialDownload, cancellationToken).ConfigureAwait(false);
            return true;
        }
        catch (Exception exception) when (exception is RpcException or InvalidDataException)
        {
            Failure = exception.Message;
            return false;
        }
    }

    private async Task<T?> CallAsync<T>(Func<CancellationToken, Task<T?>> call, CancellationToken cancellationToken)
        where T : class
    {
        using CancellationTokenSource deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        deadline.CancelAfter(s_longestWait);
        try
        {
            T? answer = await call(deadline.Token).ConfigureAwait(false);
            Failure = null;
            return answer;
        }
        catch (RpcException exception)
        {
            Failure = exception.Message;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            Failure = $"{rpc.Address} did not answer for {s_longestWait}";
        }
        return null;
    }
}
