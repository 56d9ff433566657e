using ZmqNative.Messages;
using ZmqNative.Node;

namespace ZmqNative.Notifiers;

/// <summary>Publishes txids on <c>hashtx</c>: of the mempool, of connected and of disconnected blocks (Core: CZMQPublishHashTransactionNotifier).</summary>
public sealed class PublishHashTransactionNotifier : PublishNotifier
{
    /// <inheritdoc/>
    protected internal override bool NotifyTransaction(Transaction transaction)
    {
        Log.PublishHashTransaction(Logger, transaction.Id, Address);
        Span<byte> body = stackalloc byte[Hash256.Length];
        transaction.Id.CopyReversedTo(body);
        return SendMessage(Topic.HashTransaction, body);
    }
}
