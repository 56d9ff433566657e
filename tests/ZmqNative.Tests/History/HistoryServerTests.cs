using ZmqNative.History;
using ZmqNative.Interop;

namespace ZmqNative.Tests.History;

/// <summary>What a client gets of what was appended, over real sockets.</summary>
public sealed class HistoryServerTests
{
    [Test]
    public async Task Everything_comes_in_publish_order()
    {
        using HistoryFeed feed = new();
        feed.Append(2500);
        List<HistoryChunk> chunks = await HistoryFeed.All(feed.Client.ReadAsync(null));
        HistoryMessage[] messages = [.. chunks.SelectMany(chunk => chunk.Messages)];
        Assert.That(messages.Select(message => message.Position), Is.EqualTo(Enumerable.Range(1, 2500).Select(offset => new StreamPosition(feed.Server.Head.Stream, (ulong)offset))));
        Assert.That(messages.Select(message => message.MessageSequence), Is.EqualTo(Enumerable.Range(0, 2500).Select(number => (uint)number)));
        Assert.That(messages.Select(message => message.Body), Is.EqualTo(Enumerable.Range(0, 2500).Select(number => HistoryFeed.Body((uint)number))));
        Assert.That(messages.Select(message => message.Topic), Is.All.EqualTo("hashtx"));
        Assert.That(chunks.Select(chunk => chunk.IsLast), Is.EqualTo(chunks.Select((_, index) => index == chunks.Count - 1)));
        Assert.That(chunks[^1].Position, Is.EqualTo(feed.Server.Head));
        Assert.That(chunks.Select(chunk => chunk.Missing), Is.All.Null);
    }

    [Test]
    public async Task Reading_goes_on_from_a_saved_position()
    {
        using HistoryFeed feed = new();
        feed.Append(10);
        StreamPosition position = StreamPosition.Parse((await HistoryFeed.All(feed.Client.ReadAsync(null)))[^1].Position.ToString());
        Assert.That(await HistoryFeed.Messages(feed.Client.ReadAsync(position)), Is.Empty);
        feed.Append(3);
        Assert.That((await HistoryFeed.Messages(feed.Client.ReadAsync(position))).Select(message => message.MessageSequence), Is.EqualTo(new uint[] { 10, 11, 12 }));
    }

    [TestCase(0u, 4u, ExpectedResult = "0 1 2 3 4")]
    [TestCase(7u, 7u, ExpectedResult = "7")]
    [TestCase(8u, 20u, ExpectedResult = "8 9")]
    public async Task<string> A_range_is_what_is_held_of_it(uint first, uint last)
    {
        using HistoryFeed feed = new();
        feed.Append(10);
        return string.Join(' ', await feed.Sequences(first, last));
    }

    [Test]
    public async Task A_range_may_wrap()
    {
        using HistoryFeed feed = new();
        feed.Jump(uint.MaxValue - 2);
        feed.Append(10);
        Assert.That(await feed.Sequences(uint.MaxValue, 1), Is.EqualTo(new uint[] { uint.MaxValue, 0, 1 }));
        Assert.That(await feed.Sequences(3, 4), Is.EqualTo(new uint[] { 3, 4 }));
        Assert.That(await feed.Sequences(uint.MaxValue - 1, uint.MaxValue), Is.EqualTo(new uint[] { uint.MaxValue - 1, uint.MaxValue }));
        HistoryInfo info = await feed.Client.GetInfoAsync();
        Assert.That(info.Notifiers.Select(one => (one.First, one.Next)), Is.EqualTo(new[] { (uint.MaxValue - 2, 7u) }));
    }

