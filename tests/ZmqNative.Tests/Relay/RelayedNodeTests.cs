using ZmqNative.Bitcoin;
using ZmqNative.Interop;
using ZmqNative.Publishing;
using ZmqNative.Tests.Bitcoin;
using ZmqNative.Tests.Chain;
using ZmqNative.Tests.Publishing;
using ZmqNative.Tests.Subscribing;
using Message = (string Topic, byte[] Body, uint Counter);

namespace ZmqNative.Tests.Relay;

/// <summary>What a relay makes of the messages of a node that is played here.</summary>
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
[Parallelizable(ParallelScope.All)]
public sealed class RelayedNodeTests : IDisposable
{
    private const string Second = "tcp://127.0.0.2:*";

    private static readonly ReadOnlyMemory<byte>[] s_transactions = [.. Block.Parse(RealBlocks.Read(RealBlocks.WithSegwit)).Transactions[1..4].ToArray().Select(transaction => transaction.Raw)];

    private readonly FollowNode _node = new();

    public void Dispose() => _node.Dispose();

    [TestCase(false)]
    [TestCase(true)]
    public void Messages_are_passed_on_as_they_came(bool areTwoAddresses)
    {
        ZmqNotificationOptions options = RunningInterface.AllTopics(highWatermark: 0);
        string[] addresses = areTwoAddresses ? [RunningInterface.Anywhere, Second] : [RunningInterface.Anywhere];
        foreach (IList<string> list in areTwoAddresses ? new[] { options.PubHashBlock, options.PubHashTransaction, options.PubRawBlock, options.PubRawTransaction, options.PubSequence } : [])
        {
            list.Add(Second);
        }
        using Relaying relaying = new(options, _node.Rpc);
        TestSubscriber[] subscribers = [.. addresses.Select(address => relaying.Join(address, _node.Tip))];
        // What came for the others to join.
        Message mark = relaying.Send("hashtx", Samples.Reversed(9));
        foreach (TestSubscriber subscriber in subscribers)
        {
            while (Relaying.Read(subscriber).Topic != "hashtx")
            {
            }
        }
        byte[] block = [.. new byte[100_000]];
        Message[] sent =
        [
            relaying.Send("hashtx", Reversed(Transaction.Parse(s_transactions[0]).Id)),
            relaying.Send("rawtx", s_transactions[0].ToArray(), mark.Counter + 1),
            relaying.Send("sequence", [.. new byte[32], (byte)'R', .. new byte[8]]),
            relaying.SendConnected(_node.Mine([])),
            relaying.Send("hashblock", Reversed(DoubleSha256.Hash(block.AsSpan(0, 80)))),
            relaying.Send("rawblock", block),
            relaying.Send("sequence", [.. new byte[32], (byte)'A', .. new byte[8]]),
        ];
        foreach (TestSubscriber subscriber in subscribers)
        {
            Assert.That(sent.Select(_ => Relaying.Read(subscriber)).Select(Text), Is.EqualTo(sent.Select(Text)));
            subscriber.Dispose();
        }
    }

    [Test]
    public void Hashes_that_do_not_come_are_made_and_those_that_come_are_not([Values(20u, 50u)] uint raw)
    {
        using Relaying relaying = new(RunningInterface.AllTopics(highWatermark: 0), _node.Rpc);
        using TestSubscriber subscriber = relaying.Join(RunningInterface.Anywhere, _node.Tip);
        byte[][] ids = [.. s_transactions.Select(transaction => Reversed(Transaction.Parse(transaction).Id))];
        byte[] block = new byte[1000];
        List<Message> expected = [relaying.Send("hashtx", ids[0], 20), relaying.Send("rawtx", s_transactions[0].ToArray(), raw)];
        expected.AddRange([relaying.Send("hashtx", ids[1], 21), ("hashtx", ids[2], raw + 1), relaying.Send("rawtx", s_transactions[2].ToArray(), raw + 1)]);
        expected.AddRange([("hashtx", ids[1], raw + 2), relaying.Send("rawtx", s_transactions[1].ToArray(), raw + 2)]);
        expected.AddRange([("hashblock", Reversed(DoubleSha256.Hash(block.AsSpan(0, 80))), 5), relaying.Send("rawblock", block, 5)]);
        if (raw == 20)
        {
            // A hash with the number of the transaction behind it is that transaction's.
            expected.RemoveAt(3);
        }
        Assert.That(expected.Select(_ => Relaying.Read(subscriber)).Select(Text), Is.EqualTo(expected.Select(Text)));
    }

