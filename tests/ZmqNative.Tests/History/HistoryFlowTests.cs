using System.Text;
using System.Text.Json;
using ZmqNative.History;
using ZmqNative.Interop;
using ZmqNative.Tests.Diagnostics;

namespace ZmqNative.Tests.History;

/// <summary>What clients get that read, acknowledge, and do neither, as docs/history-protocol.md says.</summary>
[NonParallelizable] // Requests are counted by address, and all addresses are the same.
public sealed class HistoryFlowTests
{
    private const int Block = 4_000_000;

    /// <summary>What the network and the client's own libzmq take of a connection that is not read, and a reply more.</summary>
    private const int Taken = 10 * Block;

    /// <summary>A client that does not read says that it has read: by asking again, or by giving credit.</summary>
    [TestCase("""{"v":1,"get":"newest"}""", """{"v":1,"get":"newest"}""")]
    [TestCase("""{"v":1,"get":"from","credit":1}""", """{"v":1,"get":"from","credit":1}""")]
    [TestCase("""{"v":1,"get":"from","credit":16}""", """{"v":1,"get":"more","credit":16}""")]
    public void A_client_that_does_not_read_is_sent_a_bounded_number_of_bytes(string first, string next)
    {
        const int Requests = 28;
        using Meters meters = new();
        using HistoryFeed feed = new(options => options.MaxMemory = 512 << 20);
        Append(feed, Requests);
        using RawClient client = new(feed.Server.Endpoint!, receiveHighWatermark: 1);
        for (int i = 0; i < Requests; i++)
        {
            client.Send(i == 0 ? first : next);
            meters.WaitFor($"zmqnative.history.requests{{address={HistoryFeed.Anywhere}}}", i + 1);
        }
        client.Send("""{"v":1,"get":"info"}""");
        meters.WaitFor($"zmqnative.history.requests{{address={HistoryFeed.Anywhere}}}", Requests + 1);
        long bytes = 0;
        List<string?> refused = [];
        (JsonElement header, byte[][] parts) = client.Receive();
        for (; !header.TryGetProperty("oldest", out _); (header, parts) = client.Receive())
        {
            bytes += parts.Sum(part => part.Length);
            if (header.TryGetProperty("error", out JsonElement error))
            {
                refused.Add(error.GetString());
            }
        }
        Assert.That(bytes, Is.InRange(Block, Taken));
        Assert.That(refused, Is.All.EqualTo("busy"));
        if (next.Contains("newest", StringComparison.Ordinal))
        {
            Assert.That(refused, Has.Count.GreaterThan(Requests / 2));
            Assert.That(client.Ask(next).Parts, Has.Length.EqualTo(3), "it has read, and is served again");
        }
    }

    [TestCase(ZmqSocketType.Request)]
    [TestCase(ZmqSocketType.Dealer)]
    public void Who_reads_may_ask_for_the_newest_again_and_again(ZmqSocketType type)
    {
        using HistoryFeed feed = new();
        Append(feed, 1);
        using RawClient client = new(feed.Server.Endpoint!, type);
        for (int i = 0; i < 100; i++)
        {
            (JsonElement header, byte[][] parts) = client.Ask("""{"v":1,"get":"newest"}""");
            Assert.That(header.TryGetProperty("error", out JsonElement error), Is.False, $"{error} at {i}");
            Assert.That(parts, Has.Length.EqualTo(3));
        }
    }

    /// <summary>Replies as small as they are in a store with many short streams: all credit is used.</summary>
    [TestCase(8)]
    [TestCase(10)]
    [TestCase(13)]
    [TestCase(16)]
    public void Whatever_the_credit_nothing_is_dropped_of_a_client_that_keeps_to_it(int credit)
    {
        const int Streams = 300;
        using Meters meters = new();
        using HistoryFeed feed = new(options => (options.Directory, options.Store) = ("unused", _ => new ShortStreams(Streams)));
        for (int round = 0; round < 20; round++)
        {
            using RawClient client = new(feed.Server.Endpoint!);
            client.Send($$"""{"v":1,"get":"from","after":0,"credit":{{credit}}}""");
            for (int due = 1; due <= Streams; due++)
            {
                (JsonElement header, byte[][] parts) = client.Receive();
                Assert.That(parts, Has.Length.EqualTo(3), header.ToString());
                Assert.That(header.GetProperty("last").GetInt32(), Is.EqualTo(due));
                Assert.That(header.GetProperty("done").GetBoolean(), Is.EqualTo(due == Streams));
                client.Send("""{"v":1,"get":"more","credit":1}""");
            }
        }
        Assert.That(meters[$"zmqnative.history.dropped{{address={HistoryFeed.Anywhere}}}"] ?? 0, Is.Zero);
    }

