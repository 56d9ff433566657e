using ZmqNative.Bitcoin;
using ZmqNative.Node.Rpc;
using ZmqNative.Subscribing;

namespace ZmqNative.Node.Chain;

/// <summary>
/// Keeps the txids of a node's mempool: a snapshot (<c>getrawmempool</c> with its mempool sequence) and the changes from <c>sequence</c> since then. Loss is known from the message
/// sequence and mended by a new snapshot; gaps in the mempool sequence are legal, since transactions leave with their block without a message each. One call at a time.
/// </summary>
/// <remarks>
/// Feed it every item of a stream with the topic <c>sequence</c>, of one publisher. While the node does not answer, or is starting, a call waits for it. The mirror is never
/// behind the item last observed; right after a snapshot it may be ahead.
/// </remarks>
/// <param name="rpc">The node; not disposed of.</param>
public sealed class MempoolMirror(NodeRpc rpc)
{
    private readonly HashSet<Hash256> _transactions = [];

    // The snapshot's mempool sequence: changes before it are in the snapshot.
    private ulong _snapshot;

    // The tip when the snapshot was taken; null once the stream is known to have passed the snapshot, so that blocks change the mirror again.
    private Hash256? _snapshotTip;

    // The snapshot was taken when there was a connection but no message yet: what was published before the subscription reached the node is in neither.
    private bool _isUnheard;

    /// <summary>Called when <see cref="State"/> has changed.</summary>
    public event Action<MempoolState>? StateChanged;

    /// <summary>Whether it can be relied on.</summary>
    public MempoolState State { get; private set; }

    /// <summary>One above the mempool sequence of the last change heard of. The node's own may be higher: a block's transactions take numbers without a message.</summary>
    public ulong MempoolSequence { get; private set; }

    /// <summary>The txids; the same object all the time, to be read between calls.</summary>
    public IReadOnlySet<Hash256> TransactionIds => _transactions;

