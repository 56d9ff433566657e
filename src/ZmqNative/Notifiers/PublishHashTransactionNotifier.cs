using ZmqNative.Messages;
using ZmqNative.Node;

namespace ZmqNative.Notifiers;

/// <summary>Publishes txids on <c>hashtx</c>: of the mempool, of connected and of disconnected blocks (Core: CZMQPublishHashTransactionNotifier).</summary>
public sealed class PublishHashTransactionNotifier : PublishNotifier
{
    /// <inheritdoc/>
    protected internal override bool NotifyTransaction(Transaction transaction) => NotifyId(transaction.Id);

    /// <summary>The same where there is no more than the id.</summary>
    internal bool NotifyId(Hash256 id)
    {
        Log.PublishHashTransaction(Logger, id, Address);
        Span<byte> body = stackalloc byte[Hash256.Length];
        id.CopyReversedTo(body);
        return SendMessage(Topic.HashTransaction, body);
    }
}
