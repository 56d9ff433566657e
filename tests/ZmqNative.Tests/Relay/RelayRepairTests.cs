using ZmqNative.Bitcoin;
using ZmqNative.Node.Relay;
using ZmqNative.Protocol;
using ZmqNative.Tests.Chain;
using ZmqNative.Tests.Publishing;
using ZmqNative.Tests.Subscribing;

namespace ZmqNative.Tests.Relay;

/// <summary>Blocks that the relay lost come downstream, each once, or are named.</summary>
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
[Parallelizable(ParallelScope.All)]
public sealed class RelayRepairTests : IDisposable
{
    private readonly FollowNode _node = new() { NotifierTypes = ["pubhashblock", "pubhashtx", "pubrawblock", "pubrawtx", "pubsequence"] };

    public void Dispose() => _node.Dispose();

    /// <summary>A node that was restarted refuses the cookie of its life before for a while.</summary>
    [Test]
    public void Blocks_come_when_the_node_answers_again()
    {
        using Relaying relaying = new(RunningInterface.AllTopics(highWatermark: 0), _node.Rpc);
        using TestSubscriber subscriber = relaying.Join(RunningInterface.Anywhere, _node.Tip);
        bool refuses = true;
        _node.Override = (_, _) => Volatile.Read(ref refuses) ? throw new FollowRefusal(-32600) : null;
        HashSet<Hash256> mined = [_node.Mine([]), _node.Mine([])];
        _ = relaying.Next("sequence");
        _ = relaying.Next("sequence");
        for (int i = 0; i < 3; i++)
        {
            mined.Add(_node.Mine([]));
            _ = relaying.SendConnected(_node.Tip);
        }
        Assert.That(SpinWait.SpinUntil(() => relaying.Status.State == FeedState.Recovering, FakePublisher.Deadline), $"{relaying.Status}");
        List<Hash256> connected = ReadConnected(subscriber, 3);
        Volatile.Write(ref refuses, false);
        connected.AddRange(ReadConnected(subscriber, 2));
        Assert.That(connected, Is.EquivalentTo(mined), "each of them, once");
        // From here on the stream and the chain are one again.
        _ = relaying.SendConnected(_node.Mine([]));
        Assert.That(ReadConnected(subscriber, 1), Is.EqualTo(new[] { _node.Tip }));
    }

    /// <summary>As where a rawblock was lost, and gaps are filled: the next one shows it.</summary>
    [Test]
    public async Task A_block_behind_the_next_ones_announcement_is_its_own()
    {
        using Relaying relaying = new(RunningInterface.AllTopics(highWatermark: 0), _node.Rpc, fillGaps: true);
        using TestSubscriber subscriber = relaying.Join(RunningInterface.Anywhere, _node.Tip);
        Hash256[] blocks = [_node.Mine([]), _node.Mine([])];
        foreach (Hash256 block in blocks)
        {
            byte[] hash = new byte[Hash256.Length];
            block.CopyReversedTo(hash);
            _ = relaying.SendConnected(block);
            _ = relaying.Send("hashblock", hash);
        }
        foreach (Hash256 block in blocks)
        {
            _ = relaying.Send("rawblock", await _node.Rpc.GetBlockAsync(block));
        }
        _ = relaying.SendConnected(_node.Mine([]));
        string[] topics = [.. Enumerable.Range(0, 7).Select(_ => Relaying.Read(subscriber).Topic)];
        Assert.That(topics, Is.EqualTo(
            new[] { "sequence", "hashblock", "sequence", "hashblock", "rawblock", "rawblock", "sequence" }));
        Assert.That(relaying.Status.Reason, Does.Not.Contain("No hashblock is derived"));
    }