    /// <summary>Many at once, which are hashed together: with and without their hashes, and some that are no transactions.</summary>
    [Test]
    public void Each_transaction_of_many_follows_its_own_hash()
    {
        using Relaying relaying = new(RunningInterface.AllTopics(highWatermark: 0), _node.Rpc);
        using TestSubscriber subscriber = relaying.Join(RunningInterface.Anywhere, _node.Tip);
        byte[][] all = [.. Block.Parse(RealBlocks.Read(RealBlocks.WithSegwit)).Transactions.ToArray().Select(transaction => transaction.Raw.ToArray())];
        byte[][] ids = [.. all.Select(transaction => Reversed(Transaction.Parse(transaction).Id))];
        Random random = new(1);
        List<Message> expected = [];
        for (int i = 0; i < 5_000; i++)
        {
            int which = random.Next(all.Length);
            int kind = random.Next(20);
            if (kind == 0)
            {
                expected.Add(relaying.SendConnected(_node.Mine([])));
            }
            else if (kind == 1)
            {
                expected.Add(relaying.Send("rawtx", new byte[random.Next(10, 1000)]));
            }
            else if (kind < 6)
            {
                expected.AddRange([relaying.Send("hashtx", ids[which]), relaying.Send("rawtx", all[which])]);
            }
            else
            {
                Message raw = relaying.Send("rawtx", all[which]);
                expected.AddRange([("hashtx", ids[which], raw.Counter), raw]);
            }
        }
        Assert.That(expected.Select(_ => Relaying.Read(subscriber)).Select(Text), Is.EqualTo(expected.Select(Text)));
    }

    [Test]
    public void What_is_passed_on_and_what_waits_after_a_loss_keep_their_order()
    {
        using Relaying relaying = new(RunningInterface.AllTopics(highWatermark: 0), _node.Rpc);
        using TestSubscriber subscriber = relaying.Join(RunningInterface.Anywhere, _node.Tip);
        Random random = new(1);
        List<Message> sent = [];
        for (int i = 0; i < 30_000; i++)
        {
            if (random.Next(1000) == 0)
            {
                _ = relaying.Next("hashtx");
            }
            sent.Add(random.Next(300) == 0 ? relaying.SendConnected(_node.Mine([])) : relaying.Send("hashtx", Samples.Reversed((byte)i)));
        }
        sent.Add(relaying.SendConnected(_node.Mine([])));
        Assert.That(sent.Select(_ => Relaying.Read(subscriber)).Select(Text), Is.EqualTo(sent.Select(Text)));
    }

    [Test]
    public void Own_counters_go_up_one_by_one_and_begin_anew_after_a_loss()
    {
        using Relaying relaying = new(RunningInterface.AllTopics(highWatermark: 0), _node.Rpc, ownCounters: true);
        using TestSubscriber subscriber = new(relaying.Notifications.GetBoundEndpoint(RunningInterface.Anywhere), "hashtx");
        relaying.Join(RunningInterface.Anywhere, _node.Tip).Dispose();
        while (subscriber.ReceiveAny(10) is null)
        {
            _ = relaying.Send("hashtx", new byte[32]);
        }
        _ = relaying.Next("hashtx");
        _ = relaying.Send("hashtx", Samples.Reversed(1));
        _ = relaying.SendConnected(_node.Mine([]));
        _ = relaying.Send("hashtx", Samples.Reversed(2));
        Message message;
        do
        {
            message = Relaying.Read(subscriber);
        }
        while (!message.Body.AsSpan().SequenceEqual(Samples.Reversed(1)));
        Assert.That((message.Counter, Relaying.Read(subscriber).Counter), Is.EqualTo((0u, 1u)));
    }

