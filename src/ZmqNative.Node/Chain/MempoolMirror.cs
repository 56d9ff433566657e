using ZmqNative.Bitcoin;
using ZmqNative.Node.Rpc;
using ZmqNative.Subscribing;

namespace ZmqNative.Node.Chain;

/// <summary>
/// Mirrors the txids of a node's mempool: a snapshot (<c>getrawmempool</c> with its mempool
/// sequence) and the changes from <c>sequence</c> since then. Lost messages are detected by the
/// message sequence and repaired by a new snapshot. Gaps in the mempool sequence are legal, because
/// the transactions of a block leave the mempool without a message each. One call at a time.
/// </summary>
/// <remarks>
/// Pass it every item of a stream with the topic <c>sequence</c>, of one publisher. A call waits
/// while the node does not answer or is starting. The mirror is never behind the item last
/// observed; right after a snapshot it may be ahead.
/// </remarks>
/// <param name="rpc">The node; not disposed of.</param>
public sealed class MempoolMirror(NodeRpc rpc)
{
    private readonly HashSet<Hash256> _transactions = [];

    // The snapshot's mempool sequence: changes before it are in the snapshot.
    private ulong _snapshot;

    // The tip at the time of the snapshot; null once the stream has passed the snapshot, so that
    // blocks change the mirror again.
    private Hash256? _snapshotTip;

    // True from a handshake to the first message: a change published before the subscription
    // reached the node is neither in the snapshot nor in the stream.
    private bool _awaitsFirstMessage;

    /// <summary>Raised when <see cref="State"/> has changed.</summary>
    public event Action<MempoolState>? StateChanged;

    /// <summary>Whether the mirror is the node's mempool.</summary>
    public MempoolState State { get; private set; }

    /// <summary>
    /// One above the mempool sequence of the last change received. The node's own may be higher,
    /// because the transactions of a block take numbers without a message.
    /// </summary>
    public ulong MempoolSequence { get; private set; }

    /// <summary>The txids. Always the same object; read it between calls.</summary>
    public IReadOnlySet<Hash256> TransactionIds => _transactions;

    /// <summary>Observes an item.</summary>
    /// <param name="item">The item; not disposed of.</param>
    /// <param name="cancellationToken">
    /// Ends the wait for the node; the mirror stays <see cref="MempoolState.Resyncing"/> and
    /// retries with the next item.
    /// </param>
    /// <exception cref="RpcException">
    /// The node refuses the call, for example because the credentials are wrong.
    /// </exception>
    public async ValueTask ObserveAsync(StreamItem item, CancellationToken cancellationToken = default)
    {
        switch (item)
        {
            case Disconnected:
                Become(MempoolState.Resyncing);
                return;
            case Gap { Topic: not "sequence" }:
            case Dropped { Topic: not "sequence" }:
            case Malformed { Topic: not "sequence" }:
                return;
            case StreamEvent { MayHaveLostMessages: true }:
                _awaitsFirstMessage = item is HandshakeDone;
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
                _awaitsFirstMessage = false;
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
        Hash256 before, after = await RpcRetry.CallAsync(
            rpc.GetBestBlockHashAsync, cancellationToken).ConfigureAwait(false);
        do
        {
            // The snapshot needs its tip; one taken while the tip moved belongs to neither.
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
                // This does not prove that the stream has reached the snapshot: the chain may have
                // left this tip and returned to it before.
                break;
            case BlockConnected connected when await IsBelowSnapshotAsync(
                connected.Hash, cancellationToken).ConfigureAwait(false):
                break;
            case BlockConnected or BlockDisconnected when _snapshotTip is not null:
                // Only a new snapshot shows whether this block came before or after the snapshot.
                Become(MempoolState.Resyncing);
                break;
            default:
                // Transactions that return from a disconnected block to the mempool have messages
                // of their own.
                break;
        }
    }

    // The first message of a connection overlaps the snapshot; otherwise messages between them may
    // be missing.
    private bool IsContinued(StreamItem item) => !_awaitsFirstMessage || item switch
    {
        TransactionAdded added => added.MempoolSequence <= _snapshot,
        TransactionRemoved removed => removed.MempoolSequence <= _snapshot,
        _ => false,
    };

    // A change that is not in the snapshot also proves that the stream has passed it.
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
            byte[] raw = await RpcRetry.CallAsync(
                token => rpc.GetBlockAsync(block, token), cancellationToken).ConfigureAwait(false);
            foreach (Transaction transaction in Block.Parse(raw).Transactions)
            {
                _ = _transactions.Remove(transaction.Id);
            }
            isRemoved = true;
        }
        catch (RpcException exception) when (exception.Code is not null)
        {
            // The node was killed and has lost the block, or has pruned it.
        }
        finally
        {
            if (!isRemoved)
            {
                // The block's transactions are still in the mirror; also if the call was cancelled
                // or refused.
                Become(MempoolState.Resyncing);
            }
        }
    }

    private async Task<bool> IsBelowSnapshotAsync(Hash256 block, CancellationToken cancellationToken)
    {
        try
        {
            BlockHeaderInfo connected = await RpcRetry.CallAsync(
                token => rpc.GetBlockHeaderAsync(block, token), cancellationToken).ConfigureAwait(false);
            BlockHeaderInfo tip = await RpcRetry.CallAsync(
                token => rpc.GetBlockHeaderAsync(_snapshotTip!.Value, token), cancellationToken).ConfigureAwait(false);
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
