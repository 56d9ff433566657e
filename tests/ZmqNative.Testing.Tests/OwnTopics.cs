using ZmqNative.Bitcoin;
using ZmqNative.Protocol;
using ZmqNative.Publishing;

namespace ZmqNative.Testing.Tests;

/// <summary>Topics that Core does not have, as the author of a node writes them: a row and a notifier each, outside of the library.</summary>
internal static class OwnTopics
{
    /// <summary>As forks of Core have it: each transaction that enters the mempool, and none of blocks.</summary>
    internal static readonly Topic RawMempoolTransaction = new("rawmempooltx", body => body.Length >= 10 ? null : "the body is too short for a transaction");

    /// <summary>Dash: the signature that locks a block.</summary>
    internal static readonly Topic RawChainLock = new("rawchainlock");

    /// <summary>Zcash: the hash of each block that was checked; here made of rawblock.</summary>
    internal static readonly Topic CheckedBlock = new("checkedblock", body => body.Length == 32 ? null : "the body is not 32 bytes", derivedFrom: Topic.RawBlock);

    /// <summary>Transactions as text, made of rawtx.</summary>
    internal static readonly Topic TransactionLength = new("txlength", derivedFrom: Topic.RawTransaction);

    internal static NotifierFactories Register(NotifierFactories factories)
    {
        factories.Add(RawMempoolTransaction, () => new RawMempoolTransactionNotifier());
        factories.Add(RawChainLock, () => new RawChainLockNotifier());
        factories.Add(CheckedBlock, () => new CheckedBlockNotifier());
        factories.Add(TransactionLength, () => new TransactionLengthNotifier());
        return factories;
    }

    private sealed class RawMempoolTransactionNotifier : PublishNotifier
    {
        protected override bool NotifyTransactionAcceptance(Transaction transaction, ulong mempoolSequence) =>
            SendMessage(RawMempoolTransaction, transaction.Raw.Span);
    }

    internal sealed class RawChainLockNotifier : PublishNotifier
    {
        internal bool NotifyChainLock(byte[] signature) => SendMessage(RawChainLock, signature);
    }

    private sealed class CheckedBlockNotifier : PublishNotifier
    {
        protected override bool NotifyBlock(BlockIndex index)
        {
            Span<byte> body = stackalloc byte[Hash256.Length];
            index.Hash.CopyReversedTo(body);
            return SendMessage(CheckedBlock, body);
        }
    }

    private sealed class TransactionLengthNotifier : PublishNotifier
    {
        protected override bool NotifyTransaction(Transaction transaction) =>
            SendMessage(TransactionLength, System.Text.Encoding.ASCII.GetBytes($"{transaction.Id} {transaction.Raw.Length}"));
    }
}
