using System.Runtime.InteropServices;
using ZmqNative.Bitcoin;
using ZmqNative.Subscribing;

namespace ZmqNative.Tests.Subscribing;

/// <summary>What the stream makes of messages, over real sockets.</summary>
public sealed class NotificationSubscriberTests
{
    private static readonly Hash256 s_hash = Hash256.Parse("000000000019d6689c085ae165831e934ff763ae46a2a6c172b3f1b60a8ce26f");
    private static readonly byte[] s_displayOrder = Convert.FromHexString($"{s_hash}");

    [Test]
    public void Each_kind_has_its_record()
    {
        using FakePublisher publisher = new();
        using TestStream stream = new(TestStream.Options(publisher.Address));
        publisher.WaitForSubscription();
        byte[] block = new byte[100], transaction = [.. Enumerable.Range(0, 60).Select(i => (byte)i)];
        publisher.Send("hashblock", s_displayOrder, 1);
        publisher.Send("hashtx", s_displayOrder, 2);
        publisher.Send("rawblock", block, 3);
        publisher.Send("rawtx", transaction, 4);
        publisher.Send("sequence", [.. s_displayOrder, (byte)'C'], 5);
        publisher.Send("sequence", [.. s_displayOrder, (byte)'D'], 6);
        publisher.Send("sequence", [.. s_displayOrder, (byte)'A', 1, 2, 0, 0, 0, 0, 0, 0], 7);
        publisher.Send("sequence", [.. s_displayOrder, (byte)'R', 0, 0, 0, 0, 0, 0, 0, 1], 8);
        publisher.SendParts("hashwallettx"u8.ToArray(), [1, 2], [9, 0, 0, 0]);
        publisher.SendParts("hashtx"u8.ToArray(), s_displayOrder);

        Assert.That(stream.Next(), Is.TypeOf<HashBlock>().With.Property("Hash").EqualTo(s_hash).And.Property("MessageSequence").EqualTo(1u)
            .And.Property("Source").EqualTo(publisher.Address).And.Property("Topic").EqualTo("hashblock")
            .And.Property("Time").EqualTo(DateTimeOffset.UtcNow).Within(FakePublisher.Deadline));
        Assert.That(stream.Next(), Is.TypeOf<HashTransaction>().With.Property("TxId").EqualTo(s_hash));
        Assert.That(((RawBlock)stream.Next()).Body.ToArray(), Is.EqualTo(block));
        var received = (RawTransaction)stream.Next();
        Assert.That(received.Body.ToArray(), Is.EqualTo(transaction));
        Assert.That(MemoryMarshal.TryGetArray(received.BodyMemory, out ArraySegment<byte> array) && array.Array!.Length == transaction.Length, "the collector owns it");
        Assert.That(received.Body.Overlaps(array));
        Assert.That(stream.Next(), Is.TypeOf<BlockConnected>().With.Property("Hash").EqualTo(s_hash));
        Assert.That(stream.Next(), Is.TypeOf<BlockDisconnected>().With.Property("Hash").EqualTo(s_hash));
        Assert.That(stream.Next(), Is.TypeOf<TransactionAdded>().With.Property("TxId").EqualTo(s_hash).And.Property("MempoolSequence").EqualTo(0x0201ul));
        Assert.That(stream.Next(), Is.TypeOf<TransactionRemoved>().With.Property("MempoolSequence").EqualTo(1ul << 56));
        var other = (OtherNotification)stream.Next();
        Assert.That((other.Topic, other.MessageSequence, Convert.ToHexString(other.Body)), Is.EqualTo(("hashwallettx", 9u, "0102")));
        Assert.That(stream.Next(), Is.TypeOf<HashTransaction>().With.Property("MessageSequence").Null, "a publisher may send no counter");
    }

