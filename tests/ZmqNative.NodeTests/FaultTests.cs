using ZmqNative.Bitcoin;
using ZmqNative.Subscribing;
using ZmqNative.Testing;

namespace ZmqNative.NodeTests;

/// <summary>A real node that is reorganised, stopped, killed, frozen and cut off: no block is missing, the mirror equals its mempool, and every break is told.</summary>
public sealed class FaultTests
{
    private static readonly string[] s_topics = ["hashblock", "hashtx", "rawblock", "rawtx", "sequence"];

    private string _address = null!;
    private RegtestNode _node = null!;

    [SetUp]
    public void StartNode()
    {
        _address = Port.FreeAddress();
        _node = RegtestNode.Start([.. s_topics.Select(topic => $"-zmqpub{topic}={_address}")]);
        _node.Generate(110);
        _node.Flush();
    }

    [TearDown]
    public void EndNode() => _node?.Dispose();

    [Test]
    public void Blocks_reorganisations_and_a_busy_mempool()
    {
        using Watcher watcher = new(_node, _address);
        _node.Generate(3);
        Coin coin = _node.TakeCoin();
        _node.SendTransaction(coin);
        _node.SendTransaction(coin, fee: 200_000);
        Spend split = _node.SendTransaction(outputs: 20);
        _node.Generate(1);
        foreach (Coin output in split.Outputs)
        {
            _node.SendTransaction(output);
        }
        _node.Reorganise(3);
        watcher.WaitUntilEqual();
        _node.Generate(2);
        // A block with a transaction that conflicts with one in the mempool.
        Coin contested = _node.TakeCoin();
        _node.SendTransaction(contested);
        _node.GenerateWith(new Spend(contested, 1, 300_000));
        watcher.WaitUntilEqual();
        Assert.That(watcher.Seen<Gap>(), Is.Empty);
        Assert.That(watcher.Steps.Count(step => !step.IsConnected), Is.EqualTo(3));
    }

    [Test]
    public void A_node_that_is_stopped_and_comes_back()
    {
        using Watcher watcher = new(_node, _address);
        _node.SendTransaction();
        // Far enough that a counter from 0 on is behind, even if the first messages come before the subscription.
        _node.Generate(50);
        _node.SendTransaction();
        watcher.WaitUntilEqual();
        _node.Restart();
        _node.Generate(1);
        _node.SendTransaction();
        watcher.WaitUntilEqual();
        Assert.That(watcher.Seen<Disconnected>(), Is.Not.Empty);
        watcher.WaitUntil(() => watcher.Seen<PublisherRestarted>().Length > 0 || _node.Generate(1).Length == 0, "a message of the node's new life");
        watcher.WaitUntilEqual();
        Assert.That(watcher.Seen<Gap>(), Is.Empty);
    }

    [Test]
    public void A_node_that_is_killed_and_has_lost_its_newest_blocks()
    {
        using Watcher watcher = new(_node, _address);
        _node.SendTransaction();
        Hash256[] lost = _node.Generate(3);
        _node.SendTransaction();
        watcher.WaitUntilEqual();
        _node.Kill9();
        _node.Restart();
        Assert.That(_node.Height, Is.EqualTo(110), "the blocks were meant to be lost");
        watcher.WaitUntilEqual();
        _node.Generate(2);
        watcher.WaitUntilEqual();
        Assert.That(watcher.Steps.Where(step => !step.IsConnected).Select(step => step.Hash), Is.EqualTo(lost.Reverse()));
    }

    [Test]
    public void A_node_that_is_frozen_with_its_connection_open()
    {
        using Watcher watcher = new(_node, _address);
        _node.Generate(1);
        watcher.WaitUntilEqual();
        watcher.WaitUntil(() => watcher.IsDoneWith<RawBlock>(), "the last message of the block");
        _node.Freeze();
        watcher.WaitUntil(() => watcher.Seen<Disconnected>().Length > 0, "the heartbeat to miss its answer");
        _node.Thaw();
        _node.Generate(2);
        _node.SendTransaction();
        watcher.WaitUntilEqual();
    }

