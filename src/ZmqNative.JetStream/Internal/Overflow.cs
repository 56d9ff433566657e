using ZmqNative.History;

namespace ZmqNative.JetStream;

/// <summary>
/// What the outbox leaves to the publisher's history, and reads from there when it has room again:
/// what did not fit; and, where history outlives a process, what an earlier one could not store.
/// </summary>
/// <remarks>
/// The outbox calls it under its lock, but for <see cref="Read"/> and <see cref="Find"/>, which may
/// wait for a disk.
/// <code>
///   oldest held      Begin            after              until   head
///   |  an earlier    |  read already  |  left to history |       |
///   |  process       |                |                  |       |
/// </code>
/// </remarks>
internal sealed class Overflow
{
    private readonly HistoryTail _history;
    private readonly List<HistoryMessage> _read = [];

    // Of each topic, up to where the stream has it.
    private readonly Dictionary<string, ulong> _stored = new(StringComparer.Ordinal);
    private ulong _after;
    private ulong _until;
    private long _left;

    internal Overflow(HistoryTail history)
    {
        _history = history;
        _until = history.Begin;
        _after = Math.Min(history.Oldest - 1, _until);
    }

    /// <summary>Whether something was left to the history and not read from there yet.</summary>
    internal bool IsUsed => _after < _until;

    /// <summary>Whether it is known what of it is stored, so that it can be read.</summary>
    internal bool IsPlaced { get; private set; }

    /// <summary>The messages that were left; those of an earlier process count as one.</summary>
    internal long Count => IsUsed ? Math.Max(1, _left) : 0;

    /// <summary>
    /// Leaves the message that is observed right now, which the history gets next.
    /// </summary>
    internal void Leave()
    {
        ulong offset = _history.Head + 1;
        if (!IsUsed)
        {
            _after = offset - 1;
        }
        _until = offset;
        _left++;
    }

    /// <summary>What to read next.</summary>
    internal (ulong After, ulong Until) Next => (_after, _until);

    /// <summary>Reads from the history.</summary>
    /// <returns>Some messages, also unwanted ones, and the offset up to which this is all.</returns>
    internal (IReadOnlyList<HistoryMessage> Messages, ulong Last) Read((ulong After, ulong Until) next)
    {
        _read.Clear();
        return (_read, _history.Read(next.After, next.Until, _read));
    }

    /// <summary>Whether a message that was read is to be stored.</summary>
    internal bool Takes(in HistoryMessage message)
    {
        ulong offset = message.Position.Offset;
        _left -= offset > _history.Begin ? 1 : 0;
        // Of an earlier process only what comes behind something that is stored.
        return _stored.TryGetValue(message.Topic, out ulong stored) ? offset > stored : offset > _history.Begin;
    }

    /// <summary>Goes on behind what was read.</summary>
    /// <returns>How many messages the history has lost; known when all the others were read.</returns>
    internal long Advance(ulong last)
    {
        _after = last;
        if (IsUsed)
        {
            return 0;
        }
        (long lost, _left) = (_left, 0);
        return lost;
    }

    /// <summary>Looks for a message of the stream.</summary>
    /// <returns>Its offset; null if the history does not hold it, or none of those that were left.</returns>
    internal ulong? Find(StoredPart part) =>
        part.Headers.Counter is { } counter ? _history.Find(part.Topic, counter, body => part.IsOf(body)) : null;

    /// <summary>The stream has a topic up to here.</summary>
    internal void MarkStored(string topic, ulong offset) =>
        _stored[topic] = Math.Max(offset, _stored.GetValueOrDefault(topic));

    /// <summary>What is stored was looked up; of an earlier process nothing before it is read.</summary>
    internal void Place()
    {
        if (!IsPlaced)
        {
            IsPlaced = true;
            ulong first = _stored.Count == 0 ? _history.Begin : _stored.Values.Min();
            _after = Math.Max(_after, Math.Min(_history.Begin, first));
        }
    }
}
