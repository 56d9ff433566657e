using System.Buffers.Binary;
using ZmqNative.Bitcoin;
using ZmqNative.Diagnostics;
using ZmqNative.Interop;
using ZmqNative.Protocol;
using ZmqNative.Publishing;
using ZmqNative.Subscribing;

namespace ZmqNative.Node.Relay;

/// <content>
/// Forwards messages part by part as libzmq received them: no byte is copied, and nothing is
/// allocated unless a message is derived.
/// </content>
internal sealed partial class UpstreamRelay
{
    private readonly Route _hashTransactions =
        new(notifications, Topic.HashTransaction), _rawTransactions = new(notifications, Topic.RawTransaction),
        _hashBlocks =
            new(notifications, Topic.HashBlock), _rawBlocks =
                new(notifications, Topic.RawBlock), _sequence = new(notifications, Topic.Sequence);

    /// <summary>False if messages have to be read, for a log line each.</summary>
    internal bool CanPassOn => !notifications.IsLogging;

    /// <summary>Takes the lock under which messages are forwarded.</summary>
    internal Lock.Scope Hold() => notifications.Hold();

    internal void PassOnSequence(IncomingMessage parts, uint counter) => PassOn(_sequence, parts, counter);

    internal void PassOnHashTransaction(IncomingMessage parts, uint counter)
    {
        Hash256.ReadReversed(parts.Body.Span, out _hashTransaction);
        (_hasHashTransaction, _hashTransactionCounter) = (true, counter);
        PassOn(_hashTransactions, parts, counter);
    }

    internal void PassOnRawTransaction(IncomingMessage parts, uint counter)
    {
        if (_hashTransactions.IsPublished)
        {
            // A hash right before it with the same counter is its own.
            if ((!_hasHashTransaction || _hashTransactionCounter != counter)
                && Transaction.TryReadId(parts.Body.Span) is { } id
                && !(_hasHashTransaction && id == _hashTransaction))
            {
                Derive(counter, id);
            }
            _hasHashTransaction = false;
        }
        byte[]? derived = _hasDerivedTransactions ? parts.Body.ToArray() : null;
        PassOn(_rawTransactions, parts, counter);
        if (derived is not null)
        {
            DeriveTransaction(derived);
        }
    }

    internal void PassOnHashBlock(IncomingMessage parts, uint counter, Hash256 hash)
    {
        _hashBlock = hash;
        PassOn(_hashBlocks, parts, counter);
    }

    internal void PassOnRawBlock(IncomingMessage parts, uint counter, Hash256 hash)
    {
        if (hash != _hashBlock && _hashBlocks.IsPublished)
        {
            Derive(counter, new BlockIndex(hash, UnknownHeight));
        }
        _hashBlock = null;
        byte[]? derived = _hasDerivedBlocks ? parts.Body.ToArray() : null;
        PassOn(_rawBlocks, parts, counter);
        if (derived is not null)
        {
            DeriveBlock(hash, derived);
        }
    }

    // Derives hashtx without allocating a transaction.
    private void Derive(uint counter, Hash256 id)
    {
        foreach (PublishNotifier notifier in _hashTransactions.Notifiers)
        {
            if (notifier.Socket is null)
            {
                continue; // It failed before and was removed.
            }
            if (!ownCounters)
            {
                notifier.MessageSequence = counter;
            }
            long begun = Telemetry.BeginPublishing();
            if (!(notifier is PublishHashTransactionNotifier core
                ? core.NotifyId(id) : notifier.NotifyTransaction(new Transaction(id, default))))
            {
                notifications.Remove(notifier);
            }
            Telemetry.EndPublishing(begun);
        }
    }

    private void Derive(uint counter, BlockIndex index) =>
        Notify(
            counter, index,
            static (notifier, index) => !notifier.Publishes(Topic.HashBlock) || notifier.NotifyBlock(index),
            Topic.HashBlock);

    private void PassOn(Route route, IncomingMessage parts, uint counter)
    {
        foreach (PublishNotifier notifier in route.Notifiers)
        {
            if (notifier.Socket is not { } socket)
            {
                continue; // It failed before and was removed.
            }
            long begun = Telemetry.BeginPublishing();
            if (!Send(notifier, socket, parts, route.IsShared, counter))
            {
                notifications.Remove(notifier);
            }
            Telemetry.EndPublishing(begun);
        }
    }

    // A single notifier takes ownership of the parts, several share them.
    private bool Send(PublishNotifier publisher, ZmqSocket socket, IncomingMessage parts, bool isShared, uint counter)
    {
        uint number = ownCounters ? publisher.MessageSequence : counter;
        int length = Telemetry.CountsMessages ? parts.Topic.Length + parts.Body.Length + sizeof(uint) : 0;
        if (ownCounters)
        {
            BinaryPrimitives.WriteUInt32LittleEndian(parts.Counter.WritableSpan, number);
        }
        bool isSent = isShared
            ? socket.Send(parts.Topic, more: true, wait: true, out int error)
                && socket.Send(parts.Body, more: true, wait: true, out error)
                && socket.Send(parts.Counter.Span, more: false, wait: true, out error)
            : socket.SendAndClear(parts.Topic, parts.Body, parts.Counter, out error);
        if (!isSent)
        {
            Log.Error(publisher.Logger, "Unable to send ZMQ msg", ZmqLibrary.DescribeError(error));
            return false;
        }
        publisher.MessageSequence = unchecked(number + 1);
        if (length > 0)
        {
            Telemetry.Published(publisher.Type, publisher.Address, 1, length);
        }
        return true;
    }

    /// <summary>The notifiers of one type.</summary>
    private sealed class Route
    {
        internal Route(NotificationInterface notifications, Topic topic)
        {
            List<PublishNotifier> notifiers = [];
            notifications.Notify((topic, notifiers), static (notifier, search) =>
            {
                if (notifier.Publishes(search.topic))
                {
                    search.notifiers.Add((PublishNotifier)notifier);
                }
                return true;
            });
            Topic = topic;
            Notifiers = [.. notifiers];
        }

        internal Topic Topic { get; }

        internal PublishNotifier[] Notifiers { get; }

        internal bool IsPublished => Notifiers.Length > 0;

        internal bool IsShared => Notifiers.Length > 1;
    }
}
