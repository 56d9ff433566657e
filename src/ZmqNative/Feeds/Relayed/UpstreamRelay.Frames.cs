using System.Buffers.Binary;
using ZmqNative.Interop;
using ZmqNative.Node;
using ZmqNative.Notifiers;
using ZmqNative.Subscriber;

namespace ZmqNative.Feeds;

/// <content>Messages passed on part by part as libzmq received them: no byte of them is copied, and nothing is allocated unless something is derived.</content>
internal sealed partial class UpstreamRelay
{
    private readonly Route _hashTransactions = new(notifications, "pubhashtx"), _rawTransactions = new(notifications, "pubrawtx"), _hashBlocks = new(notifications, "pubhashblock"),
        _rawBlocks = new(notifications, "pubrawblock"), _sequence = new(notifications, "pubsequence");

    // A notifier of somebody's own wants events.
    private readonly bool _hasOnlyCores = notifications.GetActiveNotifications().All(row => UpstreamTopics.IsCores(row.Type));

    /// <summary>Whether messages can be passed on: with a line of log for each they have to be read.</summary>
    internal bool CanPassOn => _hasOnlyCores && !notifications.IsLogging;

    internal void PassOnSequence(MessageParts parts, uint counter) => PassOn(_sequence, parts, counter);

    internal void PassOnHashTransaction(MessageParts parts, uint counter)
    {
        (_hashTransaction, _hashTransactionCounter) = (NotificationParser.Hash(parts.Body.Span), counter);
        PassOn(_hashTransactions, parts, counter);
    }

    internal void PassOnRawTransaction(MessageParts parts, uint counter)
    {
        if (_hashTransactions.IsPublished)
        {
            // The hash right before it with the same counter is its own.
            if ((_hashTransaction is null || _hashTransactionCounter != counter) && TryReadId(parts.Body.Span) is { } id && id != _hashTransaction)
            {
                Derive(counter, new Transaction(id, default));
            }
            _hashTransaction = null;
        }
        PassOn(_rawTransactions, parts, counter);
    }

    internal void PassOnHashBlock(MessageParts parts, uint counter, Hash256 hash)
    {
        _hashBlock = hash;
        PassOn(_hashBlocks, parts, counter);
    }

    internal void PassOnRawBlock(MessageParts parts, uint counter, Hash256 hash)
    {
        if (hash != _hashBlock && _hashBlocks.IsPublished)
        {
            Derive(counter, new BlockIndex(hash, UnknownHeight));
        }
        _hashBlock = null;
        PassOn(_rawBlocks, parts, counter);
    }

    private void Derive(uint counter, Transaction transaction) =>
        Notify(counter, transaction, static (notifier, transaction) => notifier.Type != "pubhashtx" || notifier.NotifyTransaction(transaction), "pubhashtx");

    private void Derive(uint counter, BlockIndex index) =>
        Notify(counter, index, static (notifier, index) => notifier.Type != "pubhashblock" || notifier.NotifyBlock(index), "pubhashblock");

    private void PassOn(Route route, MessageParts parts, uint counter)
    {
        if (route.IsPublished)
        {
            notifications.Notify((Relay: this, route, parts, counter), static (notifier, all) =>
                notifier.Type != all.route.Type || all.Relay.Send((PublishNotifier)notifier, all.parts, all.route.IsShared, all.counter));
        }
    }

    // One notifier takes the parts, several share them.
    private bool Send(PublishNotifier publisher, MessageParts parts, bool isShared, uint counter)
    {
        ZmqSocket socket = publisher.Socket!;
        uint number = ownCounters ? publisher.MessageSequence : counter;
        int length = Telemetry.CountsMessages ? parts.Topic.Span.Length + parts.Body.Span.Length + sizeof(uint) : 0;
        try
        {
            _ = isShared ? socket.Send(parts.Topic, more: true) : socket.SendAndClear(parts.Topic, more: true);
            _ = isShared ? socket.Send(parts.Body, more: true) : socket.SendAndClear(parts.Body, more: true);
            if (ownCounters)
            {
                Span<byte> own = stackalloc byte[sizeof(uint)];
                BinaryPrimitives.WriteUInt32LittleEndian(own, number);
                _ = socket.Send(own);
            }
            else
            {
                _ = isShared ? socket.Send(parts.Counter) : socket.SendAndClear(parts.Counter);
            }
        }
        catch (ZmqException exception)
        {
            Log.Error(publisher.Logger, "Unable to send ZMQ msg", exception.ErrorText);
            return false;
        }
        publisher.MessageSequence = unchecked(number + 1);
        if (length > 0)
        {
            Telemetry.Published(publisher, 1, length);
        }
        return true;
    }

    /// <summary>To how many notifiers a type goes.</summary>
    private sealed class Route(NotificationInterface notifications, string type)
    {
        private readonly int _notifiers = notifications.GetActiveNotifications().Count(row => row.Type == type);

        internal string Type => type;

        internal bool IsPublished => _notifiers > 0;

        internal bool IsShared => _notifiers > 1;
    }
}
