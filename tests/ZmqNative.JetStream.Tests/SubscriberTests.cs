using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.Metrics;
using NATS.Client.Core;
using NATS.Client.JetStream;
using NATS.Client.JetStream.Models;
using ZmqNative.Subscribing;

namespace ZmqNative.JetStream.Tests;

/// <summary>What comes out of the stream, from everywhere it can be read from.</summary>
public sealed class SubscriberTests
{
    private NatsServer? _server;

    [SetUp]
    public void Start() => _server = NatsServer.Start();

    [TearDown]
    public void End() => _server?.Dispose();

    private RunningPublisher Publish() => new(new() { Servers = _server!.Address, Chain = "regtest", LeaseTime = TimeSpan.FromSeconds(1) });

    private JetStreamSubscriberOptions Options(JetStreamStart start = JetStreamStart.First, string? durable = null, JetStreamPosition? from = null) => new()
    {
        Servers = _server!.Address,
        Chain = "regtest",
        Start = start,
        Durable = durable,
        ResumeFrom = from,
        AcknowledgeWithin = TimeSpan.FromSeconds(1),
    };

    private static byte[] Sequence(char label)
    {
        byte[] body = new byte[label is 'C' or 'D' ? 33 : 41];
        body[32] = (byte)label;
        return body;
    }

    [Test]
    public async Task The_same_records_come_as_over_ZMQ()
    {
        byte[] block = new byte[3_000_000];
        new Random(1).NextBytes(block);
        await using RunningPublisher publisher = Publish();
        (string Topic, byte[] Body)[] all =
        [
            ("hashblock", RunningPublisher.Hash(1)), ("hashtx", RunningPublisher.Hash(2)), ("rawblock", block), ("rawtx", new byte[100]),
            ("sequence", Sequence('C')), ("sequence", Sequence('D')), ("sequence", Sequence('A')), ("sequence", Sequence('R')), ("own", []),
        ];
        uint counter = 5;
        foreach ((string topic, byte[] body) in all)
        {
            publisher.Publisher.Publish(topic, body, counter++);
        }
        await using Reading reading = new(Options());
        reading.WaitForCount(9);
        Assert.That(reading.Notifications.Select(one => one.GetType().Name), Is.EqualTo(new[]
        {
            "HashBlock", "HashTransaction", "RawBlock", "RawTransaction", "BlockConnected", "BlockDisconnected", "TransactionAdded", "TransactionRemoved", "OtherNotification",
        }));
        Assert.That(reading.Counters, Is.EqualTo(Enumerable.Range(5, 9).Select(one => (uint?)one)));
        Assert.That(((RawBlock)reading.Notifications[2]).Body.SequenceEqual(block), Is.True);
        Assert.That(reading.Items.Take(3), Is.All.InstanceOf<StreamEvent>());
        Assert.That(reading.Notifications.Select(one => one.Source).Distinct(), Is.EqualTo(new[] { _server!.Address }));
    }

    [Test]
    public async Task A_stream_that_is_not_there_yet_is_waited_for_and_said_once()
    {
        await using ApiCalls attempts = await ApiCalls.ObserveAsync(_server!, "$JS.API.STREAM.INFO.>", NatsAuthOpts.Default);
        await using Reading reading = new(Options());
        attempts.WaitForMore(5);
        Assert.That(reading.Items.OfType<Waiting>().Count(), Is.EqualTo(1));
        await using RunningPublisher publisher = Publish();
        publisher.PublishHashes(1);
        reading.WaitForCount(1);
    }

    [Test]
    public async Task Gaps_restarts_and_what_is_malformed_come_before_what_revealed_them()
    {
        await using RunningPublisher publisher = Publish();
        foreach (uint counter in (uint[])[0, 1, 5, 6, 0])
        {
            publisher.Publisher.Publish("hashtx", RunningPublisher.Hash(counter), counter);
        }
        publisher.Publisher.Publish("hashtx", [1, 2], 1);
        publisher.PublishHashes(1, "hashblock");
        ConcurrentDictionary<string, long> metrics = new();
        using MeterListener listener = new() { InstrumentPublished = (one, all) => all.EnableMeasurementEvents(one) };
        listener.SetMeasurementEventCallback<long>((one, value, tags, _) =>
            metrics.AddOrUpdate($"{one.Name} {string.Join(' ', tags.ToArray().Select(tag => tag.Value))}", value, (_, sum) => sum + value));
        listener.Start();
        await using Reading reading = new(Options());
        reading.WaitForCount(6);
        string Series(string name, string topic) => $"zmqnative.{name} {topic} {_server!.Address}";
        Assert.That(
            from name in (string[])["received.messages", "gaps", "missed.messages", "restarts", "malformed", "dropped"] select metrics[Series(name, "hashtx")],
            Is.EqualTo((long[])[6, 1, 3, 1, 1, 0]));
        Assert.That(metrics[Series("gaps", "bitcoin.regtest.>")], Is.Zero, "begins before the first loss of the stream");
        StreamItem[] items = [.. reading.Items.SkipWhile(one => one is not Notification)];
        Assert.That(items.Select(one => one.GetType().Name), Is.EqualTo(new[]
        {
            "HashTransaction", "HashTransaction", "Gap", "HashTransaction", "HashTransaction", "PublisherRestarted", "HashTransaction", "Malformed", "HashBlock",
        }));
        Assert.That(items[2], Is.EqualTo(new Gap(_server!.Address, items[2].Time, "hashtx", 2, 5, 3)));
    }