    [Test]
    public async Task Of_counters_that_restarted_the_newest_count()
    {
        using HistoryFeed feed = new();
        feed.Append(10);
        feed.Jump(0);
        feed.Append(5);
        List<HistoryMessage> both = await HistoryFeed.Messages(feed.Client.ReadRangeAsync("hashtx", 3, 4));
        Assert.That(both.Select(message => message.Position.Offset), Is.EqualTo(new ulong[] { 14, 15 }));
        List<HistoryMessage> old = await HistoryFeed.Messages(feed.Client.ReadRangeAsync("hashtx", 8, 9));
        Assert.That(old.Select(message => message.Position.Offset), Is.EqualTo(new ulong[] { 9, 10 }));
        Assert.That(old[0].Notifier.Number, Is.Not.EqualTo(both[0].Notifier.Number));
        List<HistoryMessage> chosen = await HistoryFeed.Messages(feed.Client.ReadRangeAsync("hashtx", 3, 4, number: old[0].Notifier.Number));
        Assert.That(chosen.Select(message => message.Position.Offset), Is.EqualTo(new ulong[] { 4, 5 }));
        HistoryInfo info = await feed.Client.GetInfoAsync();
        Assert.That(info.Notifiers.Select(one => (one.First, one.Next, one.IsCurrent)), Is.EqualTo(new[] { (0u, 10u, false), (0u, 5u, true) }));
    }

    [Test]
    public async Task What_left_memory_is_said_exactly()
    {
        using HistoryFeed feed = new(options => options.MaxMemory = 1 << 20);
        feed.Append(100_000);
        HistoryInfo info = await feed.Client.GetInfoAsync();
        Assert.That(info.Oldest, Is.InRange(60_000, 99_999));
        uint oldest = info.Notifiers.Single().First;
        Assert.That(oldest, Is.EqualTo(info.Oldest - 1));
        List<HistoryChunk> all = await HistoryFeed.All(feed.Client.ReadAsync(new StreamPosition(info.Head.Stream, 10)));
        Assert.That(all[0].Missing, Is.EqualTo(new HistoryGap(11, info.Oldest - 1)));
        Assert.That(all.Sum(chunk => chunk.Messages.Count), Is.EqualTo(100_000 - oldest));
        List<HistoryChunk> range = await HistoryFeed.All(feed.Client.ReadRangeAsync("hashtx", 5, oldest + 1));
        Assert.That(range[0].Missing, Is.EqualTo(new HistoryGap(5, oldest - 1)));
        Assert.That(range.SelectMany(chunk => chunk.Messages).Select(message => message.MessageSequence), Is.EqualTo(new[] { oldest, oldest + 1 }));
        Assert.That(async () => await feed.Sequences(5, 6), Throws.TypeOf<HistoryException>().With.Property("Error").EqualTo(HistoryError.Range));
    }

    [Test]
    public async Task Places_are_chosen_and_the_newest_of_each_topic_is_found()
    {
        using HistoryFeed feed = new();
        int blocks = feed.Server.AddNotifier("pubhashblock", HistoryFeed.Published, HistoryFeed.Published, "hashblock");
        int both = feed.Server.AddNotifier("pubwallet", HistoryFeed.Published, HistoryFeed.Published, "blockofwallet", "txofwallet");
        feed.Server.Append(blocks, "hashblock", 0, HistoryFeed.Body(77));
        feed.Append(30_000);
        feed.Server.Append(blocks, "hashblock", 1, HistoryFeed.Body(78));
        feed.Server.Append(both, "blockofwallet", 0, HistoryFeed.Body(1));
        feed.Server.Append(both, "txofwallet", 1, HistoryFeed.Body(2));
        feed.Server.Append(both, "txofwallet", 2, HistoryFeed.Body(3));
        feed.Append(20_000);
        Assert.That(
            (await HistoryFeed.Messages(feed.Client.ReadAsync(null, [blocks]))).Select(message => (message.Topic, message.MessageSequence, message.Position.Offset)),
            Is.EqualTo(new[] { ("hashblock", 0u, 1ul), ("hashblock", 1u, 30_002ul) }));
        Assert.That(
            (await feed.Client.GetNewestAsync()).Select(message => (message.Topic, message.MessageSequence)),
            Is.EqualTo(new[] { ("hashblock", 1u), ("blockofwallet", 0u), ("txofwallet", 2u), ("hashtx", 49_999u) }));
    }

