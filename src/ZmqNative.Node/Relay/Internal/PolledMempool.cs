using ZmqNative.Bitcoin;
using ZmqNative.Node.Rpc;
using ZmqNative.Publishing;

namespace ZmqNative.Node.Relay;

/// <summary>A node's mempool by RPC: what is different from the last time is published as added and removed. Derived, not exact: see <see cref="PolledNode"/>.</summary>
internal sealed class PolledMempool(NodeRpc rpc)
{
    // Their bytes come in one answer.
    private const int TransactionsInOneCall = 100;

    // What was published as being in the mempool, and not as having left it.
    private HashSet<Hash256>? _known;
    private bool _isLoaded;

    /// <summary>The node may have been restarted: it has its whole mempool only when it says so.</summary>
    public void Doubt() => _isLoaded = false;

    /// <summary>The block's transactions have left the mempool with it, which is no removal.</summary>
    public void Confirm(Block block)
    {
        foreach (Transaction transaction in block.Transactions)
        {
            _ = _known?.Remove(transaction.Id);
        }
    }

    /// <summary>Publishes the difference. The first call only finds out what is there.</summary>
    /// <param name="notifications">Where to; the node is not asked when nobody there publishes it.</param>
    /// <param name="tip">The tip as published.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>False when the node has another tip already: nothing was published, and blocks come first.</returns>
    public async Task<bool> UpdateAsync(NotificationInterface notifications, Hash256 tip, CancellationToken cancellationToken)
    {
        if (!notifications.GetActiveNotifications().Any(row => row.Type is "pubhashtx" or "pubrawtx" or "pubsequence"))
        {
            return true;
        }
        _isLoaded = _isLoaded || await rpc.IsMempoolLoadedAsync(cancellationToken).ConfigureAwait(false);
        if (!_isLoaded)
        {
            return true;
        }
        MempoolSnapshot snapshot = await rpc.GetRawMempoolAsync(cancellationToken).ConfigureAwait(false);
        if (await rpc.GetBestBlockHashAsync(cancellationToken).ConfigureAwait(false) != tip)
        {
            return false;
        }
        if (_known is null)
        {
            _known = [.. snapshot.TransactionIds];
            return true;
        }
        Hash256[] removed = [.. _known.Except(snapshot.TransactionIds)];
        IReadOnlyList<Transaction> added = await GetAsync([.. snapshot.TransactionIds.Where(id => !_known.Contains(id))], cancellationToken).ConfigureAwait(false);
        Publish(notifications, removed, added, snapshot.MempoolSequence);
        _known.ExceptWith(removed);
        _known.UnionWith(added.Select(transaction => transaction.Id));
        return true;
    }

    // One that has left meanwhile is not published at all, so it is not known either.
    private async Task<IReadOnlyList<Transaction>> GetAsync(Hash256[] ids, CancellationToken cancellationToken)
    {
        List<Transaction> found = [];
        foreach (Hash256[] some in ids.Chunk(TransactionsInOneCall))
        {
            byte[]?[] answers = await rpc.GetRawTransactionsAsync(some, cancellationToken).ConfigureAwait(false);
            found.AddRange(answers.OfType<byte[]>().Select(raw => Transaction.Parse(raw)));
        }
        return TransactionOrder.ParentsFirst(found);
    }

    private static void Publish(NotificationInterface notifications, Hash256[] removed, IReadOnlyList<Transaction> added, ulong next)
    {
        // The node took at least as many numbers, unless it was restarted; all are below the snapshot's, because it has them.
        long number = (long)next - removed.Length - added.Count;
        ulong Number() => (ulong)Math.Max(number++, 1);
        foreach (Hash256 id in removed)
        {
            notifications.TransactionRemovedFromMempool(new Transaction(id, default), MempoolRemovalReason.Unknown, Number());
        }
        foreach (Transaction transaction in added)
        {
            notifications.TransactionAddedToMempool(transaction, Number());
        }
    }
}
