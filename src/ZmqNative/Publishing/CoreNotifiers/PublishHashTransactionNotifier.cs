using ZmqNative.Bitcoin;
using ZmqNative.Diagnostics;
using ZmqNative.Protocol;

namespace ZmqNative.Publishing;

/// <summary>Publishes txids on <c>hashtx</c>: of the mempool, of connected and of disconnected blocks (Core: CZMQPublishHashTransactionNotifier).</summary>
internal sealed class PublishHashTransactionNotifier : PublishNotifier
{
    internal override MempoolCalls MempoolCalls => MempoolCalls.Transaction;

    /// <inheritdoc/>
    protected internal override bool NotifyTransaction(Transaction transaction) => NotifyId(transaction.IdReference);

    /// <summary>The same where there is no more than the id.</summary>
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
