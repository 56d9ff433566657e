using System.Buffers;
using ZmqNative.Bitcoin;
using ZmqNative.Node.Chain;
using ZmqNative.Node.Rpc;
using ZmqNative.Publishing;

namespace ZmqNative.Node.Relay;

/// <summary>Finds out which blocks a stream has lost, and publishes them, after the counters have begun anew.</summary>
internal sealed class ChainRepair(NodeRpc rpc, NotificationInterface notifications, UpstreamRelay relay)
{
    // What comes in waits meanwhile; with a node that takes longer to load the stream goes on without the repair.
    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(1);

    private readonly PublishedChain _chain = new();
    private readonly ChainPublisher _publisher = new(rpc);

    /// <summary>The newest block as subscribers know it; null as long as there is none.</summary>
    internal Hash256? Tip => _chain.Tip;

    /// <summary>Why the node could not be asked last time; null when it could.</summary>
    internal string? Failure { get; private set; }

    /// <summary>A block was published that the stream brought.</summary>
    internal void Connected(Hash256 block) => _chain.Connect(block);

    /// <summary>A block was taken back that the stream brought.</summary>
    internal void Disconnected(Hash256 block) => _chain.Disconnect(block);

    /// <summary>Publishes what leads from the tip to a block's parent; when the node cannot tell, nothing.</summary>
    internal async Task<IReadOnlyList<Hash256>> ReachParentAsync(Hash256 block, bool restarted, CancellationToken cancellationToken) =>
        await AskAsync(token => ChainPath.TryGetHeaderAsync(rpc, block, token), cancellationToken).ConfigureAwait(false) is { Previous: { } parent }
            ? await ReachAsync(parent, restarted, cancellationToken).ConfigureAwait(false)
            : [];

    /// <summary>Publishes what leads from the tip to a block; when the node cannot tell, nothing.</summary>
    /// <param name="target">Where to go.</param>
    /// <param name="restarted">The node has begun a new life: that it is further back now is no loss, and its counters tell.</param>
    /// <param name="cancellationToken">Ends the wait for the node.</param>
    /// <returns>The blocks connected.</returns>
    internal async Task<IReadOnlyList<Hash256>> ReachAsync(Hash256 target, bool restarted, CancellationToken cancellationToken)
    {
        Failure = null;
        ChainPath? path = Tip is null || Tip == target ? null
            : await AskAsync(token => ChainPath.FindAsync(rpc, _chain.Blocks, target, token), cancellationToken).ConfigureAwait(false);
        if (path is null || (restarted && path.IsBack))
        {
            _chain.GoTo(target);
            return [];
        }
        relay.RestartCounters();
        List<Hash256> connected = [];
        foreach (ChainMove move in path.Moves)
        {
            if (!await TryPublishAsync(move, cancellationToken).ConfigureAwait(false))
            {
                // The rest comes when the node answers again.
                return connected;
            }
            if (move.Kind == ChainStepKind.BlockDisconnected)
            {
                _chain.Disconnect(move.Block.Hash);
                continue;
            }
            _chain.Connect(move.Block.Hash);
            connected.Add(move.Block.Hash);
        }
        _chain.GoTo(target);
        return connected;
    }

    /// <summary>Gives the block that is being published.</summary>
    internal bool TryReadBlock(BlockIndex index, IBufferWriter<byte> body) => _publisher.TryRead(index, body);

    private async Task<bool> TryPublishAsync(ChainMove move, CancellationToken cancellationToken)
    {
        try
        {
            // Asked each time: a long way may begin in the initial download and end after it.
            bool initialDownload = await RpcRetry.CallAsync(rpc.IsInInitialDownloadAsync, cancellationToken).ConfigureAwait(false);
            await _publisher.PublishAsync(notifications, move, initialDownload, cancellationToken).ConfigureAwait(false);
            return true;
        }
        catch (Exception exception) when (exception is RpcException or InvalidDataException)
        {
            Failure = exception.Message;
            return false;
        }
    }

    private async Task<T?> AskAsync<T>(Func<CancellationToken, Task<T?>> ask, CancellationToken cancellationToken)
        where T : class
    {
        using CancellationTokenSource patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(s_patience);
        try
        {
            T? answer = await ask(patience.Token).ConfigureAwait(false);
            Failure = null;
            return answer;
        }
        catch (RpcException exception)
        {
            Failure = exception.Message;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            Failure = $"{rpc.Address} did not answer for {s_patience}";
        }
        return null;
    }
}
