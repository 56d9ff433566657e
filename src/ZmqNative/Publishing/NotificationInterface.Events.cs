using ZmqNative.Bitcoin;
using ZmqNative.Diagnostics;
using ZmqNative.History;
using ZmqNative.Protocol;

namespace ZmqNative.Publishing;

/// <content>The node's events, and the calls of the notifiers.</content>
public sealed partial class NotificationInterface
{
    /// <inheritdoc/>
    public void UpdatedBlockTip(BlockIndex newTip, BlockIndex? fork, bool initialDownload)
    {
        ArgumentNullException.ThrowIfNull(newTip);
        if (!initialDownload && newTip.Hash != fork?.Hash)
        {
            Notify(newTip, static (notifier, tip) => notifier.NotifyBlock(tip));
        }
    }

    /// <inheritdoc/>
    public void TransactionAddedToMempool(Transaction transaction, ulong mempoolSequence)
    {
        using (Hold())
        {
            if (Sockets is null)
            {
                return;
            }
            long begun = Telemetry.BeginPublishing();
            // The most frequent event, therefore without delegates.
            (Notifier, MempoolCalls)[] all = _mempoolNotifiers;
            foreach ((Notifier notifier, MempoolCalls calls) in all)
            {
                // An earlier notifier's call may have removed this one, or all.
                if (all != _mempoolNotifiers && IsRemoved(notifier))
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

    /// <inheritdoc/>
    public void TransactionRemovedFromMempool(
        Transaction transaction, MempoolRemovalReason reason, ulong mempoolSequence) =>
        Notify((transaction, mempoolSequence), static (notifier, removed) =>
            notifier.NotifyTransactionRemoval(removed.transaction, removed.mempoolSequence));

    /// <inheritdoc/>
    public void BlockConnected(ChainstateRole role, Block block, BlockIndex index)
    {
        if (role != ChainstateRole.Historical)
        {
            NotifyBlock(block, index, static (notifier, connected) => notifier.NotifyBlockConnect(connected));
        }
    }

    /// <inheritdoc/>
    public void BlockDisconnected(Block block, BlockIndex index) =>
        NotifyBlock(block, index, static (notifier, disconnected) => notifier.NotifyBlockDisconnect(disconnected));

    /// <summary>
    /// Calls all notifiers, in processing order. A notifier for which false is returned is shut
    /// down and removed. Use it for events of your own notifiers, and return true for all others.
    /// </summary>
    /// <typeparam name="TState">The type of the event's data.</typeparam>
    /// <param name="state">The event's data.</param>
    /// <param name="notify">Calls one notifier; returns false if it failed.</param>
    public void Notify<TState>(TState state, Func<Notifier, TState, bool> notify)
    {
        ArgumentNullException.ThrowIfNull(notify);
        using (Hold())
        {
            if (Sockets is not null)
            {
                long begun = Telemetry.BeginPublishing();
                NotifyEach(state, notify);
                Telemetry.EndPublishing(begun);
            }
        }
    }

    /// <summary>
    /// Calls an observer with each message of the first notifier of each type, under the lock, before
    /// libzmq and the history take it.
    /// </summary>
    /// <returns>The history of the same messages; null if there is none.</returns>
    internal HistoryTail? Observe(Action<Topic, ReadOnlySpan<byte>, uint> observer)
    {
        using (Hold())
        {
            List<PublishNotifier> observed =
                [.. _notifiers.OfType<PublishNotifier>().DistinctBy(one => one.Type)];
            observed.ForEach(notifier => notifier.Observer += observer);
            return History?.Follow(observed.Select(notifier => notifier.PlaceInHistory));
        }
    }

    /// <summary>
    /// Takes the lock under which notifiers and their sockets are used, for something to publish.
    /// </summary>
    internal Lock.Scope Hold()
    {
        Lock.Scope scope = _gate.EnterScope();
        _lastEvent = Environment.TickCount64;
        return scope;
    }

    /// <summary>
    /// Shuts down and removes a notifier that has failed. The caller holds the lock.
    /// </summary>
    internal void Remove(Notifier notifier)
    {
        notifier.Shutdown();
        _ = _notifiers.Remove(notifier);
        _mempoolNotifiers = Array.FindAll(_mempoolNotifiers, one => one.Notifier != notifier);
    }

    // Calls all notifiers for each transaction, then for the block, all in one lock scope.
    private void NotifyBlock(Block block, BlockIndex index, Func<Notifier, BlockIndex, bool> notifyBlock)
    {
        using (Hold())
        {
            if (Sockets is null)
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

    // A separate method, so that the closure is allocated only on this rare path.
    private bool IsRemoved(Notifier notifier) => !Array.Exists(_mempoolNotifiers, one => one.Notifier == notifier);

    private void NotifyEach<TState>(TState state, Func<Notifier, TState, bool> notify)
    {
        for (int i = 0; i < _notifiers.Count;)
        {
            i = _notifiers[i].IsForwarding || notify(_notifiers[i], state) ? i + 1 : Remove(_notifiers[i], i);
        }
    }

    // The next notifier has moved to its place.
    private int Remove(Notifier notifier, int place)
    {
        Remove(notifier);
        return place;
    }
}