    /// <summary>Beside a node that was killed: it has lost the only block that the relay knows.</summary>
    [Test]
    public void A_node_that_lost_every_block_seen_is_followed_from_below()
    {
        using Relaying relaying = new(RunningInterface.AllTopics(highWatermark: 0), _node.Rpc);
        int calls = 0;
        _node.Asked = method => _ = method == "getblockheader" ? Interlocked.Increment(ref calls) : 0;
        using TestSubscriber subscriber = relaying.Join(RunningInterface.Anywhere, _node.Tip);
        Assert.That(SpinWait.SpinUntil(() => Volatile.Read(ref calls) >= 5, FakePublisher.Deadline), "what is below is remembered");
        Assert.That(SpinWait.SpinUntil(() => relaying.Status.State == FeedState.Live, FakePublisher.Deadline));
        _node.Restart(lost: 2);
        HashSet<Hash256> mined = [_node.Mine([]), _node.Mine([]), _node.Mine([])];
        uint first = relaying.Next("sequence") - 1000;
        byte[] body = new byte[SequenceBody.BlockLength];
        SequenceBody.Write(body, _node.Tip, SequenceLabel.BlockConnect);
        relaying.Upstream.Send("sequence", body, first);
        Assert.That(ReadConnected(subscriber, 3), Is.EquivalentTo(mined));
    }

    [Test]
    public void Blocks_that_a_pruned_node_no_longer_has_are_named()
    {
        using Relaying relaying = new(RunningInterface.AllTopics(highWatermark: 0), _node.Rpc);
        using TestSubscriber subscriber = relaying.Join(RunningInterface.Anywhere, _node.Tip);
        _node.Override = (method, _) => method == "getblock" ? throw new FollowRefusal(-1) : null;
        Hash256[] lost = [_node.Mine([]), _node.Mine([]), _node.Mine([])];
        _ = relaying.Next("sequence");
        _ = relaying.SendConnected(_node.Mine([]));
        Assert.That(ReadConnected(subscriber, 4), Is.EqualTo([.. lost, _node.Tip]));
        string expected = $"The transactions and rawblock of blocks 5 to 7, {lost[0]} to {lost[2]}, were not published: the node no longer has them.";
        Assert.That(SpinWait.SpinUntil(() => relaying.Status.State == FeedState.Live && relaying.Status.Reason.EndsWith(expected, StringComparison.Ordinal), FakePublisher.Deadline), $"{relaying.Status}");
    }

    /// <summary>The tip is announced and its C was lost.</summary>
    [Test]
    public void A_block_whose_connection_was_lost_is_connected()
    {
        using Relaying relaying = new(RunningInterface.AllTopics(highWatermark: 0), _node.Rpc);
        using TestSubscriber subscriber = relaying.Join(RunningInterface.Anywhere, _node.Tip);
        Hash256 block = _node.Mine([]);
        _ = relaying.Next("sequence");
        // Something shows that messages were lost, before the tip is announced.
        _ = relaying.Send("sequence", [.. new byte[32], (byte)'R', .. new byte[8]]);
        byte[] hash = new byte[Hash256.Length];
        block.CopyReversedTo(hash);
        _ = relaying.Send("hashblock", hash);
        Assert.That(ReadConnected(subscriber, 1), Is.EqualTo(new[] { block }));
    }

    /// <summary>The end of a burst was dropped together with the C, which no later message has shown yet.</summary>
    [Test]
    public async Task A_tip_that_is_announced_before_the_loss_of_its_connection_shows_comes_once()
    {
        using Relaying relaying = new(RunningInterface.AllTopics(highWatermark: 0), _node.Rpc);
        using TestSubscriber subscriber = relaying.Join(RunningInterface.Anywhere, _node.Tip);
        Assert.That(SpinWait.SpinUntil(() => relaying.Status.State == FeedState.Live, FakePublisher.Deadline));
        Hash256 first = _node.Mine([]);
        _ = relaying.SendConnected(first);
        Assert.That(ReadConnected(subscriber, 1), Is.EqualTo(new[] { first }));
        Hash256 block = _node.Mine([]);
        _ = relaying.Next("sequence");
        byte[] hash = new byte[Hash256.Length];
        block.CopyReversedTo(hash);
        _ = relaying.Send("hashblock", hash);
        _ = relaying.Send("rawblock", await _node.Rpc.GetBlockAsync(block));
        _ = relaying.Send("sequence", [.. new byte[32], (byte)'R', .. new byte[8]]);
        Hash256 last = _node.Mine([]);
        _ = relaying.SendConnected(last);
        List<string> topics = [];
        for (Hash256? connected = null; connected != last;)
        {
            (string topic, byte[] body, _) = Relaying.Read(subscriber);
            connected = ConnectedBy(topic, body);
            topics.Add(connected == last ? "last" : topic == "sequence" ? $"{(char)body[Hash256.Length]}" : topic);
        }
        Assert.That(topics.Where(topic => topic is not ("hashtx" or "rawtx")), Is.EqualTo(new[] { "C", "hashblock", "rawblock", "R", "last" }));
    }

