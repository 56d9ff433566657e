using ZmqNative.Bitcoin;
using ZmqNative.Protocol;
using ZmqNative.Subscribing;

namespace ZmqNative.Node.Relay;

/// <summary>
/// Publishes messages immediately while nothing can be missing. After a possible loss the first
/// block decides: missing blocks before it are published first, and its own messages wait for them.
/// </summary>
internal sealed class UnbrokenStream(UpstreamRelay relay, ChainRepair repair)
{
    private readonly HeldMessages _held = new(relay);

    // Blocks that were published because the stream seemed to have lost them, and that it may still
    // deliver.
    private readonly HashSet<Hash256> _repaired = [];
    private bool _hasSequence;
    private bool _isRestarted;

    /// <summary>True if all blocks before the last message are published.</summary>
    internal bool IsSettled { get; private set; } = true;

    /// <summary>Notes that messages may have been lost.</summary>
    internal void Unsettle() => IsSettled = false;

    /// <summary>Forwards messages as they are, up to the first that needs more.</summary>
    /// <param name="messages">The messages in their order.</param>
    /// <param name="limiter">Counts the messages published.</param>
    /// <param name="isTooFast">
    /// True if a pause is due, so that the messages behind those forwarded have to wait.
    /// </param>
    /// <returns>The number of messages forwarded.</returns>
    internal int PassOn(ReadOnlySpan<IncomingMessage> messages, RateLimiter limiter, out bool isTooFast)
    {
        isTooFast = false;
        int count = 0;
        if (!IsSettled || !_held.IsEmpty || _repaired.Count > 0 || !relay.CanPassOn)
        {
            return 0;
        }
        using Lock.Scope hold = relay.Hold();
        long now = limiter.IsLimited ? Environment.TickCount64 : 0;
        while (count < messages.Length && !isTooFast && TryPassOn(new ReceivedNotification(messages[count])))
        {
            FeedTelemetry.Published(messages[count].Time);
            isTooFast = limiter.IsTooFast(messages[count].Tracker!.Topic, now);
            count++;
        }
        return count;
    }

    // False if the message needs more; then nothing was done.
    private bool TryPassOn(in ReceivedNotification received)
    {
        if (received.MessageSequence is not uint counter)
        {
            return false;
        }
        Topic? topic = received.Known;
        if (topic == Topic.HashTransaction)
        {
            relay.PassOnHashTransaction(received.Parts, counter);
        }
        else if (topic == Topic.RawTransaction)
        {
            relay.PassOnRawTransaction(received.Parts, counter);
        }
        else if (topic == Topic.Sequence)
        {
            PassOnSequence(received, counter);
        }
        else if (topic == Topic.HashBlock)
        {
            Hash256 tip = NotificationParser.Hash(received.Body);
            relay.PassOnHashBlock(received.Parts, counter, tip);
            PassOnTip(tip);
        }
        else if (topic == Topic.RawBlock)
        {
            Hash256 block = BlockHeader.Read(received.Body).Hash;
            relay.PassOnRawBlock(received.Parts, counter, block);
            PassOnTip(block);
        }
        else
        {
            relay.PassOnOther(received.Parts, counter);
        }
        return true;
    }

    /// <summary>Takes the next item and its ownership.</summary>
    internal async Task TakeAsync(StreamItem item, CancellationToken cancellationToken)
    {
        if (item is HandshakeDone or Gap or Discontinuity or PublisherRestarted or Malformed)
        {
            _isRestarted = item is PublisherRestarted || (_isRestarted && !IsSettled);
            Unsettle();
        }
        _hasSequence |= item is BlockConnected or BlockDisconnected or TransactionAdded or TransactionRemoved;
        switch (item)
        {
            case BlockConnected { Hash: var hash }:
                await TakeBlockAsync(item, hash, cancellationToken).ConfigureAwait(false);
                break;
            case HashBlock { Hash: var hash }:
                await TakeTipAsync(item, hash, cancellationToken).ConfigureAwait(false);
                break;
            case RawBlock raw:
                await TakeTipAsync(item, BlockHeader.Read(raw.Body).Hash, cancellationToken).ConfigureAwait(false);
                break;
            case BlockDisconnected { Hash: var hash }:
                await TakeBackAsync(item, hash, cancellationToken).ConfigureAwait(false);
                break;
            case OtherNotification:
                // It belongs to no block, so it waits for none.
                relay.Publish(item);
                break;
            default:
                _held.Add(item);
                if (!_hasSequence || (IsSettled && _repaired.Count == 0)
                    || item is TransactionAdded or TransactionRemoved)
                {
                    _held.PublishAll();
                }
                break;
        }
    }

    /// <summary>
    /// Publishes the blocks up to the node's tip that the stream does not deliver.
    /// </summary>
    internal async Task ReachAsync(Hash256 tip, CancellationToken cancellationToken)
    {
        _repaired.UnionWith(await repair.ReachAsync(tip, _isRestarted, cancellationToken).ConfigureAwait(false));
        IsSettled = repair.Failure is null;
    }

    /// <summary>Publishes the messages that are still held.</summary>
    internal void Finish() => _held.PublishAll();

    private void PassOnSequence(in ReceivedNotification received, uint counter)
    {
        _hasSequence = true;
        if (received.Body.Length != SequenceBody.BlockLength)
        {
            relay.PassOnSequence(received.Parts, counter);
            return;
        }
        Hash256 block = NotificationParser.Hash(received.Body[..Hash256.Length]);
        bool isConnected = (SequenceLabel)received.Body[Hash256.Length] == SequenceLabel.BlockConnect;
        relay.PassOnSequence(received.Parts, counter);
        if (isConnected)
        {
            repair.Connected(block);
        }
        else
        {
            repair.Disconnected(block);
        }
    }

    private void PassOnTip(Hash256 block)
    {
        // If there is a sequence topic, its message has connected this block already.
        if (!_hasSequence)
        {
            repair.Connected(block);
        }
    }

    private async Task TakeBlockAsync(StreamItem item, Hash256 block, CancellationToken cancellationToken)
    {
        _held.Add(item);
        if (_repaired.Contains(block))
        {
            _held.DropAll();
            return;
        }
        await SettleAsync(block, cancellationToken).ConfigureAwait(false);
        _held.PublishAll();
        repair.Connected(block);
    }

    private async Task TakeTipAsync(StreamItem item, Hash256 block, CancellationToken cancellationToken)
    {
        // If there is a sequence topic, its message has connected this block already.
        if (!_hasSequence)
        {
            await TakeBlockAsync(item, block, cancellationToken).ConfigureAwait(false);
            return;
        }
        _held.Add(item);
        if (_repaired.Contains(block))
        {
            _held.DropAll();
        }
        _held.PublishAll();
    }

    private async Task TakeBackAsync(StreamItem item, Hash256 block, CancellationToken cancellationToken)
    {
        _held.Add(item);
        _ = _repaired.Remove(block);
        if (!IsSettled && repair.Failure is null)
        {
            _ = await repair.ReachAsync(block, _isRestarted, cancellationToken).ConfigureAwait(false);
        }
        IsSettled = repair.Failure is null;
        _held.PublishAll();
        repair.Disconnected(block);
    }

    private async Task SettleAsync(Hash256 block, CancellationToken cancellationToken)
    {
        _repaired.Clear();
        // A node that does not answer must not delay the stream repeatedly.
        if (!IsSettled && repair.Failure is null && repair.Tip is { } tip && tip != block)
        {
            _ = await repair.ReachParentAsync(block, _isRestarted, cancellationToken).ConfigureAwait(false);
        }
        IsSettled = repair.Failure is null;
    }
}
