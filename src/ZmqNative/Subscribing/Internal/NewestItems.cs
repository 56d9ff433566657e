using System.Diagnostics.CodeAnalysis;

namespace ZmqNative.Subscribing;

/// <summary>
/// The items of a queue that keeps the newest notification of each topic, in the order in which they
/// came. What belongs to a topic goes with it: a gap before the notification, a malformed message.
/// </summary>
internal sealed class NewestItems
{
    // Malformed messages and duplicates without a notification between them.
    private const int MaximumOfTopic = 4;

    private readonly LinkedList<StreamItem> _items = [];
    private readonly Dictionary<(string Source, string Topic), List<LinkedListNode<StreamItem>>> _ofTopic = [];

    internal int Count => _items.Count;

    /// <summary>Removes what a new item replaces, and the oldest topic of a full queue.</summary>
    internal List<StreamItem> RemoveBefore(StreamItem item, int capacity)
    {
        List<StreamItem> removed = [];
        if (Key(item) is not { } key)
        {
            return removed;
        }
        if (_ofTopic.TryGetValue(key, out List<LinkedListNode<StreamItem>>? same)
            && (same.Count >= MaximumOfTopic || same.Exists(node => node.Value is Notification)))
        {
            Remove(key, removed);
        }
        if (_ofTopic.Count >= capacity && !_ofTopic.ContainsKey(key))
        {
            Remove(Key(_items.First(waiting => Key(waiting) is not null))!.Value, removed);
        }
        return removed;
    }

    internal void Add(StreamItem item)
    {
        LinkedListNode<StreamItem> node = _items.AddLast(item);
        if (Key(item) is { } key)
        {
            if (!_ofTopic.TryGetValue(key, out List<LinkedListNode<StreamItem>>? same))
            {
                _ofTopic[key] = same = [];
            }
            same.Add(node);
        }
    }

    /// <summary>Adds an event that belongs before everything else.</summary>
    internal void AddFirst(StreamItem item) => _items.AddFirst(item);

    internal bool TryTake([NotNullWhen(true)] out StreamItem? item)
    {
        item = _items.First?.Value;
        if (item is null)
        {
            return false;
        }
        if (Key(item) is { } key)
        {
            List<LinkedListNode<StreamItem>> same = _ofTopic[key];
            same.RemoveAt(0);
            if (same.Count == 0)
            {
                _ = _ofTopic.Remove(key);
            }
        }
        _items.RemoveFirst();
        return true;
    }

    private static (string Source, string Topic)? Key(StreamItem item) =>
        ItemQueue.LossOf(item) is (var topic, _) ? (item.Source, topic) : null;

    private void Remove((string Source, string Topic) key, List<StreamItem> removed)
    {
        foreach (LinkedListNode<StreamItem> node in _ofTopic[key])
        {
            removed.Add(node.Value);
            _items.Remove(node);
        }
        _ = _ofTopic.Remove(key);
    }
}
