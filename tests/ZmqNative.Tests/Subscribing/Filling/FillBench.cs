using ZmqNative.Bitcoin;
using ZmqNative.Subscribing;

namespace ZmqNative.Tests.Subscribing.Filling;

/// <summary>A filler that gets some of what was published, and the account of what came out of it.</summary>
internal sealed class FillBench : INotificationHandler, IDisposable
{
    private const string Source = "tcp://127.0.0.1:1";

    private readonly NotificationSubscriberOptions _options;
    private readonly Dictionary<string, SequenceTracker> _trackers = [];
    private readonly GapFiller _filler;

    internal FillBench(Func<Hash256, CancellationToken, Task<byte[]>>? getBlock = null, TimeSpan? within = null)
    {
        _options = new NotificationSubscriberOptions
        {
            Addresses = { Source },
            FillGaps = true,
            GetBlock = getBlock,
            FillWithin = within ?? FakePublisher.Deadline,
        };
        _filler = new GapFiller(_options, this, () => { });
    }

    /// <summary>What came out: messages and events in their order.</summary>
    internal List<StreamItem> Items { get; } = [];

    internal IEnumerable<Gap> Gaps => Items.OfType<Gap>();

    /// <summary>What was recovered, as "topic counter".</summary>
    internal IEnumerable<string> Recovered =>
        Items.OfType<Notification>().Where(item => item.Recovered).Select(item => $"{item.Topic} {item.MessageSequence}");

    internal void Feed(IEnumerable<BurstNode.Published> messages)
    {
        foreach (BurstNode.Published message in messages)
        {
            if (!_trackers.TryGetValue(message.Topic, out SequenceTracker? tracker))
            {
                _trackers[message.Topic] = tracker = new SequenceTracker(Source, System.Text.Encoding.ASCII.GetBytes(message.Topic), _options);
            }
            using IncomingMessage parts = IncomingMessage.Create(tracker, message.Body, message.Counter, isRecovered: false);
            if (tracker.Observe(message.Counter, null, parts.Time) is { } revealed)
            {
                _filler.OnEvent(revealed);
            }
            _filler.OnNotification(new ReceivedNotification(parts));
            _filler.Advance();
        }
    }

    /// <summary>Waits until nothing is held any more.</summary>
    internal void WaitUntilSettled() => Assert.That(
        SpinWait.SpinUntil(() => { _filler.Advance(); return _filler.NextDeadline == long.MaxValue; }, FakePublisher.Deadline));

    internal void Stop() =>
        _filler.OnEvent(new StateChanged(string.Empty, DateTimeOffset.UtcNow, SubscriberState.Stopped));

    /// <summary>
    /// What is wrong: each topic's messages come in order, each as it was published; what did not arrive is marked, and what does not
    /// come is in a gap. Null when nothing is.
    /// </summary>
    internal string? FindFault(IReadOnlyList<BurstNode.Published> published, IReadOnlyCollection<BurstNode.Published> arrived)
    {
        HashSet<(string, uint)> received = [.. arrived.Select(message => (message.Topic, message.Counter))];
        Dictionary<(string, uint), byte[]> bodies = published.ToDictionary(message => (message.Topic, message.Counter), message => message.Body);
        Dictionary<string, uint> next = [];
        foreach (BurstNode.Published first in arrived)
        {
            next.TryAdd(first.Topic, first.Counter);
        }
        foreach (StreamItem item in Items)
        {
            if (item is Gap gap)
            {
                if ((gap.Expected, gap.Received) != (next[gap.Topic], gap.Expected + gap.Lost))
                {
                    return $"expected {next[gap.Topic]}: {gap}";
                }
                next[gap.Topic] += gap.Lost;
            }
            else if (item is Notification message)
            {
                (string, uint) key = (message.Topic, message.MessageSequence!.Value);
                uint due = next[key.Item1]++;
                if (key.Item2 != due || !bodies.TryGetValue(key, out byte[]? body) || !Body(message).SequenceEqual(body)
                    || message.Recovered == received.Remove(key))
                {
                    return $"expected {due}, as published: {message}";
                }
            }
        }
        return received.Count == 0 ? null : $"arrived and did not come out: {string.Join(", ", received)}";
    }

    public void OnNotification(in ReceivedNotification notification) => Items.Add(NotificationParser.Parse(notification));

    public void OnEvent(StreamEvent streamEvent) => Items.Add(streamEvent);

    public void Dispose() => _filler.Dispose();

    private static byte[] Body(Notification message)
    {
        byte[] Reversed(Hash256 hash, params byte[] more)
        {
            byte[] body = new byte[Hash256.Length];
            hash.CopyReversedTo(body);
            return [.. body, .. more];
        }
        return message switch
        {
            RawNotification raw => raw.BodyMemory.ToArray(),
            HashTransaction hash => Reversed(hash.TxId),
            HashBlock hash => Reversed(hash.Hash),
            BlockConnected block => Reversed(block.Hash, (byte)'C'),
            BlockDisconnected block => Reversed(block.Hash, (byte)'D'),
            TransactionAdded added => Reversed(added.TxId, [(byte)'A', .. BitConverter.GetBytes(added.MempoolSequence)]),
            TransactionRemoved removed => Reversed(removed.TxId, [(byte)'R', .. BitConverter.GetBytes(removed.MempoolSequence)]),
            _ => throw new InvalidOperationException($"{message}"),
        };
    }
}