    [Test]
    public async Task It_begins_where_it_is_asked_to()
    {
        byte[] block = new byte[2_500_000];
        new Random(2).NextBytes(block);
        await using RunningPublisher publisher = Publish();
        publisher.PublishHashes(10);
        publisher.WaitUntilStored();
        // Seconds are what every part of a request for a time keeps.
        Stopwatch waited = Stopwatch.StartNew();
        Assert.That(SpinWait.SpinUntil(() => waited.Elapsed > TimeSpan.FromSeconds(1.1), NatsServer.Deadline), Is.True);
        publisher.Publisher.Publish("rawblock", new byte[100], 0);
        publisher.Publisher.Publish("rawblock", block, 1);
        publisher.WaitUntilStored();
        JetStreamPosition fourth;
        DateTimeOffset time;
        await using (Reading first = new(Options()))
        {
            first.WaitForCount(12);
            await using Reading four = new(Options(), (item, token) => item is Notification { MessageSequence: 4 } ? Task.Delay(Timeout.Infinite, token) : Task.CompletedTask);
            four.WaitForCount(5);
            fourth = four.Subscriber.Position!.Value;
            time = first.Notifications[10].Time;
        }
        await using Reading resumed = new(Options(JetStreamStart.New, from: fourth));
        resumed.WaitForCount(8);
        Assert.That(resumed.Counters.Take(6), Is.EqualTo(new uint?[] { 4, 5, 6, 7, 8, 9 }));
        Assert.That(JetStreamPosition.TryParse($"{fourth}", out JetStreamPosition parsed) ? parsed : default, Is.EqualTo(fourth));

        await using Reading newest = new(Options(JetStreamStart.Last));
        newest.WaitForCount(2);
        Assert.That(newest.Notifications.Select(one => (one.Topic, one.MessageSequence)), Is.EqualTo(new[] { ("hashtx", 9u), ("rawblock", (uint?)1u) }));
        Assert.That(((RawBlock)newest.Notifications[1]).Body.SequenceEqual(block), Is.True);

        JetStreamSubscriberOptions later = Options(JetStreamStart.New);
        later.StartTime = time;
        await using Reading timed = new(later);
        timed.WaitForCount(2);
        Assert.That(timed.Notifications[0].Topic, Is.EqualTo("rawblock"));

        JetStreamSubscriberOptions only = Options(JetStreamStart.New);
        only.Topics.Add("hash");
        await using Reading next = new(only);
        next.WaitUntilLive();
        publisher.Publisher.Publish("rawtx", new byte[50], 0);
        publisher.PublishHashes(1);
        publisher.PublishHashes(1, "hashblock");
        next.WaitForCount(2);
        Assert.That(next.Notifications.Select(one => one.Topic), Is.EqualTo(new[] { "hashtx", "hashblock" }));
        Assert.That(newest.Losses.Concat(resumed.Losses).Concat(timed.Losses).Concat(next.Losses), Is.Empty);
    }

    [Test]
    public async Task A_position_in_a_stream_that_was_created_again_is_a_restart()
    {
        await using RunningPublisher publisher = Publish();
        publisher.PublishHashes(3);
        publisher.WaitUntilStored();
        await using NatsConnection connection = _server!.Connect();
        NatsJSContext context = new(connection);
        JetStreamPosition old = new((await context.GetStreamAsync("bitcoin-regtest")).Info.Created.AddSeconds(-1), 1);
        await using Reading reading = new(Options(JetStreamStart.New, from: old));
        reading.WaitForCount(3);
        Assert.That(reading.Losses.Select(one => one.GetType().Name), Is.EqualTo(new[] { "PublisherRestarted" }));
    }

