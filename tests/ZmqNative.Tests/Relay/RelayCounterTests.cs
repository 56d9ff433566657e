using ZmqNative.Bitcoin;
using ZmqNative.Node.Relay;
using ZmqNative.Protocol;
using ZmqNative.Tests.Chain;
using ZmqNative.Tests.Publishing;
using ZmqNative.Tests.Subscribing;

namespace ZmqNative.Tests.Relay;

/// <summary>The message sequences of a relay that repairs its chain show what was lost, and nothing else.</summary>
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
[Parallelizable(ParallelScope.All)]
public sealed class RelayCounterTests : IDisposable
{
    private readonly FollowNode _node = new() { NotifierTypes = ["pubhashblock", "pubhashtx", "pubrawblock", "pubrawtx", "pubsequence"] };

    public void Dispose() => _node.Dispose();

    [TestCase(0)]
    [TestCase(1)]
    public void Repaired_blocks_take_the_places_of_what_was_lost(int lostTransactions)
    {
        using Relaying relaying = new(RunningInterface.AllTopics(highWatermark: 0), _node.Rpc);
        using CounterReader reader = new(relaying.Join(RunningInterface.Anywhere, _node.Tip));
        uint first = SendRemoval(relaying, reader);
        for (int i = 0; i < 2 + lostTransactions; i++)
        {
            _ = i < 2 ? _node.Mine([]) : default;
            _ = relaying.Next("sequence");
        }
        _ = relaying.SendConnected(_node.Mine([]));
        // The relay knows no other number of this topic.
        byte[] hash = new byte[Hash256.Length];
        _node.Tip.CopyReversedTo(hash);
        _ = relaying.Send("hashblock", hash, 500);
        _ = SendRemoval(relaying, reader);
        Assert.That(reader.Counts["sequence"], Is.EqualTo(5), "three blocks between two transactions");
        Assert.That(reader.Jumps, Is.EqualTo(lostTransactions == 0 ? [] : new[] { $"sequence {first + 3} {first + 4}" }));
    }

    [Test]
    public void A_restart_of_the_node_shows_once()
    {
        using Relaying relaying = new(RunningInterface.AllTopics(highWatermark: 0), _node.Rpc);
        using CounterReader reader = new(relaying.Join(RunningInterface.Anywhere, _node.Tip));
        uint first = SendRemoval(relaying, reader);
        _ = _node.Mine([]);
        _ = _node.Mine([]);
        relaying.Restart("sequence");
        _ = relaying.SendConnected(_node.Mine([]));
        _ = SendRemoval(relaying, reader);
        Assert.That(reader.Jumps, Is.EqualTo([$"sequence {first + 3} 0"]));
    }

    /// <summary>Each topic of the node shows it with its first message, and says nothing of the others.</summary>
    [Test]
    public void A_restart_of_the_node_shows_once_for_each_topic_with_own_counters()
    {
        using Relaying relaying = new(RunningInterface.AllTopics(highWatermark: 0), _node.Rpc, ownCounters: true);
        using CounterReader reader = new(relaying.Join(RunningInterface.Anywhere, _node.Tip));
        _ = relaying.Send("hashtx", new byte[32]);
        _ = relaying.Send("hashtx", new byte[32]);
        _ = SendRemoval(relaying, reader);
        _ = _node.Mine([]);
        relaying.Restart("hashtx");
        relaying.Restart("sequence");
        _ = relaying.Send("hashtx", new byte[32]);
        _ = relaying.SendConnected(_node.Mine([]));
        _ = relaying.Send("hashtx", new byte[32]);
        _ = SendRemoval(relaying, reader);
        Assert.That(reader.Jumps.Select(jump => jump.Split(' ')[0]), Is.EquivalentTo(["hashtx", "sequence"]), string.Join(", ", reader.Jumps));
    }

