using NATS.Client.Core;
using NATS.Client.JetStream;
using ZmqNative.History;
using ZmqNative.History.Sqlite;

namespace ZmqNative.JetStream.Tests;

/// <summary>What the buffer has no room for waits in the publisher's history.</summary>
public sealed class OverflowTests
{
    private NatsServer? _server;

    [SetUp]
    public void Start() => _server = NatsServer.Start();

    [TearDown]
    public void End() => _server?.Dispose();

    private JetStreamPublisherOptions Options() =>
        new() { Servers = _server!.Address, Chain = "regtest", LeaseTime = TimeSpan.FromSeconds(1), BufferBytes = 1 << 20 };

    private HistoryOptions History(bool isOnDisk, long memory = 64 << 20)
    {
        HistoryOptions options = new() { Address = "tcp://127.0.0.1:*", MaxMemory = memory };
        if (isOnDisk)
        {
            options.Directory = Path.Combine(_server!.Folder, "history");
            _ = options.UseSqlite();
        }
        return options;
    }

    /// <summary>On disk the memory holds a part only.</summary>
    [TestCase(false, 64 << 20)]
    [TestCase(true, 1 << 20)]
    public async Task While_the_server_is_away_it_is_kept_in_the_history_and_nothing_is_lost(bool isOnDisk, long memory)
    {
        _server!.Kill();
        await using PublishingNode node = new(Options(), History(isOnDisk, memory));
        node.Run();
        for (int i = 0; i < 20; i++)
        {
            node.PublishTransactions(500);
            await Task.Delay(isOnDisk ? 20 : 0); // SQLite has to keep pace.
        }
        _server.Launch();
        node.WaitFor(() => node.Publisher.PendingMessages < 18_000, "some are stored");
        node.PublishTransactions(1_000);
        node.WaitUntilStored();
        node.PublishTransactions(10);
        node.WaitUntilStored();
        Assert.That(await PublishingNode.StoredAsync(_server), Is.EqualTo(PublishingNode.Messages(0, 11_010)));
        Assert.That(node.Publisher.DroppedMessages, Is.Zero);
    }

    /// <summary>The oldest of what waits is in the buffer, the newest in the history.</summary>
    [Test]
    public async Task What_leaves_the_history_before_it_is_stored_is_counted()
    {
        _server!.Kill();
        await using PublishingNode node = new(Options(), History(isOnDisk: false, memory: 1 << 20));
        node.PublishTransactions(30_000);
        node.Run();
        _server.Launch();
        node.WaitUntilStored();
        (string Topic, uint Counter)[] stored = await PublishingNode.StoredAsync(_server);
        int before = stored.Index().First(one => one.Index > 0 && one.Item.Counter > stored[one.Index - 1].Counter + 1).Index;
        Assert.That(stored[..before], Is.EqualTo(PublishingNode.Messages(0, 30_000).Take(before)));
        Assert.That(stored[before..], Is.EqualTo(PublishingNode.Messages(0, 30_000).TakeLast(stored.Length - before)));
        Assert.That(node.Publisher.DroppedMessages, Is.EqualTo(60_000 - stored.Length));
    }

    [Test]
    public async Task A_process_that_runs_again_stores_what_the_one_before_could_not()
    {
        await using (PublishingNode node = new(Options(), History(isOnDisk: true)))
        {
            node.Run();
            node.PublishTransactions(100);
            node.WaitUntilStored();
            await node.EndRunAsync();
            node.PublishTransactions(400);
        }
        await using PublishingNode next = new(Options(), History(isOnDisk: true));
        next.PublishTransactions(10);
        next.Run();
        next.WaitUntilStored();
        next.PublishTransactions(10);
        next.WaitUntilStored();
        Assert.That(await PublishingNode.StoredAsync(_server!), Is.EqualTo(PublishingNode.Messages(0, 500).Concat(PublishingNode.Messages(0, 20))));
    }

    /// <summary>A stream that is new has nothing to go on from.</summary>
    [Test]
    public async Task What_an_earlier_process_published_is_not_stored_where_the_stream_does_not_end_with_it()
    {
        await using (PublishingNode node = new(Options(), History(isOnDisk: true)))
        {
            node.PublishTransactions(100);
        }
        await using PublishingNode next = new(Options(), History(isOnDisk: true));
        next.PublishTransactions(10);
        next.Run();
        next.WaitUntilStored();
        Assert.That(await PublishingNode.StoredAsync(_server!), Is.EqualTo(PublishingNode.Messages(0, 10)));
    }