    [Test]
    public async Task A_position_that_retention_has_passed_is_a_gap_of_that_size([Values] bool isDurable)
    {
        await using RunningPublisher publisher = Publish();
        publisher.PublishHashes(10);
        publisher.WaitUntilStored();
        JetStreamPosition third;
        await using (Reading begun = new(Options(durable: isDurable ? "ledger" : null), (item, token) => item is Notification { MessageSequence: 3 } ? Task.Delay(Timeout.Infinite, token) : Task.CompletedTask))
        {
            begun.WaitForCount(4);
            third = begun.Subscriber.Position!.Value;
        }
        await using NatsConnection connection = _server!.Connect();
        INatsJSStream stream = await new NatsJSContext(connection).GetStreamAsync("bitcoin-regtest");
        _ = await stream.PurgeAsync(new StreamPurgeRequest { Keep = 3 });
        await using Reading reading = new(isDurable ? Options(durable: "ledger") : Options(JetStreamStart.New, from: third));
        reading.WaitForCount(3);
        Assert.That(reading.Losses, Is.EqualTo(new[] { new Gap(_server.Address, reading.Losses[0].Time, "bitcoin.regtest.>", 4, 8, 4) }));
        Assert.That(reading.Counters, Is.EqualTo(new uint?[] { 7, 8, 9 }));
    }

    [Test]
    public async Task Nothing_is_missing_after_kills_of_the_server([Values] bool isDurable)
    {
        await using RunningPublisher publisher = Publish();
        await using Reading reading = new(Options(durable: isDurable ? "ledger" : null));
        for (int kill = 0; kill < 2; kill++)
        {
            publisher.PublishHashes(1_000);
            reading.WaitForCount((kill * 1_500) + 300);
            _server!.Kill();
            publisher.PublishHashes(500);
            _server.Launch();
        }
        reading.WaitForCount(3_000);
        Assert.That(reading.Counters, Is.EqualTo(Enumerable.Range(0, 3_000).Select(one => (uint?)one)));
        Assert.That(reading.Losses, Is.Empty);
        Assert.That(reading.Items.OfType<Disconnected>(), Is.Not.Empty);
    }

    [Test]
    public async Task A_durable_consumer_gets_again_what_was_not_acknowledged_before_a_crash()
    {
        await using RunningPublisher publisher = Publish();
        publisher.PublishHashes(20);
        await using (Reading crashed = new(Options(durable: "ledger"), (item, token) => item is Notification { MessageSequence: 7 } ? Task.Delay(Timeout.Infinite, token) : Task.CompletedTask))
        {
            crashed.WaitForCount(8);
        }
        publisher.PublishHashes(5);
        await using Reading reading = new(Options(JetStreamStart.New, durable: "ledger"));
        reading.WaitForCount(18);
        Assert.That(reading.Counters, Is.EqualTo(Enumerable.Range(7, 18).Select(one => (uint?)one)));
    }

    [Test]
    public async Task A_handler_slower_than_the_servers_patience_gets_each_message_once()
    {
        await using RunningPublisher publisher = Publish();
        publisher.PublishHashes(20);
        TaskCompletionSource patience = new(TaskCreationOptions.RunContinuationsAsynchronously);
        await using Reading reading = new(Options(durable: "ledger"), (item, _) => item is Notification { MessageSequence: 0 } ? patience.Task : Task.CompletedTask);
        reading.WaitForCount(1);
        // The server's patience is 1 s.
        Stopwatch waited = Stopwatch.StartNew();
        Assert.That(SpinWait.SpinUntil(() => waited.Elapsed > TimeSpan.FromSeconds(2.5), NatsServer.Deadline), Is.True);
        await using NatsConnection connection = _server!.Connect();
        INatsJSConsumer consumer = await new NatsJSContext(connection).GetConsumerAsync("bitcoin-regtest", "ledger");
        Assert.That((consumer.Info.NumAckPending, consumer.Info.NumRedelivered), Is.EqualTo((20, 0)));
        patience.SetResult();
        reading.WaitForCount(20);
        Assert.That(reading.Counters, Is.EqualTo(Enumerable.Range(0, 20).Select(one => (uint?)one)));
    }

    [Test]
    public async Task A_durable_consumer_with_another_filter_is_refused()
    {
        await using RunningPublisher publisher = Publish();
        publisher.PublishHashes(1);
        await using (Reading first = new(Options(durable: "ledger")))
        {
            first.WaitForCount(1);
        }
        JetStreamSubscriberOptions other = Options(durable: "ledger");
        other.Topics.Add("hashblock");
        await using Reading second = new(other);
        Assert.That((await second.EndAsync())?.Message,
            Is.EqualTo("The consumer ledger is configured otherwise: filter_subject is bitcoin.regtest.> and not bitcoin.regtest.hashblock."));
    }
}
