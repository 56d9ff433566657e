using System.Text;
using System.Threading.Channels;
using ZmqNative.Subscribing;

namespace ZmqNative.Link;

/// <summary>
/// What was received and waits for the reader. The peer has credit for as many notifications as
/// there is room for, and gets more as they are read.
/// </summary>
/// <param name="address">The link's address, for the items.</param>
/// <param name="capacity">The number of notifications.</param>
/// <param name="grant">Grants the peer further credit.</param>
internal sealed class LinkReader(string address, int capacity, Action<uint> grant)
{
    // Of events, so that a peer that comes and goes fills no memory.
    private const int MostEvents = 1000;
    private const int MostTopics = 256;

    private readonly Channel<StreamItem> _items = Channel.CreateUnbounded<StreamItem>();
    private readonly NotificationSubscriberOptions _options = new();
    private readonly Dictionary<string, SequenceTracker> _trackers = new(StringComparer.Ordinal);
    private int _queued;
    private int _events;
    private int _read;

    /// <summary>The credit of a peer that begins.</summary>
    internal uint Room => (uint)Math.Max(0, capacity - Volatile.Read(ref _queued));

    internal ChannelReader<StreamItem> Items => _items.Reader;

    /// <summary>Called by the link's thread.</summary>
    internal void Add(StreamEvent happened)
    {
        if (Volatile.Read(ref _events) < MostEvents)
        {
            _ = Interlocked.Increment(ref _events);
            _ = _items.Writer.TryWrite(happened);
        }
    }

    /// <summary>Takes a notification. Called by the link's thread.</summary>
    /// <returns>False when the peer has exceeded its credit; it is dropped.</returns>
    internal bool Take(IncomingMessage message)
    {
        // Twice, because credit is granted and used at both ends of a connection that may end.
        if (Volatile.Read(ref _queued) >= 2 * capacity)
        {
            return false;
        }
        string topic = Encoding.Latin1.GetString(message.Topic.Span);
        if (!_trackers.TryGetValue(topic, out SequenceTracker? tracker))
        {
            tracker = new SequenceTracker(address, message.Topic.Span, _options);
            if (_trackers.Count < MostTopics)
            {
                _trackers.Add(topic, tracker);
            }
        }
        DateTimeOffset now = DateTimeOffset.UtcNow;
        (message.Tracker, message.Time) = (tracker, now);
        message.MessageSequence = MessageRules.MessageSequence(message);
        if (MessageRules.WhyMalformed(tracker.Known, message, message.MessageSequence) is { } reason)
        {
            Add(new Malformed(address, now, topic, reason, message.CopyLengths()));
            grant(1);
            return true;
        }
        if (message.MessageSequence is { } sequence && tracker.Observe(sequence, connection: null, now) is { } revealed)
        {
            Add(revealed);
        }
        _ = Interlocked.Increment(ref _queued);
        _ = _items.Writer.TryWrite(NotificationParser.Parse(new ReceivedNotification(message)));
        return true;
    }

    /// <summary>An item was read.</summary>
    internal void Read(StreamItem item)
    {
        if (item is StreamEvent)
        {
            _ = Interlocked.Decrement(ref _events);
            return;
        }
        _ = Interlocked.Decrement(ref _queued);
        // Half of the room at a time, so that credit is few messages.
        if (Interlocked.Increment(ref _read) is var read && read >= (capacity + 1) / 2
            && Interlocked.CompareExchange(ref _read, 0, read) == read)
        {
            grant((uint)read);
        }
    }

    /// <summary>What was read is part of the new grant.</summary>
    internal void Forget() => Volatile.Write(ref _read, 0);

    internal void End() => _ = _items.Writer.TryComplete();
}
