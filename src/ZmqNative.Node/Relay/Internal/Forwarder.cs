using System.Buffers;
using ZmqNative.Bitcoin;
using ZmqNative.Protocol;
using ZmqNative.Publishing;
using ZmqNative.Subscribing;

namespace ZmqNative.Node.Relay;

/// <summary>
/// Publishes a node's messages in their order: the parts as libzmq received them, without a copy,
/// or a copy that was held. Derives what the node does not send: hashtx from rawtx, hashblock from
/// rawblock, and topics of the program's own.
/// </summary>
/// <remarks>
/// A node sends a hash right before the transaction or block itself, so the stream shows whether it
/// has both. Both notifiers count the same events: a derived message carries the counter of the
/// message that it is derived from. A block is derived only where its bytes hash to what the node
/// announced: chains with another hash function or another form of header are forwarded as they
/// are.
/// </remarks>
/// <param name="notifications">Publishes.</param>
/// <param name="ownCounters">
/// True to count here instead of forwarding the node's message sequences.
/// </param>
/// <param name="fillsGaps">
/// Whether gaps are filled before this. A hash that the node sends is then not derived where it is
/// missing: it may come behind what it announces, or is reported as missing.
/// </param>
internal sealed class Forwarder(NotificationInterface notifications, bool ownCounters, bool fillsGaps = false)
{
    // The stream does not carry heights.
    private const int UnknownHeight = -1;

    private readonly Dictionary<string, Route> _routes = Route.FindAll(notifications, ownCounters);
    private readonly bool _derivesTransactions = IsSource(notifications, Topic.RawTransaction);
    private readonly bool _derivesBlocks = IsSource(notifications, Topic.RawBlock);

    // The last hashtx, until its transaction arrives.
    private (Hash256 Id, uint? Counter)? _hashTransaction;

    // The last hashblock, and the last block connected, until the block arrives.
    private (Hash256 Hash, uint? Counter)? _hashBlock;
    private Hash256? _connected;
    private (Hash256 Hash, byte[] Raw)? _block;
    private bool _hasHashTransactions;
    private bool _hasHashBlocks;

    /// <summary>What is not derived, and why: one sentence. Null while everything is.</summary>
    internal string? NotDerived { get; private set; }

    /// <summary>
    /// Whether the node's chain is known to hash its blocks otherwise, so that a hash that the node
    /// has not announced is not derived.
    /// </summary>
    internal bool HasForeignHashes { get; set; }

    /// <summary>Whether a topic's messages, or those it is derived from, have come.</summary>
    internal bool HasCome(Topic topic) => _routes.TryGetValue(topic.Name, out Route? route) && route.HasCome;

    /// <summary>There is a new connection, over which nothing has come yet.</summary>
    internal void ForgetCome()
    {
        foreach (Route route in _routes.Values)
        {
            route.HasCome = false;
        }
    }

    /// <summary>Takes the lock under which messages are published, for many of them.</summary>
    internal Lock.Scope Hold() => notifications.Notifiers.Hold();

    /// <summary>Reads the block that is being derived; false for any other block.</summary>
    internal bool TryReadBlock(BlockIndex index, IBufferWriter<byte> body)
    {
        if (_block is not { } block || block.Hash != index.Hash)
        {
            return false;
        }
        BlockBody.Write(body, block.Raw);
        return true;
    }

    /// <summary>Publishes a message, and what is derived from it.</summary>
    internal void Publish(in RelayMessage message)
    {
        using Lock.Scope hold = notifications.Notifiers.Hold();
        bool derivesOwn = false;
        switch (message.Kind)
        {
            case StreamMessageKind.HashTransaction:
                _hashTransaction = (message.Hash, message.Counter);
                _hasHashTransactions = true;
                break;
            case StreamMessageKind.RawTransaction:
                DeriveHashTransaction(message);
                derivesOwn = _derivesTransactions;
                break;
            case StreamMessageKind.HashBlock:
                _hashBlock = (message.Hash, message.Counter);
                _hasHashBlocks = true;
                break;
            case StreamMessageKind.RawBlock:
                derivesOwn = DeriveHashBlock(message) && _derivesBlocks;
                break;
            default:
                break;
        }
        _connected = message.Kind switch
        {
            StreamMessageKind.Connected => message.Hash,
            StreamMessageKind.HashBlock or StreamMessageKind.Other => _connected,
            _ => null,
        };
        // The body is gone once it was sent.
        byte[]? raw = derivesOwn ? message.Body.ToArray() : null;
        if (_routes.TryGetValue(message.Topic, out Route? route))
        {
            route.Send(message);
        }
        if (raw is not null)
        {
            DeriveOwn(message.Kind, message.Hash, raw);
        }
    }