    [Test]
    [NonParallelizable]
    public void Passing_on_allocates_nothing()
    {
        const int count = 20_000;
        using Relaying relaying = new(RunningInterface.AllTopics(highWatermark: 0), _node.Rpc);
        relaying.Join(RunningInterface.Anywhere, _node.Tip).Dispose();
        using ZmqContext context = new();
        using ZmqSocket subscriber = new(context, ZmqSocketType.Subscribe) { ReceiveHighWatermark = 0, ReceiveTimeout = 10 };
        using ZmqMessage part = new();
        subscriber.Subscribe([]);
        subscriber.Connect(relaying.Notifications.GetBoundEndpoint(RunningInterface.Anywhere));
        byte[][] parts = ["rawtx"u8.ToArray(), s_transactions[0].ToArray(), new byte[4]], hash = ["hashtx"u8.ToArray(), new byte[32], new byte[4]];
        uint number = 0;
        void Send()
        {
            Assert.That(BitConverter.TryWriteBytes(hash[2], number) && BitConverter.TryWriteBytes(parts[2], number++));
            relaying.Upstream.SendParts(hash);
            relaying.Upstream.SendParts(parts);
        }
        do
        {
            Send();
        }
        while (!subscriber.Receive(part));
        subscriber.ReceiveTimeout = (int)FakePublisher.Deadline.TotalMilliseconds;
        // What this thread allocates is not the relay's. What the node here, the runtime's timers and earlier tests' threads allocate cannot
        // be told from it, but that does not come with each message: one round without it is enough.
        long Allocated() => GC.GetTotalAllocatedBytes(precise: true) - GC.GetAllocatedBytesForCurrentThread();
        long Exchange()
        {
            long before = Allocated();
            for (int i = 0; i < count; i++)
            {
                Send();
                for (int j = 0; j < 6; j++)
                {
                    _ = subscriber.Receive(part);
                }
            }
            return Allocated() - before;
        }
        _ = Exchange();
        const int rounds = 5;
        List<long> excess = [];
        do
        {
            long begun = Environment.TickCount64;
            // But for a look at the clock each second.
            excess.Add(Exchange() - (count + (10 * (Environment.TickCount64 - begun))));
        }
        while (excess[^1] >= 0 && excess.Count < rounds);
        Assert.That(excess[^1], Is.Negative, string.Join(' ', excess));
    }

    [Test]
    public void Publishing_may_end_before_the_feed_does()
    {
        for (int i = 0; i < 20; i++)
        {
            using Relaying relaying = new(RunningInterface.AllTopics(highWatermark: 0), _node.Rpc);
            relaying.Join(RunningInterface.Anywhere, _node.Tip).Dispose();
            Task shutdown = Task.Run(relaying.Notifications.Dispose);
            _ = relaying.Send("hashtx", new byte[32]);
            Assert.That(shutdown.Wait(FakePublisher.Deadline));
        }
    }

    /// <summary>The event of rawtx comes between the two, and says nothing against the hash: both have the same counter.</summary>
    [Test]
    public void The_first_hash_after_a_restart_of_the_node_is_passed_on_once()
    {
        using Relaying relaying = new(RunningInterface.AllTopics(highWatermark: 0), _node.Rpc);
        using TestSubscriber subscriber = relaying.Join(RunningInterface.Anywhere, _node.Tip);
        foreach (uint counter in (uint[])[5, 0])
        {
            ReadOnlyMemory<byte> transaction = s_transactions[counter == 5 ? 0 : 1];
            relaying.Send("hashtx", Reversed(Transaction.Parse(transaction).Id), counter);
            relaying.Send("rawtx", transaction.ToArray(), counter);
        }
        byte[] connected = relaying.SendConnected(_node.Mine([])).Body;
        byte[] id = Reversed(Transaction.Parse(s_transactions[1]).Id);
        List<Message> received = [];
        do
        {
            received.Add(Relaying.Read(subscriber));
        }
        while (!received[^1].Body.AsSpan().SequenceEqual(connected));
        Assert.That(received.Count(message => message.Topic == "hashtx" && message.Body.AsSpan().SequenceEqual(id)), Is.EqualTo(1));
    }

    private static byte[] Reversed(Hash256 hash)
    {
        byte[] bytes = new byte[Hash256.Length];
        hash.CopyReversedTo(bytes);
        return bytes;
    }

    private static string Text(Message message) => $"{message.Topic} {Convert.ToHexString(message.Body)} {message.Counter}";
}
