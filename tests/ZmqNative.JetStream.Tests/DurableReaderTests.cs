using NATS.Client.Core;
using NATS.Client.JetStream;
using NATS.Client.JetStream.Models;
using ZmqNative.Subscribing;

namespace ZmqNative.JetStream.Tests;

/// <summary>What a durable consumer's server, stream or acknowledgements can do to its reader.</summary>
public sealed class DurableReaderTests
{
    private static readonly DateTimeOffset s_longAgo = new(2009, 1, 3, 18, 15, 5, TimeSpan.Zero);

    private NatsServer? _server;

    [SetUp]
    public void Start() => _server = NatsServer.Start();

    [TearDown]
    public void End() => _server?.Dispose();

    private RunningPublisher Publish() => new(new() { Servers = _server!.Address, Chain = "regtest", LeaseTime = TimeSpan.FromSeconds(1) });

    private JetStreamSubscriberOptions Options(JetStreamStart start = JetStreamStart.First) => new()
    {
        Servers = _server!.Address,
        Chain = "regtest",
        Start = start,
        Durable = "ledger",
        AcknowledgeWithin = TimeSpan.FromSeconds(1),
    };

    // As from a reader that knows more than the server, after the server was killed.
    private async Task AcknowledgeAsync(int sequence)
    {
        await using NatsConnection connection = _server!.Connect();
        await connection.PublishAsync($"$JS.ACK.bitcoin-regtest.ledger.1.{sequence}.{sequence}.1700000000000000000.0", "+ACK");
        _ = await connection.PingAsync();
    }

    private static IEnumerable<uint?> Counters(int first, int count) => Enumerable.Range(first, count).Select(one => (uint?)one);

    [Test]
    public async Task An_acknowledgement_ahead_of_the_server_does_not_stop_it_while_it_runs()
    {
        await using RunningPublisher publisher = Publish();
        publisher.PublishHashes(10);
        await using Reading reading = new(Options());
        reading.WaitForCount(10);
        await AcknowledgeAsync(1_000);
        publisher.PublishHashes(2_000);
        reading.WaitForCount(2_010);
        Assert.That(reading.Counters, Is.EqualTo(Counters(0, 2_010)));
        Assert.That(reading.Losses, Is.Empty);
    }

    [Test]
    public async Task What_was_acknowledged_ahead_of_the_server_before_it_began_is_not_repeated()
    {
        await using RunningPublisher publisher = Publish();
        publisher.PublishHashes(10);
        await using (Reading first = new(Options()))
        {
            first.WaitForCount(10);
        }
        await AcknowledgeAsync(1_000);
        publisher.PublishHashes(1_500);
        await using Reading reading = new(Options(JetStreamStart.New));
        reading.WaitForCount(510);
        Assert.That(reading.Counters, Is.EqualTo(Counters(1_000, 510)));
    }

    [Test]
    public async Task A_server_that_lost_the_consumers_state_loses_no_message_and_repeats_none_to_a_reader_that_runs([Values] bool isRunning)
    {
        await using RunningPublisher publisher = Publish();
        publisher.PublishHashes(3);
        publisher.WaitUntilStored();
        await using (Reading first = new(Options(JetStreamStart.New)))
        {
            first.WaitUntilLive();
            publisher.PublishHashes(10);
            first.WaitForCount(10);
            if (isRunning)
            {
                LoseState();
                publisher.PublishHashes(10);
                first.WaitForCount(20);
                Assert.That(first.Counters, Is.EqualTo(Counters(3, 20)));
                return;
            }
        }
        publisher.PublishHashes(5);
        publisher.WaitUntilStored();
        LoseState();
        await using Reading reading = new(Options(JetStreamStart.New));
        reading.WaitForCount(15);
        Assert.That(reading.Counters, Is.EqualTo(Counters(3, 15)));
    }

    // A kill while the server writes this file leaves it empty (8 of 40, nats-server 2.9.10).
    private void LoseState()
    {
        _server!.Kill();
        string[] states = Directory.GetFiles(_server.Folder, "o.dat", SearchOption.AllDirectories);
        File.WriteAllBytes(states.Single(one => one.Contains("ledger", StringComparison.Ordinal)), []);
        _server.Launch();
    }

    [Test]
    public async Task A_stream_that_is_created_again_is_a_restart_and_is_read_from_its_beginning()
    {
        await using Reading reading = new(Options());
        await using (RunningPublisher first = Publish())
        {
            first.PublishHashes(5);
            reading.WaitForCount(5);
        }
        await using NatsConnection connection = _server!.Connect();
        _ = await new NatsJSContext(connection).DeleteStreamAsync("bitcoin-regtest");
        await using RunningPublisher publisher = Publish();
        publisher.PublishHashes(3, "hashblock");
        reading.WaitForCount(8);
        Assert.That(reading.Notifications.TakeLast(3).Select(one => (one.Topic, one.MessageSequence)), Is.EqualTo(Counters(0, 3).Select(one => ("hashblock", one))));
        Assert.That(reading.Losses.OfType<PublisherRestarted>().Select(one => one.Topic), Is.EqualTo(new[] { "bitcoin.regtest.>" }));
    }

    [Test]
    public async Task A_consumer_that_somebody_deletes_begins_again_behind_what_was_handled()
    {
        await using RunningPublisher publisher = Publish();
        publisher.PublishHashes(10);
        await using Reading reading = new(Options());
        reading.WaitForCount(10);
        await using NatsConnection connection = _server!.Connect();
        _ = await new NatsJSContext(connection).DeleteConsumerAsync("bitcoin-regtest", "ledger");
        publisher.PublishHashes(10);
        reading.WaitForCount(20);
        Assert.That(reading.Counters, Is.EqualTo(Counters(0, 20)));
        Assert.That(reading.Losses, Is.Empty);
        Assert.That(reading.Subscriber.Position?.Created, Is.EqualTo((await new NatsJSContext(connection).GetStreamAsync("bitcoin-regtest")).Info.Created));
    }

