using ZmqNative.Bitcoin;
using ZmqNative.Subscribing;

namespace ZmqNative.Node.Relay;

/// <summary>
/// The one path of a node's messages: publishes them immediately while nothing can be missing, and
/// after a possible loss publishes missing blocks first. <see cref="RelayState"/> draws the states.
/// </summary>
internal sealed class RelayStream(Forwarder forwarder, ChainRepair repair)
{
    // No block has this many transactions.
    private const int Capacity = 200_000;

    private readonly Queue<StreamItem> _held = [];
    private bool _hasSequence;
    private bool _isRestarted;

    internal RelayState State { get; private set; }

    /// <summary>Whether blocks before the last message may be missing.</summary>
    internal bool MayMissBlocks => State is not (RelayState.Live or RelayState.Overlapping);

    private bool IsInDoubt => State is RelayState.None or RelayState.Held;

    /// <summary>Notes that messages may have been lost.</summary>
    internal void Doubt() => State = State == RelayState.Behind ? RelayState.Behind : RelayState.Held;

    /// <summary>Publishes messages as they arrive, unless they have to wait.</summary>
    /// <param name="messages">The messages in their order.</param>
    /// <param name="limiter">Counts the messages published.</param>
    /// <param name="isTooFast">
    /// True if a pause is due, so that the messages behind those published have to wait.
    /// </param>
    /// <returns>The number of messages published.</returns>
    internal int Forward(ReadOnlySpan<IncomingMessage> messages, RateLimiter limiter, out bool isTooFast)
    {
        isTooFast = false;
        int count = 0;
        if (State != RelayState.Live)
        {
            return 0;
        }
        using Lock.Scope hold = forwarder.Hold();
        long now = limiter.IsLimited ? Environment.TickCount64 : 0;
        while (count < messages.Length && !isTooFast)
        {
            RelayMessage message = new(new ReceivedNotification(messages[count]));
            bool isTip = message.Kind == StreamMessageKind.HashBlock && _hasSequence;
            if (isTip && repair.Tip is { } tip && tip != message.Hash)
            {
                // A tip is announced after its C, so if that is not known, it was lost.
                Doubt();
                break;
            }
            Publish(message);
            FeedTelemetry.Published(messages[count].Time);
            isTooFast = limiter.IsTooFast(messages[count].Tracker!.Topic, now);
            count++;
        }
        return count;
    }

    /// <summary>Takes the next item: publishes it, holds it, or repairs the chain before it.</summary>
    internal async Task TakeAsync(StreamItem item, CancellationToken cancellationToken)
    {
        if (item is StreamEvent { MayHaveLostMessages: true })
        {
            _isRestarted = item is PublisherRestarted || (_isRestarted && MayMissBlocks);
            // The node may publish no sequence any more.
            _hasSequence &= item is not PublisherRestarted;
            Doubt();
        }
        (StreamMessageKind? kind, Hash256 block) = Read(item);
        if (kind == StreamMessageKind.Other)
        {
            // It belongs to no block, so it waits for none.
            Publish(item);
            return;
        }
        _held.Enqueue(item);
        bool waits = IsInDoubt || State == RelayState.Overlapping;
        switch (kind)
        {
            case StreamMessageKind.Connected or StreamMessageKind.HashBlock or StreamMessageKind.RawBlock when waits:
                await TakeBlockAsync(kind.Value, block, cancellationToken).ConfigureAwait(false);
                break;
            case StreamMessageKind.Disconnected when IsInDoubt:
                await ReachAsync(block, toParent: false, cancellationToken).ConfigureAwait(false);
                break;
            case StreamMessageKind.HashTransaction or StreamMessageKind.RawTransaction or null
                when waits && _hasSequence && _held.Count < Capacity:
                return;
        }
        Release();
    }

    /// <summary>
    /// Publishes the blocks up to the node's tip that the stream does not deliver.
    /// </summary>
    internal async Task ReachAsync(Hash256 tip, CancellationToken cancellationToken)
    {
        await ReachAsync(tip, toParent: false, cancellationToken).ConfigureAwait(false);
        if (State != RelayState.Overlapping)
        {
            Release();
        }
    }

    /// <summary>Publishes the messages that are still held.</summary>
    internal void Release()
    {
        while (_held.TryDequeue(out StreamItem? item))
        {
            Publish(item);
        }
    }

    private async Task TakeBlockAsync(StreamMessageKind kind, Hash256 block, CancellationToken cancellationToken)
    {
        bool isPublished = repair.Ahead.Contains(block);
        if (Connects(kind) && !isPublished && State == RelayState.Overlapping)
        {
            // What was published ahead of the stream does not come any more.
            repair.Ahead.Clear();
            State = RelayState.Live;
        }
        else if (!isPublished && IsInDoubt && (Connects(kind) || (repair.Tip is { } tip && tip != block)))
        {
            // A tip is announced after its C, so if that is not known, it was lost.
            await ReachAsync(block, toParent: Connects(kind), cancellationToken).ConfigureAwait(false);
            isPublished = !MayMissBlocks && repair.Ahead.Contains(block);
        }
        if (isPublished)
        {
            Drop();
        }
    }

    private async Task ReachAsync(Hash256 block, bool toParent, CancellationToken cancellationToken)
    {
        State = RelayState.Repairing;
        bool isComplete = await repair.ReachAsync(
            block, toParent, _isRestarted, cancellationToken).ConfigureAwait(false);
        State = !isComplete ? RelayState.Behind
            : repair.Ahead.Count > 0 ? RelayState.Overlapping : RelayState.Live;
    }

    private (StreamMessageKind? Kind, Hash256 Hash) Read(StreamItem item)
    {
        if (item is not OtherNotification notification)
        {
            return default;
        }
        RelayMessage message = new(notification);
        _hasSequence |= message.IsOfSequence;
        return (message.Kind, message.Hash);
    }

    // If there is a sequence topic, its message has connected a block before it is announced.
    private bool Connects(StreamMessageKind kind) => kind == StreamMessageKind.Connected
        || (!_hasSequence && kind is StreamMessageKind.HashBlock or StreamMessageKind.RawBlock);

    // The messages have been published already. What happened between them still counts.
    private void Drop()
    {
        while (_held.TryDequeue(out StreamItem? item))
        {
            if (item is StreamEvent)
            {
                Publish(item);
            }
        }
    }

    private void Publish(StreamItem item)
    {
        if (item is OtherNotification notification)
        {
            Publish(new RelayMessage(notification));
        }
        else if (item is StreamEvent { MayHaveLostMessages: true } reason)
        {
            forwarder.Break(reason);
        }
    }

    private void Publish(in RelayMessage message)
    {
        _hasSequence |= message.IsOfSequence;
        forwarder.Publish(message);
        if (Connects(message.Kind))
        {
            repair.Connected(message.Hash);
        }
        else if (message.Kind == StreamMessageKind.Disconnected)
        {
            repair.Disconnected(message.Hash);
        }
    }
}