    /// <summary>Each loss starts a grace period: they do not put off for ever that the node is asked.</summary>
    [Test]
    public async Task Losses_that_follow_each_other_hold_no_block_back()
    {
        using Relaying relaying = new(RunningInterface.AllTopics(highWatermark: 0), _node.Rpc);
        using TestSubscriber subscriber = relaying.Join(RunningInterface.Anywhere, _node.Tip);
        bool refuses = true;
        _node.Override = (_, _) => Volatile.Read(ref refuses) ? throw new FollowRefusal(-32600) : null;
        Hash256 lost = _node.Mine([]);
        _ = relaying.Next("sequence");
        Hash256 next = _node.Mine([]);
        _ = relaying.SendConnected(next);
        Assert.That(SpinWait.SpinUntil(() => relaying.Status.State == FeedState.Recovering, FakePublisher.Deadline), $"{relaying.Status}");
        using CancellationTokenSource end = new();
        Task losing = Task.Run(async () =>
        {
            while (!end.IsCancellationRequested)
            {
                _ = relaying.Next("hashtx");
                _ = relaying.Send("hashtx", new byte[32]);
                await Task.Delay(200);
            }
        });
        Volatile.Write(ref refuses, false);
        Assert.That(ReadConnected(subscriber, 2), Is.EquivalentTo(new[] { lost, next }));
        await end.CancelAsync();
        await losing;
    }

    /// <summary>The node takes connections and does not answer.</summary>
    [Test]
    public void What_waits_for_the_node_is_said()
    {
        using Relaying relaying = new(RunningInterface.AllTopics(highWatermark: 0), _node.Rpc);
        using TestSubscriber subscriber = relaying.Join(RunningInterface.Anywhere, _node.Tip);
        using ManualResetEventSlim answers = new();
        _node.Asked = _ => answers.Wait(FakePublisher.Deadline);
        _ = _node.Mine([]);
        _ = relaying.Next("sequence");
        _ = relaying.SendConnected(_node.Mine([]));
        string expected = $"Messages wait for blocks that may be missing: {_node.Rpc.Address} is asked for them.";
        Assert.That(SpinWait.SpinUntil(() => relaying.Status is { State: FeedState.Recovering } status && status.Reason == expected, FakePublisher.Deadline), $"{relaying.Status}");
        answers.Set();
        Assert.That(ReadConnected(subscriber, 2), Has.Count.EqualTo(2));
        Assert.That(SpinWait.SpinUntil(() => relaying.Status.State == FeedState.Live, FakePublisher.Deadline), $"{relaying.Status}");
    }

    private static List<Hash256> ReadConnected(TestSubscriber subscriber, int count)
    {
        List<Hash256> connected = [];
        long start = Environment.TickCount64;
        while (connected.Count < count)
        {
            Assert.That(Environment.TickCount64 - start, Is.LessThan(FakePublisher.Deadline.TotalMilliseconds), $"{count} blocks, not only {connected.Count}");
            (string topic, byte[] body, _) = Relaying.Read(subscriber);
            if (ConnectedBy(topic, body) is { } block)
            {
                connected.Add(block);
            }
        }
        return connected;
    }

    private static Hash256? ConnectedBy(string topic, byte[] body) =>
        topic == "sequence" && body.Length == SequenceBody.BlockLength && body[^1] == (byte)'C'
            ? Hash256.Parse(Convert.ToHexStringLower(body.AsSpan(0, Hash256.Length))) : null;
}
