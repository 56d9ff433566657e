using ZmqNative.Bitcoin;
using ZmqNative.Node.Rpc;
using ZmqNative.Publishing;

namespace ZmqNative.Node.Relay;

/// <summary>
/// A node's mempool by RPC: the difference to the previous snapshot is published as additions and
/// removals. It is not exact, see <see cref="PolledNode"/>.
/// </summary>
internal sealed class PolledMempool(NodeRpc rpc)
{
    // One answer has the bytes of all.
    private const int TransactionsInOneCall = 100;

    // Transactions that are in the mempool according to the published messages.
    private HashSet<Hash256>? _known;
    private bool _isLoaded;

    /// <summary>The node may have been restarted, so its mempool may not be loaded.</summary>
    public void ExpectRestart() => _isLoaded = false;

    /// <summary>
    /// Forgets a block's transactions: they left the mempool with the block, which is not published
    /// as a removal.
    /// </summary>
    public void Confirm(Block block)
    {
        foreach (Transaction transaction in block.Transactions)
        {
            _ = _known?.Remove(transaction.Id);
        }
    }

    /// <summary>Publishes the difference. The first call only takes a snapshot.</summary>
    /// <param name="notifications">
    /// Publishes; the node is not called if there is no notifier for transactions.
    /// </param>
    /// <param name="tip">The tip as published.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>
    /// False if the node already has another tip: nothing was published, because blocks come first.
    /// </returns>
    public async Task<bool> UpdateAsync(
        NotificationInterface notifications, Hash256 tip, CancellationToken cancellationToken)
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
        IReadOnlyList<Transaction> added = await GetAsync(
            [.. snapshot.TransactionIds.Where(id => !_known.Contains(id))], cancellationToken).ConfigureAwait(false);
        Publish(notifications, removed, added, snapshot.MempoolSequence);
        _known.ExceptWith(removed);
        _known.UnionWith(added.Select(transaction => transaction.Id));
        return true;
    }

    // A transaction that has left in the meantime is not published at all, so it is not in the
    // list.
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

    private static void Publish(
        NotificationInterface notifications, Hash256[] removed, IReadOnlyList<Transaction> added, ulong next)
    {
        // The node used at least this many numbers, unless it was restarted. All are below the
        // number of the snapshot that contains them.
        long number = (long)next - removed.Length - added.Count;
        ulong Number() => (ulong)Math.Max(number++, 1);
        foreach (Hash256 id in removed)
        {
            notifications.TransactionRemovedFromMempool(
                new Transaction(id, default), MempoolRemovalReason.Unknown, Number());
        }
        foreach (Transaction transaction in added)
        {
            notifications.TransactionAddedToMempool(transaction, Number());
        }
    }
}