    /// <summary>Another relay has stored hashtx meanwhile, and so what came before it.</summary>
    [Test]
    public async Task Of_an_earlier_process_only_topics_are_stored_whose_newest_message_it_has()
    {
        await using (PublishingNode node = new(Options(), History(isOnDisk: true)))
        {
            node.Run();
            node.PublishTransactions(20);
            node.WaitUntilStored();
            await node.EndRunAsync();
            node.PublishTransactions(20);
        }
        await using NatsConnection connection = _server!.Connect();
        NatsHeaders headers = new() { { "Bitcoin-Counter", "1000" }, { "Bitcoin-Stream", "another" }, { "Bitcoin-Offset", "0" } };
        (await new NatsJSContext(connection).PublishAsync("bitcoin.regtest.hashtx", RunningPublisher.Hash(1000), headers: headers)).EnsureSuccess();
        await using PublishingNode next = new(Options(), History(isOnDisk: true));
        next.PublishTransactions(10);
        next.Run();
        next.WaitUntilStored();
        Assert.That(await PublishingNode.StoredAsync(_server), Is.EqualTo((IEnumerable<(string, uint)>)
        [
            .. PublishingNode.Messages(0, 20), ("hashtx", 1000u), .. PublishingNode.Messages(20, 20).Where(one => one.Topic == "sequence"), .. PublishingNode.Messages(0, 10),
        ]));
    }

    /// <summary>A standby that was cut off has the newest of the stream not in its buffer.</summary>
    [Test]
    public async Task A_standby_finds_in_its_history_what_the_writer_has_stored()
    {
        await using PublishingNode standby = new(Options(), History(isOnDisk: false));
        standby.PublishTransactions(10_000);
        await using (PublishingNode writer = new(Options(), History(isOnDisk: false)))
        {
            writer.Run();
            writer.PublishTransactions(8_000);
            writer.WaitUntilStored();
        }
        standby.Run();
        standby.WaitUntilStored();
        Assert.That(await PublishingNode.StoredAsync(_server!), Is.EqualTo(PublishingNode.Messages(0, 10_000)));
    }

    /// <summary>The writer died between the parts of a body that the standby has in its history.</summary>
    [Test]
    public async Task What_a_writer_left_unfinished_is_stored_anew_from_the_history()
    {
        await using PublishingNode standby = new(Options(), History(isOnDisk: false));
        standby.PublishTransactions(10_000);
        await using NatsConnection connection = _server!.Connect();
        NatsJSContext context = new(connection);
        _ = await context.CreateStreamAsync(new("bitcoin-regtest", ["bitcoin.regtest.>"]) { MaxAge = TimeSpan.FromHours(24), MaxBytes = 10_000_000_000 });
        NatsHeaders headers = new() { { "Bitcoin-Counter", "9000" }, { "Bitcoin-Stream", "another" }, { "Bitcoin-Offset", "0" }, { "Bitcoin-Part", "0/32" } };
        (await context.PublishAsync("bitcoin.regtest.hashtx", RunningPublisher.Hash(9000).Reverse().Take(31).ToArray(), headers: headers)).EnsureSuccess();
        standby.Run();
        standby.WaitUntilStored();
        (string Topic, uint Counter)[] stored = await PublishingNode.StoredAsync(_server);
        Assert.That(stored.Where(one => one.Topic == "hashtx").Select(one => one.Counter), Is.EqualTo(Enumerable.Range(9000, 1000).Prepend(9000).Select(one => (uint)one)));
    }

    [Test]
    public async Task What_is_attached_to_a_history_takes_no_other_messages()
    {
        await using PublishingNode node = new(Options(), History(isOnDisk: false));
        Assert.That(() => node.Publisher.Publish("other", default, null), Throws.InvalidOperationException);
        await using PublishingNode without = new(Options(), history: null);
        without.Publisher.Publish("other", default, null);
        without.Run();
        without.WaitUntilStored();
    }
}
