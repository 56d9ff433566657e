using ZmqNative.Bitcoin;
using ZmqNative.Diagnostics;

namespace ZmqNative.Publishing;

/// <content>What the node tells, and how notifiers hear of it.</content>
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
        using (_gate.EnterScope())
        {
            if (_sockets is null)
            {
                return;
            }
            long begun = Telemetry.BeginPublishing();
            // What happens most often, without delegates.
            (Notifier, MempoolCalls)[] all = _mempoolNotifiers;
            foreach ((Notifier notifier, MempoolCalls calls) in all)
            {
                // One that was told before may have removed it, or all.
                if (all != _mempoolNotifiers && IsRemoved(notifier))
                {
                    continue;
                }
                if (((calls & MempoolCalls.Transaction) != 0 && !notifier.NotifyTransaction(transaction))
                    || ((calls & MempoolCalls.Acceptance) != 0 && !notifier.NotifyTransactionAcceptance(transaction, mempoolSequence)))
                {
                    Remove(notifier);
                }
            }
            Telemetry.EndPublishing(begun);
        }
    }

    /// <inheritdoc/>
    public void TransactionRemovedFromMempool(Transaction transaction, MempoolRemovalReason reason, ulong mempoolSequence) =>
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
    /// Tells all notifiers of an event, in processing order; one that returns false is shut down and removed for good. For events
    /// that only notifiers of your own know: return true for the others.
    /// </summary>
    /// <typeparam name="TState">What the event carries.</typeparam>
    /// <param name="state">What the event carries.</param>
    /// <param name="notify">Tells one notifier.</param>
    public void Notify<TState>(TState state, Func<Notifier, TState, bool> notify)
    {
        ArgumentNullException.ThrowIfNull(notify);
        using (_gate.EnterScope())
        {
            if (_sockets is not null)
            {
                long begun = Telemetry.BeginPublishing();
                NotifyEach(state, notify);
                Telemetry.EndPublishing(begun);
            }
        }
    }

    /// <summary>Takes the lock under which notifiers and their sockets are used.</summary>
    internal Lock.Scope Hold() => _gate.EnterScope();

    /// <summary>Shuts a notifier down that has failed, and removes it. Under the lock.</summary>
    internal void Remove(Notifier notifier)
    {
        notifier.Shutdown();
        _ = _notifiers.Remove(notifier);
        _mempoolNotifiers = Array.FindAll(_mempoolNotifiers, one => one.Notifier != notifier);
    }

    // The transactions first, each to all notifiers, then the block; one lock around all of it.
    private void NotifyBlock(Block block, BlockIndex index, Func<Notifier, BlockIndex, bool> notifyBlock)
    {
        using (_gate.EnterScope())
        {
            if (_sockets is null)
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

    // By itself: what it makes for the search is made only then.
    private bool IsRemoved(Notifier notifier) => !Array.Exists(_mempoolNotifiers, one => one.Notifier == notifier);

    private void NotifyEach<TState>(TState state, Func<Notifier, TState, bool> notify)
    {
        for (int i = 0; i < _notifiers.Count;)
        {
            i = _notifiers[i].IsForwarding || notify(_notifiers[i], state) ? i + 1 : Remove(_notifiers[i], i);
        }
    }

    // The next one is at its place then.
    private int Remove(Notifier notifier, int place)
    {
        Remove(notifier);
        return place;
    }
}
