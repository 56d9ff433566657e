using ZmqNative.Bitcoin;
using ZmqNative.Diagnostics;
using ZmqNative.Protocol;

namespace ZmqNative.Publishing;

/// <summary>
/// Publishes the txids of the mempool and of connected and disconnected blocks on <c>hashtx</c>
/// (Core: CZMQPublishHashTransactionNotifier).
/// </summary>
internal sealed class PublishHashTransactionNotifier : PublishNotifier
{
    internal override MempoolCalls MempoolCalls => MempoolCalls.Transaction;

    /// <inheritdoc/>
    protected internal override bool NotifyTransaction(Transaction transaction) => NotifyId(transaction.IdReference);

    /// <summary>The same for a transaction of which only the txid is known.</summary>
    internal bool NotifyId(in Hash256 id)
    {
        if (IsLogging)
        {
            Log.PublishHashTransaction(Logger, id, Address);
        }
        Span<byte> body = stackalloc byte[Hash256.Length];
        id.CopyReversedTo(body);
        return SendMessage(Topic.HashTransaction, body);
    }
}
