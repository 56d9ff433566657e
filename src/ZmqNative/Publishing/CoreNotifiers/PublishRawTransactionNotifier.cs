using ZmqNative.Bitcoin;
using ZmqNative.Diagnostics;
using ZmqNative.Protocol;

namespace ZmqNative.Publishing;

/// <summary>
/// Publishes serialised transactions on <c>rawtx</c> (Core: CZMQPublishRawTransactionNotifier).
/// </summary>
internal sealed class PublishRawTransactionNotifier : PublishNotifier
{
    internal override MempoolCalls MempoolCalls => MempoolCalls.Transaction;

    /// <inheritdoc/>
    protected internal override bool NotifyTransaction(Transaction transaction)
    {
        if (IsLogging)
        {
            Log.PublishRawTransaction(Logger, transaction.Id, Address);
        }
        return SendMessage(Topic.RawTransaction, transaction.Raw.Span);
    }
}