    [Test]
    public async Task Readers_that_end_in_the_middle_leave_nothing_out()
    {
        await using RunningPublisher publisher = Publish();
        publisher.PublishHashes(600);
        List<uint?> all = [];
        for (int i = 0; i < 5; i++)
        {
            await using Reading slow = new(Options(), async (_, token) => await Task.Delay(5, token));
            slow.WaitForCount(20);
            Assert.That(slow.Counters, Is.EqualTo(Counters((int)slow.Counters[0]!.Value, slow.Counters.Length)));
            Assert.That(slow.Counters[0], Is.LessThanOrEqualTo(all.Count == 0 ? 0u : all[^1]!.Value + 1));
            all.AddRange(slow.Counters);
        }
        await using Reading last = new(Options());
        last.WaitFor(one => one.Counters.LastOrDefault() == 599, "the last message");
        Assert.That(last.Counters[0], Is.LessThanOrEqualTo(all[^1]!.Value + 1));
        Assert.That(last.Counters, Is.EqualTo(Counters((int)last.Counters[0]!.Value, last.Counters.Length)));
    }

    [TestCase(true)]
    [TestCase(false)]
    public async Task A_program_that_was_killed_without_a_consumer_left_its_place(bool isTime)
    {
        await using RunningPublisher publisher = Publish();
        publisher.PublishHashes(10);
        publisher.WaitUntilStored();
        await using NatsConnection connection = _server!.Connect();
        NatsJSContext context = new(connection);
        ConsumerConfig left = new("ledger-next") { DurableName = "ledger-next", AckPolicy = ConsumerConfigAckPolicy.All };
        if (isTime)
        {
            (left.DeliverPolicy, left.OptStartTime) = (ConsumerConfigDeliverPolicy.ByStartTime, s_longAgo);
        }
        else
        {
            (left.DeliverPolicy, left.OptStartSeq) = (ConsumerConfigDeliverPolicy.ByStartSequence, 6);
        }
        _ = await context.CreateOrUpdateConsumerAsync("bitcoin-regtest", left);
        await using Reading reading = new(Options(JetStreamStart.New));
        reading.WaitForCount(isTime ? 10 : 5);
        Assert.That(reading.Counters, Is.EqualTo(isTime ? Counters(0, 10) : Counters(5, 5)));
        List<string> names = [];
        await foreach (string name in context.ListConsumerNamesAsync("bitcoin-regtest"))
        {
            names.Add(name);
        }
        Assert.That(names, Is.EqualTo(new[] { "ledger" }));
    }

    [Test]
    public async Task A_stream_that_is_created_again_before_anything_was_handled_is_a_restart([Values] bool isTime)
    {
        JetStreamSubscriberOptions options = Options(isTime ? JetStreamStart.New : JetStreamStart.First);
        options.StartTime = isTime ? s_longAgo : null;
        TaskCompletionSource patience = new(TaskCreationOptions.RunContinuationsAsynchronously);
        await using (RunningPublisher first = Publish())
        {
            first.PublishHashes(100);
            first.WaitUntilStored();
        }
        await using Reading reading = new(options, (item, _) => item is Notification { Topic: "hashtx", MessageSequence: 0 } ? patience.Task : Task.CompletedTask);
        reading.WaitForCount(1);
        await using NatsConnection connection = _server!.Connect();
        NatsJSContext context = new(connection);
        // All of them are under way.
        Assert.That(SpinWait.SpinUntil(() => context.GetConsumerAsync("bitcoin-regtest", "ledger").AsTask().Result.Info.NumAckPending == 100, NatsServer.Deadline), Is.True);
        _ = await context.DeleteStreamAsync("bitcoin-regtest");
        await using RunningPublisher publisher = Publish();
        publisher.PublishHashes(150, "hashblock");
        publisher.WaitUntilStored();
        patience.SetResult();
        reading.WaitForCount(250);
        Assert.That(reading.Counters, Is.EqualTo(Counters(0, 100).Concat(Counters(0, 150))));
        Assert.That(reading.Losses.Select(one => one.GetType().Name), Is.EqualTo(new[] { nameof(PublisherRestarted) }));
    }

    [Test]
    public async Task A_body_in_many_parts_of_another_topic_is_no_concern()
    {
        _server!.Dispose();
        _server = NatsServer.Start("max_payload: 8192\n");
        await using RunningPublisher publisher = Publish();
        publisher.PublishHashes(3);
        publisher.Publisher.Publish("rawblock", new byte[3_000_000], 0);
        publisher.PublishHashes(3);
        JetStreamSubscriberOptions options = Options();
        options.Topics.Add("hash");
        await using Reading reading = new(options);
        reading.WaitForCount(6);
    }

    [Test]
    public async Task A_body_in_more_parts_than_may_be_under_way_is_refused_in_words()
    {
        _server!.Dispose();
        _server = NatsServer.Start("max_payload: 8192\n");
        await using RunningPublisher publisher = Publish();
        publisher.Publisher.Publish("rawblock", new byte[3_000_000], 0);
        publisher.WaitUntilStored();
        await using Reading reading = new(Options());
        Assert.That((await reading.EndAsync())?.Message, Is.EqualTo(
            "A message of 3000000 bytes is stored in more than 256 parts, which is what a durable consumer may have under way: raise the server's max_payload, or read without one."));
    }
}