    [Test]
    public void Blocks_that_come_after_those_above_them_are_no_gap()
    {
        using Relaying relaying = new(RunningInterface.AllTopics(highWatermark: 0), _node.Rpc);
        using CounterReader reader = new(relaying.Join(RunningInterface.Anywhere, _node.Tip));
        uint first = SendRemoval(relaying, reader);
        bool refuses = true;
        _node.Override = (_, _) => Volatile.Read(ref refuses) ? throw new FollowRefusal(-32600) : null;
        byte[][] lost = [Connected(_node.Mine([])), Connected(_node.Mine([]))];
        _ = relaying.Next("sequence");
        _ = relaying.Next("sequence");
        reader.ReadUntil(relaying.SendConnected(_node.Mine([])).Body);
        Assert.That(SpinWait.SpinUntil(() => relaying.Status.State == FeedState.Recovering, FakePublisher.Deadline), $"{relaying.Status}");
        Volatile.Write(ref refuses, false);
        reader.ReadUntil(lost[1]);
        _ = relaying.SendConnected(_node.Mine([]));
        _ = SendRemoval(relaying, reader);
        Assert.That(reader.Jumps, Is.EqualTo([$"sequence {first + 1} {first + 3}"]), "the loss, when it was not repaired yet");
    }

    /// <summary>+ is a message that the node did not send here; the others are the node's.</summary>
    [TestCase("5 6 9", "5 6 9")]
    [TestCase("5 5 6", "5 5 6")]
    [TestCase("4294967295 0 1", "4294967295 0 1")]
    [TestCase("4294967295 + 1", "4294967295 0 1")]
    [TestCase("5 + + 8 9", "5 6 7 8 9")]
    [TestCase("5 + + 9 10", "5 6 7 9 10")]
    [TestCase("5 + + 6 7 9", "5 6 7 8 9 11")]
    [TestCase("5 + + 7 8", "5 6 7 9 10")]
    [TestCase("5 + + 0 1", "5 6 7 0 1")]
    [TestCase("5 + + 6 0 1", "5 6 7 8 0 1")]
    [TestCase("+ 500 501 503", "0 1 2 4")]
    [TestCase("+ 500 2 3", "0 1 0 1")]
    public void Counters_are_placed(string messages, string expected)
    {
        const uint first = 0;
        ForwardedCounter counter = new(first);
        uint next = first;
        List<uint> placed = [];
        foreach (string message in messages.Split(' '))
        {
            placed.Add(message == "+" ? next : counter.Place(uint.Parse(message, System.Globalization.CultureInfo.InvariantCulture), next));
            next = unchecked(placed[^1] + 1);
        }
        Assert.That(string.Join(' ', placed), Is.EqualTo(expected));
    }

    private static byte[] Connected(Hash256 block)
    {
        byte[] body = new byte[SequenceBody.BlockLength];
        SequenceBody.Write(body, block, SequenceLabel.BlockConnect);
        return body;
    }

    // Everything before it has come then.
    private static uint SendRemoval(Relaying relaying, CounterReader reader)
    {
        (_, byte[] body, uint counter) = relaying.Send("sequence", [.. Guid.NewGuid().ToByteArray(), .. new byte[16], (byte)'R', .. new byte[8]]);
        reader.ReadUntil(body);
        return counter;
    }

    private sealed class CounterReader(TestSubscriber subscriber) : IDisposable
    {
        private readonly Dictionary<string, uint> _due = [];

        /// <summary>The messages of each topic.</summary>
        internal Dictionary<string, int> Counts { get; } = [];

        /// <summary>Topic, the counter that was due, and the one that came instead.</summary>
        internal List<string> Jumps { get; } = [];

        internal void ReadUntil(byte[] last)
        {
            while (true)
            {
                (string topic, byte[] body, uint counter) = Relaying.Read(subscriber);
                if (_due.TryGetValue(topic, out uint due) && counter != due)
                {
                    Jumps.Add($"{topic} {due} {counter}");
                }
                _due[topic] = counter + 1;
                Counts[topic] = Counts.GetValueOrDefault(topic) + 1;
                if (body.AsSpan().SequenceEqual(last))
                {
                    return;
                }
            }
        }

        public void Dispose() => subscriber.Dispose();
    }
}
