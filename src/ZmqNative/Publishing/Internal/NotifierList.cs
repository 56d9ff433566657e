using Microsoft.Extensions.Logging;
using ZmqNative.Bitcoin;
using ZmqNative.Diagnostics;
using ZmqNative.Protocol;

namespace ZmqNative.Publishing;

/// <summary>
/// The notifiers of a <see cref="NotificationInterface"/> in processing order, and the lock under which
/// they and their sockets are used. Calls them, one event at a time, and removes those that fail.
/// </summary>
internal sealed class NotifierList
{
    private readonly Lock _gate = new();
    private readonly List<Notifier> _all;
    private (Notifier Notifier, MempoolCalls Calls)[] _ofMempool;

    // In milliseconds of Environment.TickCount64; 0 before the first.
    private long _lastEvent;

    /// <summary>Creates those that the options name, in Core's order.</summary>
    internal NotifierList(ZmqNotificationOptions options, NotifierFactories factories, ILogger logger)
    {
        _all = [.. from type in factories.Types
                   let configured = options.Of(type)
                   from address in configured.Addresses
                   select Create(type, ZmqAddress.Translate(address), configured.HighWatermark)];
        _ofMempool = [.. _all.Select(notifier => (notifier, notifier.MempoolCalls))
            .Where(one => one.MempoolCalls != MempoolCalls.None)];

        Notifier Create(string type, string address, int highWatermark)
        {
            Notifier notifier = factories.Create(type);
            notifier.Address = address;
            notifier.HighWatermark = highWatermark;
            notifier.Logger = logger;
            return notifier;
        }
    }

    /// <summary>Whether all were started: before that, and after the end, none is called.</summary>
    internal bool IsOpen { get; set; }

    /// <summary>Those that were not removed. The caller holds the lock.</summary>
    internal IReadOnlyList<Notifier> All => _all;

    /// <summary>The time since the lock was last taken to publish something.</summary>
    internal TimeSpan SinceLastEvent => TimeSpan.FromMilliseconds(Environment.TickCount64 - _lastEvent);

    /// <summary>The sum of the message sequences.</summary>
    internal long MessagesPublished
    {
        get
        {
            using (Enter())
            {
                return _all.OfType<PublishNotifier>().Sum(notifier => (long)notifier.MessageSequence);
            }
        }
    }

    /// <summary>Takes the lock.</summary>
    internal Lock.Scope Enter() => _gate.EnterScope();

    /// <summary>Takes the lock to publish something.</summary>
    internal Lock.Scope Hold()
    {
        Lock.Scope scope = Enter();
        _lastEvent = Environment.TickCount64;
        return scope;
    }

    /// <summary>The rows of <c>getzmqnotifications</c>.</summary>
    internal IReadOnlyList<ActiveNotification> Rows()
    {
        using (Enter())
        {
            return IsOpen ? [.. _all.Select(notifier =>
                new ActiveNotification(notifier.Type, notifier.Address, notifier.HighWatermark))] : [];
        }
    }

    /// <summary>The topics that they publish, each with the notifier's type.</summary>
    internal IReadOnlyList<PublishedTopic> Topics()
    {
        using (Enter())
        {
            return [.. _all.SelectMany(notifier =>
                notifier.Topics.Select(topic => new PublishedTopic(notifier.Type, topic))).Distinct()];
        }
    }

    /// <summary>Calls all for an event.</summary>
    internal void Notify<TState>(TState state, Func<Notifier, TState, bool> notify)
    {
        using (Hold())
        {
            if (IsOpen)
            {
                long begun = Telemetry.BeginPublishing();
                NotifyEach(state, notify);
                Telemetry.EndPublishing(begun);
            }
        }
    }

    /// <summary>Calls all for each transaction, then for the block, all under one lock.</summary>
    internal void NotifyBlock(Block block, BlockIndex index, Func<Notifier, BlockIndex, bool> notifyBlock)
    {
        using (Hold())
        {
            if (!IsOpen)
            {
                return;
            }
            long begun = Telemetry.BeginPublishing();
            foreach (Transaction transaction in block.Transactions)
            {
                NotifyEach(transaction, static (notifier, transaction) => notifier.NotifyTransaction(transaction));
            }
            NotifyEach(index, notifyBlock);
            Telemetry.EndPublishing(begun);
        }
    }

    /// <summary>
    /// Calls those that publish additions to the mempool: the most frequent event, therefore without
    /// delegates.
    /// </summary>
    internal void NotifyAddition(Transaction transaction, ulong mempoolSequence)
    {
        using (Hold())
        {
            if (!IsOpen)
            {
                return;
            }
            long begun = Telemetry.BeginPublishing();
            (Notifier, MempoolCalls)[] all = _ofMempool;
            foreach ((Notifier notifier, MempoolCalls calls) in all)
            {
                // An earlier notifier's call may have removed this one, or all.
                if (all != _ofMempool && IsRemoved(notifier))
                {
                    continue;
                }
                if (((calls & MempoolCalls.Transaction) != 0 && !notifier.NotifyTransaction(transaction))
                    || ((calls & MempoolCalls.Acceptance) != 0
                        && !notifier.NotifyTransactionAcceptance(transaction, mempoolSequence)))
                {
                    Remove(notifier);
                }
            }
            Telemetry.EndPublishing(begun);
        }
    }

    /// <summary>Shuts down and removes a notifier that has failed. The caller holds the lock.</summary>
    internal void Remove(Notifier notifier)
    {
        notifier.Shutdown();
        _ = _all.Remove(notifier);
        _ofMempool = Array.FindAll(_ofMempool, one => one.Notifier != notifier);
    }

    /// <summary>Removes all, which were shut down or never started. The caller holds the lock.</summary>
    internal void Clear()
    {
        IsOpen = false;
        _all.Clear();
        _ofMempool = [];
    }

    // A separate method, so that the closure is allocated only on this rare path.
    private bool IsRemoved(Notifier notifier) => !Array.Exists(_ofMempool, one => one.Notifier == notifier);

    private void NotifyEach<TState>(TState state, Func<Notifier, TState, bool> notify)
    {
        for (int i = 0; i < _all.Count;)
        {
            Notifier notifier = _all[i];
            if (notifier.IsForwarding || notify(notifier, state))
            {
                i++;
            }
            else
            {
                Remove(notifier); // The next one has moved to its place.
            }
        }
    }
}
