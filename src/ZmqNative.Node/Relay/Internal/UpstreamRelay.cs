using System.Buffers;
using ZmqNative.Bitcoin;
using ZmqNative.Protocol;
using ZmqNative.Publishing;
using ZmqNative.Subscribing;

namespace ZmqNative.Node.Relay;

/// <summary>
/// Publishes a node's own messages in their order, and derives those that the node does not send:
/// hashtx from rawtx, hashblock from rawblock.
/// </summary>
/// <remarks>
/// A node sends a hash right before the transaction or block itself, so the stream shows whether it
/// has both. Both notifiers count the same events: a derived message carries the counter of the
/// message that it is derived from.
/// </remarks>
/// <param name="notifications">Publishes.</param>
/// <param name="ownCounters">
/// True to count here instead of forwarding the node's message sequences.
/// </param>
internal sealed partial class UpstreamRelay(NotificationInterface notifications, bool ownCounters)
{
    // The stream does not carry heights.
    internal const int UnknownHeight = -1;

    // The last hash, until its transaction arrives.
    private Hash256 _hashTransaction;
    private bool _hasHashTransaction;

    // Null after a possible loss, because the node may have restarted its counters.
    private uint? _hashTransactionCounter;
    private Hash256? _hashBlock;
    private (Hash256 Hash, ReadOnlyMemory<byte> Raw)? _block;

    /// <summary>
    /// Reads the block that is being published without copying it; false for any other block.
    /// </summary>
    internal bool TryReadBlock(BlockIndex index, IBufferWriter<byte> body)
    {
        if (_block is not { } block || block.Hash != index.Hash)
        {
            return false;
        }
        BlockBody.Write(body, block.Raw);
        return true;
    }

    /// <summary>Publishes a message, or observes an event.</summary>
    /// <param name="item">The item; it remains the caller's.</param>
    internal void Publish(StreamItem item)
    {
        switch (item)
        {
            case HashTransaction { TxId: var id, MessageSequence: var counter }:
                (_hashTransaction, _hasHashTransaction, _hashTransactionCounter) = (id, true, counter);
                Notify(
                    counter, new Transaction(id, default), static (notifier, transaction) =>
                        !notifier.Publishes(Topic.HashTransaction) || notifier.NotifyTransaction(transaction),
                    Topic.HashTransaction);
                break;
            case RawTransaction raw:
                PublishTransaction(raw);
                break;
            case HashBlock { Hash: var hash, MessageSequence: var counter }:
                _hashBlock = hash;
                Notify(
                    counter, new BlockIndex(hash, UnknownHeight),
                    static (notifier, index) => !notifier.Publishes(Topic.HashBlock) || notifier.NotifyBlock(index),
                    Topic.HashBlock);
                break;
            case RawBlock raw:
                PublishBlock(raw);
                break;
            case BlockConnected { Hash: var hash, MessageSequence: var counter }:
                Notify(
                    counter, new BlockIndex(hash, UnknownHeight), static (notifier, index) =>
                        !notifier.Publishes(Topic.Sequence) || notifier.NotifyBlockConnect(index),
                    Topic.Sequence);
                break;
            case BlockDisconnected { Hash: var hash, MessageSequence: var counter }:
                Notify(
                    counter, new BlockIndex(hash, UnknownHeight), static (notifier, index) =>
                        !notifier.Publishes(Topic.Sequence) || notifier.NotifyBlockDisconnect(index),
                    Topic.Sequence);
                break;
            case TransactionAdded { TxId: var id, MempoolSequence: var sequence, MessageSequence: var counter }:
                Notify(
                    counter, (Transaction: new Transaction(id, default), sequence),
                    static (notifier, added) => !notifier.Publishes(Topic.Sequence)
                        || notifier.NotifyTransactionAcceptance(added.Transaction, added.sequence),
                    Topic.Sequence);
                break;
            case TransactionRemoved { TxId: var id, MempoolSequence: var sequence, MessageSequence: var counter }:
                Notify(
                    counter, (Transaction: new Transaction(id, default), sequence),
                    static (notifier, removed) => !notifier.Publishes(Topic.Sequence)
                        || notifier.NotifyTransactionRemoval(removed.Transaction, removed.sequence),
                    Topic.Sequence);
                break;
            case HandshakeDone or PublisherRestarted or Gap or Discontinuity:
                _hashTransactionCounter = null;
                if (ownCounters && item is not HandshakeDone)
                {
                    RestartCounters();
                }
                break;
            case OtherNotification other:
                PublishOther(other);
                break;
            default:
                break;
        }
    }

    /// <summary>
    /// Restarts the counters from zero, so that subscribers detect a break in the stream.
    /// </summary>
    internal void RestartCounters() =>
        notifications.Notify(0u, static (notifier, first) => SetCounter(notifier, first));

    private void PublishTransaction(RawTransaction raw)
    {
        ReadOnlyMemory<byte> bytes = raw.BodyMemory;
        Hash256? derivedFor = _hasHashTransaction ? _hashTransaction : null;
        _hasHashTransaction = false;
        Transaction transaction = new(Transaction.TryReadId(bytes.Span) ?? default, bytes);
        if (transaction.Id == derivedFor || transaction.Id == default)
        {
            Notify(
                raw.MessageSequence, transaction, static (notifier, transaction) =>
                    !notifier.Publishes(Topic.RawTransaction) || notifier.NotifyTransaction(transaction),
                Topic.RawTransaction);
        }
        else
        {
            Notify(
                raw.MessageSequence, transaction, static (notifier, transaction) =>
                    notifier.Topics is not [{ IsCore: true }] || notifier.NotifyTransaction(transaction),
                Topic.RawTransaction,
                Topic.HashTransaction);
        }
        if (_hasDerivedTransactions)
        {
            DeriveTransaction(bytes);
        }
    }

    private void PublishBlock(RawBlock raw)
    {
        BlockIndex index = new(BlockHeader.Read(raw.Body).Hash, UnknownHeight);
        bool hasHash = index.Hash == _hashBlock;
        _hashBlock = null;
        _block = (index.Hash, raw.BodyMemory);
        if (hasHash)
        {
            Notify(
                raw.MessageSequence, index,
                static (notifier, index) => !notifier.Publishes(Topic.RawBlock) || notifier.NotifyBlock(index),
                Topic.RawBlock);
        }
        else
        {
            Notify(
                raw.MessageSequence, index,
                static (notifier, index) => notifier.Topics is not [{ IsCore: true }] || notifier.NotifyBlock(index),
                Topic.RawBlock, Topic.HashBlock);
        }
        _block = null;
        if (_hasDerivedBlocks)
        {
            DeriveBlock(index.Hash, raw.BodyMemory);
        }
    }

    private void Notify<T>(
        uint? counter, T state, Func<Notifier, T, bool> notify, Topic topic, Topic? derived = null) =>
        notifications.Notify(
            (counter: ownCounters ? null : counter, state, notify, topic, derived), static (notifier, all) =>
        {
            if (all.counter is uint number
                && (notifier.Publishes(all.topic) || (all.derived is not null && notifier.Publishes(all.derived))))
            {
                SetCounter(notifier, number);
            }
            return all.notify(notifier, all.state);
        });

    private static bool SetCounter(Notifier notifier, uint number)
    {
        if (notifier is PublishNotifier publisher)
        {
            publisher.MessageSequence = number;
        }
        return true;
    }
}
