using ZmqNative.Messages;
using ZmqNative.Node;

namespace ZmqNative.Notifiers;

/// <summary>Publishes serialised transactions on <c>rawtx</c> (Core: CZMQPublishRawTransactionNotifier).</summary>
public sealed class PublishRawTransactionNotifier : PublishNotifier
{
    /// <inheritdoc/>
    protected internal override bool NotifyTransaction(Transaction transaction)
    {
        Log.PublishRawTransaction(Logger, transaction.Id, Address);
        return SendMessage(Topic.RawTransaction, transaction.Raw.Span);
    }
}
