using System.Runtime.InteropServices;
using ZmqNative.Interop;

namespace ZmqNative.History;

/// <summary>The messages of one reply, in memory or from the store.</summary>
internal sealed class HistorySelection(HistoryMemory memory)
{
    /// <summary>The limits of docs/history-protocol.md.</summary>
    internal const int MaxMessages = 1000;
    internal const int MaxBytes = 256 << 10;

    // What libzmq holds for the three parts of a message, beside a large body.
    private const int MessageWeight = 192;

    private readonly List<Item> _items = new(MaxMessages);
    private readonly List<HistorySegment> _pinned = [];

    internal IReadOnlyList<Item> Items => _items;

    /// <summary>The items without a copy of each; valid until the selection changes.</summary>
    internal ReadOnlySpan<Item> Span => CollectionsMarshal.AsSpan(_items);

    internal Guid Stream { get; set; }

    /// <summary>The offset up to which everything was looked at.</summary>
    internal ulong Last { get; set; }

    /// <summary>The offset of the stream's newest message.</summary>
    internal ulong Head { get; set; }

    internal HistoryGap? Missing { get; set; }

    internal bool IsDone { get; set; }

    /// <summary>What the reply costs while nobody reads it.</summary>
    internal int Weight { get; private set; }

    /// <summary>Whether all that was selected goes into one reply.</summary>
    internal bool IsUnlimited { get; set; }

    private int Bytes { get; set; }

    /// <summary>Adds a message of a pinned segment; false if the reply has no room for it.</summary>
    internal bool TryAdd(HistorySegment segment, int index)
    {
        ref readonly HistoryEntry entry = ref segment.Entries[index];
        if (!HasRoom(entry.Length))
        {
            return false;
        }
        Add(
            new Item(
                segment.FirstOffset + (ulong)index, memory.Notifier(entry.Run), memory.TopicBytes(entry.Topic),
                entry.MessageSequence,
                entry.Start < 0 ? default : segment.Bytes.AsMemory(entry.Start, entry.Length),
                entry.Start < 0 ? segment.Shared(entry) : null),
            entry.Length);
        return true;
    }

    /// <summary>Adds a message of the store.</summary>
    internal void Add(in HistoryMessage message) =>
        Add(
            new Item(
                message.Position.Offset, message.Notifier, System.Text.Encoding.ASCII.GetBytes(message.Topic),
                message.MessageSequence, message.Body, Shared: null),
            message.Body.Length);

    /// <summary>The topic of the message that was added last.</summary>
    internal string TopicOfLast => System.Text.Encoding.ASCII.GetString(_items[^1].Topic);

    internal void RemoveLast() => _items.RemoveAt(_items.Count - 1);

    /// <summary>Puts the messages in publish order.</summary>
    internal void Sort() => _items.Sort(static (one, other) => one.Offset.CompareTo(other.Offset));

    /// <summary>Keeps a pin until the reply was sent.</summary>
    internal void Keep(HistorySegment segment) => _pinned.Add(segment);

    internal void Clear()
    {
        _items.Clear();
        _pinned.ForEach(memory.Unpin);
        _pinned.Clear();
        (Weight, Bytes, Missing, IsDone, IsUnlimited) = (0, 0, null, false, false);
    }

    private bool HasRoom(int length) =>
        _items.Count == 0 || IsUnlimited || (_items.Count < MaxMessages && Bytes + length <= MaxBytes);

    private void Add(in Item item, int length)
    {
        _items.Add(item);
        Bytes += length;
        Weight += length + MessageWeight;
    }

    /// <summary>A message with its parts; the body is in one of two places.</summary>
    internal readonly record struct Item(
        ulong Offset, HistoryNotifier Notifier, byte[] Topic, uint MessageSequence, ReadOnlyMemory<byte> Body,
        ZmqMessage? Shared);
}