    [Test]
    public async Task Large_bodies_are_shared_and_outlive_their_owner()
    {
        using HistoryFeed feed = new();
        byte[] block = new byte[4_000_000];
        Random.Shared.NextBytes(block);
        using (ZmqMessage body = new())
        {
            body.Adopt(block);
            feed.Server.Append(feed.Place, "rawblock", 0, body);
            Assert.That(body.IsShared);
        }
        List<HistoryMessage> read = await HistoryFeed.Messages(feed.Client.ReadAsync(null));
        Assert.That(read.Single().Body, Is.EqualTo(block));
    }

    [Test]
    public async Task A_position_of_another_stream_is_refused_with_the_identity()
    {
        using HistoryFeed feed = new();
        feed.Append(3);
        StreamPosition foreign = new(Guid.NewGuid(), 2);
        Assert.That(async () => await HistoryFeed.All(feed.Client.ReadAsync(foreign)), Throws.TypeOf<HistoryException>().With.Property("Error").EqualTo(HistoryError.UnknownStream));
        Assert.That(async () => await HistoryFeed.All(feed.Client.ReadAsync(feed.Server.Head with { Offset = 4 })), Throws.TypeOf<HistoryException>().With.Property("Error").EqualTo(HistoryError.Range));
        Assert.That((await feed.Client.GetInfoAsync()).Head, Is.EqualTo(feed.Server.Head));
    }

    [Test]
    public void One_notifier_has_to_be_meant()
    {
        using HistoryFeed feed = new();
        int second = feed.Server.AddNotifier("pubhashtx", "tcp://127.0.0.1:28333", "tcp://127.0.0.1:28333", "hashtx");
        feed.Append(3);
        feed.Server.Append(second, "hashtx", 0, HistoryFeed.Body(9));
        Assert.That(async () => await feed.Sequences(0, 1), Throws.TypeOf<HistoryException>().With.Property("Error").EqualTo(HistoryError.UnknownNotifier));
        Assert.That(async () => await HistoryFeed.All(feed.Client.ReadRangeAsync("hashfoo", 0, 1)), Throws.TypeOf<HistoryException>().With.Property("Error").EqualTo(HistoryError.UnknownNotifier));
        Assert.That(async () => (await HistoryFeed.Messages(feed.Client.ReadRangeAsync("hashtx", 0, 1, "tcp://127.0.0.1:28333"))).Count, Is.EqualTo(1));
        Assert.That(async () => (await HistoryFeed.Messages(feed.Client.ReadRangeAsync("hashtx", 0, 1, place: feed.Place))).Count, Is.EqualTo(2));
    }

    [Test]
    public void Nobody_there_is_an_answer_too()
    {
        using HistoryClient client = new("tcp://127.0.0.1:9") { Timeout = TimeSpan.FromMilliseconds(50) };
        Assert.That(async () => await client.GetInfoAsync(), Throws.TypeOf<HistoryException>().With.Property("Error").EqualTo(HistoryError.NoAnswer));
    }

    /// <summary>A stream id, a colon and a decimal, and nothing else.</summary>
    [TestCase("")]
    [TestCase("0123456789abcdef0123456789abcdef")]
    [TestCase("0123456789abcdef0123456789abcdef:")]
    [TestCase("0123456789abcdef0123456789abcdef:-1")]
    [TestCase("0123456789abcdef0123456789abcdef:1 ")]
    [TestCase("0123456789abcdef0123456789abcde:1")]
    [TestCase("0123456789abcdef0123456789abcdeg:1")]
    [TestCase("0123456789abcdef0123456789abcdef:18446744073709551616")]
    public void What_is_no_position_is_refused(string text)
    {
        Assert.That(() => StreamPosition.Parse(text), Throws.TypeOf<FormatException>().With.Message.Contains($"'{text}'"));
        Assert.That(StreamPosition.TryParse(text, null, out _), Is.False);
    }

    [Test]
    public void A_position_is_a_string_and_back()
    {
        const string text = "0123456789abcdef0123456789abcdef:18446744073709551615";
        Assert.That(StreamPosition.Parse(text).ToString(), Is.EqualTo(text));
    }
}