    [Test]
    public void Gaps_duplicates_and_the_wrap()
    {
        using FakePublisher publisher = new();
        using TestStream stream = new(TestStream.Options(publisher.Address));
        publisher.WaitForSubscription();
        foreach (uint counter in (uint[])[7, 8, 10, 10, 11, 4294967290, 4294967293, 2, 3, 20])
        {
            publisher.Send("hashtx", counter);
        }
        publisher.Send("hashblock", 5);
        publisher.Send("hashtx", 21);
        Assert.That(stream.Show(17), Is.EqualTo([
            "hashtx 7", "hashtx 8", "gap hashtx 9 10 1", "hashtx 10", "duplicate hashtx 10", "hashtx 10", "hashtx 11",
            "restarted hashtx 12 4294967290", "hashtx 4294967290", "gap hashtx 4294967291 4294967293 2", "hashtx 4294967293",
            "gap hashtx 4294967294 2 4", "hashtx 2", "hashtx 3", "gap hashtx 4 20 16", "hashtx 20", "hashblock 5"]));
        Assert.That(TestStream.Show(stream.Next()), Is.EqualTo("hashtx 21"));
    }

    [TestCase(0u, "restarted hashtx 12 0")]
    [TestCase(11u, "restarted hashtx 12 11")]
    [TestCase(15u, "discontinuity hashtx 12 15")]
    [TestCase(12u, "hashtx 12")]
    public void After_a_new_connection_no_number_of_lost_messages_is_invented(uint counter, string expected)
    {
        FakePublisher first = new();
        using TestStream stream = new(TestStream.Options(first.Address));
        first.WaitForSubscription().Send("hashtx", 11);
        Assert.That(TestStream.Show(stream.Next()), Is.EqualTo("hashtx 11"));
        first.Dispose();
        using FakePublisher second = new(first.Address);
        second.WaitForSubscription().Send("hashtx", counter);
        Assert.That(TestStream.Show(stream.Next()), Is.EqualTo(expected));
    }

    [Test]
    public void A_restart_in_the_wrap_is_not_taken_for_one()
    {
        FakePublisher first = new();
        using TestStream stream = new(TestStream.Options(first.Address));
        first.WaitForSubscription().Send("hashtx", uint.MaxValue - 1);
        _ = stream.Next();
        first.Dispose();
        using FakePublisher second = new(first.Address);
        second.WaitForSubscription().Send("hashtx", 3);
        Assert.That(TestStream.Show(stream.Next()), Is.EqualTo("discontinuity hashtx 4294967295 3"));
    }

    [Test]
    public void The_events_of_a_connection_come_in_order_and_with_them_the_state()
    {
        FakePublisher publisher = new();
        using TestStream stream = new(TestStream.Options(publisher.Address));
        Assert.That(stream.Next(connections: true), Is.TypeOf<HandshakeDone>().With.Property("Source").EqualTo(publisher.Address));
        Assert.That(stream.Next(connections: true), Is.TypeOf<StateChanged>().With.Property("State").EqualTo(SubscriberState.Live));
        Assert.That(stream.Subscriber.State, Is.EqualTo(SubscriberState.Live));
        publisher.Dispose();
        Assert.That(stream.Next(connections: true), Is.TypeOf<Disconnected>().With.Property("Reason").Not.Empty);
        Assert.That(stream.Next(connections: true), Is.TypeOf<StateChanged>().With.Property("State").EqualTo(SubscriberState.Recovering));
        using FakePublisher again = new(publisher.Address);
        _ = stream.WaitFor<HandshakeDone>();
        Assert.That(stream.Next(connections: true), Is.TypeOf<StateChanged>().With.Property("State").EqualTo(SubscriberState.Live));
        stream.Subscriber.Dispose();
        Assert.That(stream.WaitFor<StateChanged>().State, Is.EqualTo(SubscriberState.Stopped));
        Assert.That(stream.Subscriber.ReadAsync().AsTask().Result, Is.Null);
    }

