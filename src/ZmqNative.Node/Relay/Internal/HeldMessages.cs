using ZmqNative.Subscribing;

namespace ZmqNative.Node.Relay;

/// <summary>
/// Messages that wait for the one that says what they belong to: a node sends the transactions of a block first, and which block it was afterwards. Only
/// while something may be missing before that block.
/// </summary>
internal sealed class HeldMessages(UpstreamRelay relay)
{
    // No block has as many transactions.
    private const int Most = 200_000;

    private readonly Queue<StreamItem> _items = [];

    internal bool IsEmpty => _items.Count == 0;

    internal void Add(StreamItem item)
    {
        if (_items.Count == Most)
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

    /// <summary>Drops the messages, which have been published already; what happened between them is taken note of.</summary>
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
