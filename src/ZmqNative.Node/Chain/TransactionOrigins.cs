using ZmqNative.Bitcoin;
using ZmqNative.Subscribing;

namespace ZmqNative.Node.Chain;

/// <summary>
/// Finds the origin of <c>rawtx</c> and <c>hashtx</c> messages, and whether they are repetitions. A
/// node sends them when a transaction enters the mempool, and again with each block that is
/// connected or disconnected. The <c>sequence</c> message that follows shows which of them it was,
/// so these topics have to share an address. One thread at a time.
/// </summary>
/// <param name="remembered">
/// The number of txids of each topic that are remembered for
/// <see cref="OriginatedTransaction.SeenBefore"/>.
/// </param>
public sealed class TransactionOrigins(int remembered = 500_000)
{
    /// <summary>
    /// The highest number of notifications that wait for the deciding message; the largest block
    /// has fewer transactions.
    /// </summary>
    public const int MaximumWaiting = 100_000;

    private readonly Dictionary<string, Queue<(Notification Notification, Hash256 TxId)>> _waiting = [];
    private readonly Dictionary<string, (HashSet<Hash256> Set, Queue<Hash256> Order)> _seen = [];

    /// <summary>
    /// Observes an item and returns the transactions whose origin it decides, in their order.
    /// </summary>
    /// <param name="item">
    /// The item. A transaction is kept until it is returned; any other item remains the caller's.
    /// </param>
    public IReadOnlyList<OriginatedTransaction> Observe(StreamItem item)
    {
        ArgumentNullException.ThrowIfNull(item);
        switch (item)
        {
            case HashTransaction transaction:
                return Keep(transaction, transaction.TxId);
            case RawTransaction transaction:
                return Transaction.TryReadId(transaction.Body) is { } id
                    ? Keep(transaction, id)
                    : [new OriginatedTransaction(transaction, default, TransactionOrigin.Unknown, SeenBefore: false)];
            case TransactionAdded added:
                return Release(
                    item.Source, id => id == added.TxId ? TransactionOrigin.Mempool : TransactionOrigin.Unknown);
            case BlockConnected:
                return Release(item.Source, _ => TransactionOrigin.ConnectedBlock);
            case BlockDisconnected:
                return Release(item.Source, _ => TransactionOrigin.DisconnectedBlock);
            case StreamEvent { MayHaveLostMessages: true } or Disconnected:
                return Release(item.Source, _ => TransactionOrigin.Unknown);
            case StateChanged { State: SubscriberState.Stopped }:
                // This is the last item, so no other can decide.
                return [.. _waiting.Keys.ToArray()
                    .SelectMany(source => Release(source, _ => TransactionOrigin.Unknown))];
            default:
                return [];
        }
    }

    private OriginatedTransaction[] Keep(Notification notification, Hash256 id)
    {
        if (!_waiting.TryGetValue(notification.Source, out var waiting))
        {
            _waiting[notification.Source] = waiting = [];
        }
        waiting.Enqueue((notification, id));
        return waiting.Count > MaximumWaiting ? [Decide(waiting.Dequeue(), TransactionOrigin.Unknown)] : [];
    }

    private OriginatedTransaction[] Release(string source, Func<Hash256, TransactionOrigin> origin)
    {
        if (!_waiting.Remove(source, out var waiting))
        {
            return [];
        }
        return [.. waiting.Select(kept => Decide(kept, origin(kept.TxId)))];
    }

    private OriginatedTransaction Decide((Notification Notification, Hash256 TxId) kept, TransactionOrigin origin)
    {
        if (!_seen.TryGetValue(kept.Notification.Topic, out var seen))
        {
            _seen[kept.Notification.Topic] = seen = ([], []);
        }
        bool isNew = seen.Set.Add(kept.TxId);
        if (isNew)
        {
            seen.Order.Enqueue(kept.TxId);
            if (seen.Order.Count > remembered)
            {
                _ = seen.Set.Remove(seen.Order.Dequeue());
            }
        }
        return new OriginatedTransaction(kept.Notification, kept.TxId, origin, SeenBefore: !isNew);
    }
}