    /// <summary>Takes note of an item.</summary>
    /// <param name="item">The item; not disposed of.</param>
    /// <param name="cancellationToken">Ends the wait for the node; the mirror stays <see cref="MempoolState.Resyncing"/> and tries again with the next item.</param>
    /// <exception cref="RpcException">The node refuses the call, for example because the credentials are wrong.</exception>
    public async ValueTask ObserveAsync(StreamItem item, CancellationToken cancellationToken = default)
    {
        switch (item)
        {
            case Disconnected:
                Become(MempoolState.Resyncing);
                return;
            case Gap { Topic: "sequence" } or PublisherRestarted or Discontinuity or Dropped { Topic: "sequence" } or Malformed { Topic: "sequence" } or HandshakeDone:
                _isUnheard = item is HandshakeDone;
                Become(MempoolState.Resyncing);
                break;
            case BlockConnected or BlockDisconnected or TransactionAdded or TransactionRemoved:
                if (State == MempoolState.Live && IsContinued(item))
                {
                    await ApplyAsync((Notification)item, cancellationToken).ConfigureAwait(false);
                }
                else
                {
                    Become(MempoolState.Resyncing);
                }
                _isUnheard = false;
                break;
            default:
                return;
        }
        if (State == MempoolState.Resyncing)
        {
            await ResyncAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Takes a new snapshot now.</summary>
    /// <param name="cancellationToken">As for <see cref="ObserveAsync"/>.</param>
    /// <exception cref="RpcException">As for <see cref="ObserveAsync"/>.</exception>
    public async Task ResyncAsync(CancellationToken cancellationToken = default)
    {
        Become(MempoolState.Resyncing);
        MempoolSnapshot snapshot;
        Hash256 before, after = await RpcRetry.CallAsync(rpc.GetBestBlockHashAsync, cancellationToken).ConfigureAwait(false);
        do
        {
            // With the tip it belongs to: a snapshot between two tips belongs to neither.
            before = after;
            snapshot = await RpcRetry.CallAsync(rpc.GetRawMempoolAsync, cancellationToken).ConfigureAwait(false);
            after = await RpcRetry.CallAsync(rpc.GetBestBlockHashAsync, cancellationToken).ConfigureAwait(false);
        }
        while (before != after);
        _transactions.Clear();
        _transactions.UnionWith(snapshot.TransactionIds);
        (_snapshot, _snapshotTip, MempoolSequence) = (snapshot.MempoolSequence, after, snapshot.MempoolSequence);
        Become(MempoolState.Live);
    }

    private async Task ApplyAsync(Notification notification, CancellationToken cancellationToken)
    {
        switch (notification)
        {
            case TransactionAdded added when Passes(added.MempoolSequence):
                _ = _transactions.Add(added.TxId);
                break;
            case TransactionRemoved removed when Passes(removed.MempoolSequence):
                _ = _transactions.Remove(removed.TxId);
                break;
            case BlockConnected connected when _snapshotTip is null:
                await RemoveConfirmedAsync(connected.Hash, cancellationToken).ConfigureAwait(false);
                break;
            case BlockConnected connected when connected.Hash == _snapshotTip:
                // No proof that the stream is where the snapshot was taken: the chain may have left this tip and come back to it before.
                break;
            case BlockConnected connected when await IsBelowSnapshotAsync(connected.Hash, cancellationToken).ConfigureAwait(false):
                break;
            case BlockConnected or BlockDisconnected when _snapshotTip is not null:
                // Before the snapshot or after it? Only a new one tells.
                Become(MempoolState.Resyncing);
                break;
            default:
                // What a disconnected block returns to the mempool is added by messages of its own.
                break;
        }
    }

    // The first message of a connection either overlaps the snapshot, or there may be a hole between them.
    private bool IsContinued(StreamItem item) => !_isUnheard || item switch
    {
        TransactionAdded added => added.MempoolSequence <= _snapshot,
        TransactionRemoved removed => removed.MempoolSequence <= _snapshot,
        _ => false,
    };

    // A change the snapshot does not have yet is also the proof that the stream has passed it.
    private bool Passes(ulong mempoolSequence)
    {
        if (mempoolSequence < _snapshot)
        {
            return false;
        }
        _snapshotTip = null;
        MempoolSequence = mempoolSequence + 1;
        return true;
    }

    private async Task RemoveConfirmedAsync(Hash256 block, CancellationToken cancellationToken)
    {
        bool isRemoved = false;
        try
        {
            byte[] raw = await RpcRetry.CallAsync(token => rpc.GetBlockAsync(block, token), cancellationToken).ConfigureAwait(false);
            foreach (Transaction transaction in Block.Parse(raw).Transactions)
            {
                _ = _transactions.Remove(transaction.Id);
            }
            isRemoved = true;
        }
        catch (RpcException exception) when (exception.Code is not null)
        {
            // A killed node has forgotten the block, a pruning one has removed it.
        }
        finally
        {
            if (!isRemoved)
            {
                // Also when the call is cancelled or refused: the block's transactions are still here.
                Become(MempoolState.Resyncing);
            }
        }
    }

    private async Task<bool> IsBelowSnapshotAsync(Hash256 block, CancellationToken cancellationToken)
    {
        try
        {
            BlockHeaderInfo connected = await RpcRetry.CallAsync(token => rpc.GetBlockHeaderAsync(block, token), cancellationToken).ConfigureAwait(false);
            BlockHeaderInfo tip = await RpcRetry.CallAsync(token => rpc.GetBlockHeaderAsync(_snapshotTip!.Value, token), cancellationToken).ConfigureAwait(false);
            return connected.Confirmations > 0 && tip.Confirmations > 0 && connected.Height < tip.Height;
        }
        catch (RpcException exception) when (exception.Code is not null)
        {
            return false;
        }
    }

    private void Become(MempoolState state)
    {
        if (State != state)
        {
            State = state;
            StateChanged?.Invoke(state);
        }
    }
}