    [Test]
    public void A_link_that_is_cut_while_blocks_are_mined()
    {
        using TestLink link = new(_address);
        using Watcher watcher = new(_node, link.Address);
        _node.Generate(1);
        watcher.WaitUntilEqual();
        link.Pause();
        _node.Generate(5);
        _node.SendTransaction();
        watcher.WaitUntil(() => watcher.Seen<Disconnected>().Length > 0, "the heartbeat to miss its answer");
        link.Cut();
        link.Resume();
        watcher.WaitUntilEqual();
        watcher.WaitUntil(() => watcher.Seen<Discontinuity>().Length > 0 || _node.Generate(1).Length == 0, "the break to show with a message after it");
        watcher.WaitUntilEqual();
        Assert.That(watcher.Seen<Gap>(), Is.Empty, "no number is invented for what a cut link swallowed");
    }

    [Test]
    public void Several_faults_in_a_row_with_traffic_all_the_time()
    {
        using TestLink link = new(_address);
        using Watcher watcher = new(_node, link.Address);
        for (int round = 0; round < 3; round++)
        {
            Spend split = _node.SendTransaction(outputs: 30);
            _node.Generate(3);
            foreach (Coin coin in split.Outputs.Take(10))
            {
                _node.SendTransaction(coin);
            }
            link.Pause();
            _node.Reorganise(2);
            foreach (Coin coin in split.Outputs.Skip(10).Take(10))
            {
                _node.SendTransaction(coin);
            }
            _node.Restart();
            link.Cut();
            link.Resume();
            foreach (Coin coin in split.Outputs.Skip(20))
            {
                _node.SendTransaction(coin);
            }
            _node.Generate(1);
            watcher.WaitUntilEqual();
        }
    }

    [Test]
    public void A_reader_slower_than_the_high_water_mark_learns_of_every_loss()
    {
        const int Transactions = 600;
        string address = Port.FreeAddress();
        using RegtestNode node = RegtestNode.Start($"-zmqpubrawtx={address}", $"-zmqpubsequence={address}", "-zmqpubrawtxhwm=10", "-zmqpubsequencehwm=10");
        node.Generate(120);
        using NotificationSubscriber subscriber = new(new NotificationSubscriberOptions { Addresses = { address }, QueueCapacity = 5, ReceiveHighWatermark = 5, HeartbeatInterval = TimeSpan.FromSeconds(1), HeartbeatTimeout = TimeSpan.FromSeconds(5) });
        while (subscriber.State != SubscriberState.Live)
        {
            Thread.Yield();
        }
        // Large transactions, to fill the kernel's buffers.
        for (int i = 0; i < Transactions / 150; i++)
        {
            Coin coinbase = node.TakeCoin();
            while (coinbase.Value < 1_000_000_000)
            {
                coinbase = node.TakeCoin();
            }
            Spend split = node.SendTransaction(coinbase, outputs: 200);
            node.Generate(1);
            foreach (Coin coin in split.Outputs.Take(150))
            {
                node.SendTransaction(coin, outputs: 200);
            }
            node.Generate(1);
        }
        Dictionary<string, uint> first = [], last = [];
        Dictionary<string, long> accounted = [];
        long lost = 0;
        Hash256 sentinel = default;
        bool delivered = false;
        using CancellationTokenSource deadline = new(RegtestNode.Deadline * 2);
        while (!delivered)
        {
            if (!subscriber.TryRead(out StreamItem? item))
            {
                // Everything is read: a block is announced with room for its message, and shows what was lost before it.
                sentinel = sentinel == default || node.Tip == sentinel ? node.Generate(1)[0] : sentinel;
                item = subscriber.ReadAsync(deadline.Token).AsTask().Result!;
            }
            if (item is Gap gap)
            {
                accounted[gap.Topic] = accounted.GetValueOrDefault(gap.Topic) + gap.Lost;
                lost += gap.Lost;
            }
            else if (item is Notification { MessageSequence: uint number } notification)
            {
                first.TryAdd(notification.Topic, number);
                last[notification.Topic] = number;
                accounted[notification.Topic] = accounted.GetValueOrDefault(notification.Topic) + 1;
                delivered = notification is BlockConnected block && block.Hash == sentinel;
            }
        }
        Assert.That(lost, Is.GreaterThan(0), "the flood was meant to be too much");
        foreach (string topic in first.Keys)
        {
            Assert.That(accounted[topic], Is.EqualTo((long)last[topic] - first[topic] + 1), topic);
        }
    }
}