    /// <summary>
    /// Messages may have been lost: hashes before this say nothing about what follows, unless their
    /// counter says that they belong to it. So each topic of a node that was restarted has its event,
    /// that of rawtx right behind the first hashtx. Counters of its own restart, so that subscribers
    /// see the break: those of the topic, if it is about one.
    /// </summary>
    internal void Break(StreamEvent reason)
    {
        (string? topic, uint? counter) = reason switch
        {
            PublisherRestarted e => (e.Topic, e.Received),
            Discontinuity e => (e.Topic, e.Received),
            Gap e => (e.Topic, e.Received),
            _ => ((string?)null, (uint?)null),
        };
        bool hasTransaction = topic == Topic.RawTransaction.Name && _hashTransaction?.Counter == counter;
        bool hasBlock = topic == Topic.RawBlock.Name && _hashBlock?.Counter == counter;
        (_hashTransaction, _hashBlock, _connected) =
            (hasTransaction ? _hashTransaction : null, hasBlock ? _hashBlock : null, null);
        if (ownCounters)
        {
            RestartCounters(topic);
        }
    }

    private void RestartCounters(string? topic) => notifications.Notify(topic, static (notifier, topic) =>
    {
        if (notifier is PublishNotifier publisher && (topic is null || Array.Exists(
            publisher.Topics, one => one.Name == topic || one.DerivedFrom?.Name == topic)))
        {
            publisher.MessageSequence = 0;
        }
        return true;
    });

    private static bool IsDerived(Topic topic, Topic source) => !topic.IsCore && topic.DerivedFrom == source;

    private static bool IsSource(NotificationInterface notifications, Topic source) =>
        notifications.Notifiers.Topics().Any(one => IsDerived(one.Topic, source));

    // A hash right before it with the same counter is its own.
    private void DeriveHashTransaction(in RelayMessage raw)
    {
        (Hash256 Id, uint? Counter)? hash = _hashTransaction;
        _hashTransaction = null;
        if ((fillsGaps && _hasHashTransactions)
            || !_routes.TryGetValue(Topic.HashTransaction.Name, out Route? route)
            || (hash is not null && hash.Value.Counter == raw.Counter && raw.Counter is not null))
        {
            return;
        }
        if (Transaction.TryReadId(raw.Body) is not { } id)
        {
            NotDerived ??= "Transactions of an unknown form are forwarded in rawtx only: hashtx is not derived from "
                + $"them. The first has {raw.Body.Length} bytes and message sequence {raw.Counter}.";
        }
        else if (id != hash?.Id)
        {
            route.Derive(raw.Counter, id, static (notifier, id) => notifier is PublishHashTransactionNotifier core
                ? core.NotifyId(id) : notifier.NotifyTransaction(new Transaction(id, default)));
        }
    }

    // False if the hash of the header is not the block's.
    private bool DeriveHashBlock(in RelayMessage raw)
    {
        if (fillsGaps && _hasHashBlocks)
        {
            return true;
        }
        (Hash256? hash, Hash256? announced) = (_hashBlock?.Hash, _hashBlock?.Hash ?? _connected);
        _hashBlock = null;
        if (announced is null ? HasForeignHashes : announced != raw.Hash)
        {
            NotDerived ??= "No hashblock is derived from blocks that do not hash to what the node announced: the first "
                + $"hashes to {raw.Hash}, and "
                + (announced is null ? "the chain is known to hash otherwise." : $"{announced} was announced.");
            return false;
        }
        if (hash is null && _routes.TryGetValue(Topic.HashBlock.Name, out Route? route))
        {
            route.Derive(
                raw.Counter, new BlockIndex(raw.Hash, UnknownHeight),
                static (notifier, index) => notifier.NotifyBlock(index));
        }
        return true;
    }

    // What does not parse was forwarded as it is; there is no transaction or block in it.
    private void DeriveOwn(StreamMessageKind kind, Hash256 hash, byte[] raw)
    {
        try
        {
            if (kind == StreamMessageKind.RawTransaction)
            {
                notifications.Notify(Transaction.Parse(raw), static (notifier, transaction) =>
                    !Array.Exists(notifier.Topics, topic => IsDerived(topic, Topic.RawTransaction))
                    || notifier.NotifyTransaction(transaction));
                return;
            }
            Block block = Block.Parse(raw);
            int height = BlockHeader.Read(raw).Version < 2
                ? UnknownHeight : CoinbaseHeight.Read(block.Transactions[0]) ?? UnknownHeight;
            _block = (hash, raw);
            notifications.Notify(new BlockIndex(hash, height), static (notifier, index) =>
                !Array.Exists(notifier.Topics, topic => IsDerived(topic, Topic.RawBlock))
                || notifier.NotifyBlock(index));
            _block = null;
        }
        catch (InvalidDataException exception)
        {
            NotDerived ??= $"Nothing is derived from a transaction or block of an unknown form: {exception.Message}";
        }
    }
}