    [Test]
    public void Each_address_counts_for_itself()
    {
        using FakePublisher first = new(), second = new();
        using TestStream stream = new(TestStream.Options(first.Address, second.Address));
        first.WaitForSubscription();
        second.WaitForSubscription();
        first.Send("hashtx", 100);
        first.Send("hashtx", 101);
        second.Send("hashtx", 7);
        second.Send("hashtx", 8);
        Notification[] all = [.. Enumerable.Range(0, 4).Select(_ => (Notification)stream.Next())];
        Assert.That(all.ToLookup(item => item.Source, item => item.MessageSequence), Is.EquivalentTo(
            new[] { (first.Address, 100u), (first.Address, 101u), (second.Address, 7u), (second.Address, 8u) }.ToLookup(pair => pair.Item1, pair => (uint?)pair.Item2)));
    }

    private static readonly TestCaseData[] s_malformed =
    [
        new("hashblock", new[] { 31, 4 }, "the body is not 32 bytes"),
        new("hashblock", new[] { 33, 4 }, "the body is not 32 bytes"),
        new("hashtx", new[] { 0, 4 }, "the body is not 32 bytes"),
        new("hashtx", Array.Empty<int>(), "the body is not 32 bytes"),
        new("rawblock", new[] { 80, 4 }, "the body is too short for a block"),
        new("rawtx", new[] { 9, 4 }, "the body is too short for a transaction"),
        new("sequence", new[] { 32, 4 }, "the body is neither 33 nor 41 bytes"),
        new("sequence", new[] { 33, 4 }, "33 bytes have a label other than C and D"),
        new("sequence", new[] { 41, 4 }, "41 bytes have a label other than A and R"),
        new("hashtx", new[] { 32, 3 }, "the counter is not 4 bytes"),
        new("hashtx", new[] { 32, 0 }, "the counter is not 4 bytes"),
        new("hashtx", new[] { 32, 4, 1 }, "there are more than three parts"),
        new("rawtx", new[] { 10, 4, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1 }, "there are more than three parts"),
    ];

    [TestCaseSource(nameof(s_malformed))]
    public void A_malformed_message_is_reported_and_the_next_one_arrives(string topic, int[] lengths, string reason)
    {
        using FakePublisher publisher = new();
        using TestStream stream = new(TestStream.Options(publisher.Address));
        publisher.WaitForSubscription().SendParts([System.Text.Encoding.ASCII.GetBytes(topic), .. lengths.Select(length => new byte[length])]);
        publisher.Send("hashtx", 1);
        int[] reported = [.. lengths.Prepend(topic.Length).Take(16)];
        Assert.That(TestStream.Show(stream.Next()), Is.EqualTo($"malformed {topic}: {reason} ({string.Join(' ', reported)})"));
        Assert.That(TestStream.Show(stream.Next()), Is.EqualTo("hashtx 1"));
    }

    [Test]
    public void Only_topics_asked_for_arrive_by_their_beginning()
    {
        using FakePublisher publisher = new();
        NotificationSubscriberOptions options = TestStream.Options(publisher.Address);
        options.Topics.Add("hash");
        options.Topics.Add("sequence");
        using TestStream stream = new(options);
        publisher.WaitForSubscription().WaitForSubscription();
        foreach (string topic in (string[])["rawblock", "hashblock", "rawtx", "hashtx"])
        {
            publisher.Send(topic, 0);
        }
        Assert.That(stream.Show(2), Is.EqualTo(["hashblock 0", "hashtx 0"]));
    }

    [Test]
    public void A_publisher_that_invents_topics_fills_no_memory()
    {
        using FakePublisher publisher = new();
        using TestStream stream = new(TestStream.Options(publisher.Address));
        publisher.WaitForSubscription();
        for (uint i = 0; i < 1000; i++)
        {
            publisher.Send($"topic {i}", i);
            publisher.Send($"topic {i}", i + 2);
        }
        publisher.Send("the end", 0);
        List<string> shown = [];
        while (shown.LastOrDefault() != "the end 0")
        {
            StreamItem item = stream.Next();
            shown.Add(TestStream.Show(item));
        }
        Assert.That(shown.Count(line => line.StartsWith("topic", StringComparison.Ordinal)), Is.EqualTo(2000));
        Assert.That(shown.Count(line => line.StartsWith("gap", StringComparison.Ordinal)), Is.EqualTo(256));
    }
}
