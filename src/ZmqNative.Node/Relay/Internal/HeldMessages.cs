using ZmqNative.Subscribing;

namespace ZmqNative.Node.Relay;

/// <summary>
/// Messages that wait for the message that shows which block they belong to, because a node sends
/// the transactions of a block first. Messages are held only while something may be missing before
/// that block.
/// </summary>
internal sealed class HeldMessages(UpstreamRelay relay)
{
    // No block has this many transactions.
    private const int Capacity = 200_000;

    private readonly Queue<StreamItem> _items = [];

    internal bool IsEmpty => _items.Count == 0;

    internal void Add(StreamItem item)
    {
        if (_items.Count == Capacity)
        {
            relay.Publish(_items.Dequeue());
        }
        _items.Enqueue(item);
    }

    internal void PublishAll()
    {
        while (_items.TryDequeue(out StreamItem? item))
        {
            relay.Publish(item);
        }
    }

    /// <summary>
    /// Drops the messages, which have been published already. The events between them are still
    /// passed on.
    /// </summary>
    internal void DropAll()
    {
        while (_items.TryDequeue(out StreamItem? item))
        {
            if (item is StreamEvent)
            {
                relay.Publish(item);
            }
        }
    }
}