    [Test]
    public void Who_ignores_its_credit_loses_replies_which_are_counted()
    {
        using Meters meters = new();
        using HistoryFeed feed = new();
        using RawClient client = new(feed.Server.Endpoint!, receiveHighWatermark: 1);
        // Each reply returns it, and the network takes some thousands of them.
        string id = new('x', 62);
        string request = $$"""{"v":1,"id":"{{id}}","get":"info"}""";
        double dropped = 0;
        for (int i = 0; i < 1_000_000 && dropped == 0; i++)
        {
            client.Send(request);
            dropped = i % 100 == 0 ? meters[$"zmqnative.history.dropped{{address={HistoryFeed.Anywhere}}}"] ?? 0 : 0;
        }
        Assert.That(dropped, Is.Positive);
    }

    /// <summary>Each reply that was read is acknowledged, also those behind which the last one is on its way.</summary>
    [Test]
    public void Credit_for_what_is_done_is_not_answered()
    {
        using HistoryFeed feed = new();
        feed.Append(3500);
        using RawClient client = new(feed.Server.Endpoint!);
        for (int round = 0; round < 3; round++)
        {
            client.Send("""{"v":1,"get":"from","credit":8,"id":1}""");
            for (bool isDone = false; !isDone; client.Send("""{"v":1,"get":"more","credit":1}"""))
            {
                isDone = client.Receive().Header.GetProperty("done").GetBoolean();
            }
            Assert.That(client.Ask("""{"v":1,"get":"info","id":2}""").Header.GetProperty("id").GetInt32(), Is.EqualTo(2));
        }
        Assert.That(client.Error("""{"v":1,"get":"more"}"""), Is.EqualTo("unknown_request"), "all is acknowledged");
    }

    [Test]
    public void A_client_that_waits_for_others_goes_on_when_they_have_read()
    {
        using HistoryFeed feed = new(options => options.MaxMemory = 256 << 20);
        feed.Append(3000);
        Append(feed, 1);
        ulong head = feed.Server.Head.Offset;
        RawClient[] others = [.. Enumerable.Range(0, 5).Select(_ => new RawClient(feed.Server.Endpoint!))];
        try
        {
            foreach (RawClient other in others)
            {
                Assert.That(other.Ask($$"""{"v":1,"get":"from","after":{{head - 1}}}""").Parts, Has.Length.EqualTo(3));
            }
            using RawClient client = new(feed.Server.Endpoint!);
            client.Send("""{"v":1,"get":"range","topic":"hashtx","first":0,"last":2999,"credit":3}""");
            Assert.That(client.Receive().Parts, Has.Length.EqualTo(3000));
            Assert.That(client.Ask("""{"v":1,"get":"info"}""").Header.TryGetProperty("oldest", out _), "more is not sent ahead");
            foreach (RawClient other in others)
            {
                Assert.That(other.Ask($$"""{"v":1,"get":"from","after":{{head}}}""").Parts, Is.Empty);
            }
            Assert.That(client.Receive().Parts, Has.Length.EqualTo(3000));
            Assert.That(client.Receive().Parts, Has.Length.EqualTo(3000));
        }
        finally
        {
            Array.ForEach(others, other => other.Dispose());
        }
    }

    // One body for all: the memory of the test stays small.
    private static void Append(HistoryFeed feed, int blocks)
    {
        int place = feed.Server.AddNotifier("pubrawblock", HistoryFeed.Published, HistoryFeed.Published, "rawblock");
        using ZmqMessage body = new();
        body.Adopt(new byte[Block]);
        for (uint i = 0; i < blocks; i++)
        {
            feed.Server.Append(place, "rawblock", i, body);
        }
    }

    /// <summary>Each stream has one message, and none ended in order.</summary>
    private sealed class ShortStreams(int count) : IHistoryStore
    {
        private static readonly HistoryNotifier s_notifier = new(0, "pubhashtx", ["hashtx"], "a", "a", 0);

        public IReadOnlyList<StreamPosition> Streams { get; } =
            [.. Enumerable.Range(1, count).Select(last => new StreamPosition(Guid.NewGuid(), (ulong)last)), new StreamPosition(Guid.NewGuid(), (ulong)count)];

        public ulong Oldest => 1;

        public IReadOnlyList<HistoryCounters> Notifiers => [new(s_notifier, 0, (uint)count, IsCurrent: false)];

        public string? Open() => null;

        public void Append(IReadOnlyList<HistoryMessage> messages)
        {
        }

        public ulong Read(ulong after, Predicate<HistoryNotifier>? isWanted, int maxMessages, int maxBytes, ICollection<HistoryMessage> messages)
        {
            if (after >= (ulong)count)
            {
                return after;
            }
            messages.Add(new HistoryMessage(new StreamPosition(Streams[(int)after].Stream, after + 1), s_notifier, "hashtx", Encoding.ASCII.GetBytes("body"), (uint)after));
            return after + 1;
        }

        public ulong? Find(int notifier, uint messageSequence) => messageSequence + 1;

        public void Complete()
        {
        }

        public void Dispose()
        {
        }
    }
}
