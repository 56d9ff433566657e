using ZmqNative.Bitcoin;
using ZmqNative.Diagnostics;
using ZmqNative.Protocol;

namespace ZmqNative.Publishing;

/// <summary>
/// Publishes block and mempool changes in one order on <c>sequence</c> (Core:
/// CZMQPublishSequenceNotifier).
/// </summary>
internal sealed class PublishSequenceNotifier : PublishNotifier
{
    internal override MempoolCalls MempoolCalls => MempoolCalls.Acceptance;

    /// <inheritdoc/>
    protected internal override bool NotifyBlockConnect(BlockIndex index)
    {
        Log.PublishBlockConnect(Logger, index.Hash, Address);
        return SendBlock(index, SequenceLabel.BlockConnect);
    }

    /// <inheritdoc/>
    protected internal override bool NotifyBlockDisconnect(BlockIndex index)
    {
        Log.PublishBlockDisconnect(Logger, index.Hash, Address);
        return SendBlock(index, SequenceLabel.BlockDisconnect);
    }

    /// <inheritdoc/>
    protected internal override bool NotifyTransactionAcceptance(Transaction transaction, ulong mempoolSequence)
    {
        if (IsLogging)
        {
            Log.PublishAcceptance(Logger, transaction.Id, Address);
        }
        return SendTransaction(transaction, SequenceLabel.TransactionAcceptance, mempoolSequence);
    }

    /// <inheritdoc/>
    protected internal override bool NotifyTransactionRemoval(Transaction transaction, ulong mempoolSequence)
    {
        if (IsLogging)
        {
            Log.PublishRemoval(Logger, transaction.Id, Address);
        }
        return SendTransaction(transaction, SequenceLabel.TransactionRemoval, mempoolSequence);
    }

    private bool SendBlock(BlockIndex index, SequenceLabel label)
    {
        Span<byte> body = stackalloc byte[SequenceBody.BlockLength];
        SequenceBody.Write(body, index.Hash, label);
        return SendMessage(Topic.Sequence, body);
    }

    private bool SendTransaction(Transaction transaction, SequenceLabel label, ulong mempoolSequence)
    {
        Span<byte> body = stackalloc byte[SequenceBody.TransactionLength];
        SequenceBody.Write(body, transaction.Id, label, mempoolSequence);
        return SendMessage(Topic.Sequence, body);
    }
}
