using NATS.Client.Core;
using NATS.Client.JetStream;
using ZmqNative.Subscribing;

namespace ZmqNative.JetStream.Tests;

/// <summary>What a durable consumer's server, stream or acknowledgements can do to its reader.</summary>
public sealed class DurableReaderTests
{
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
        reading.WaitForCount(18);
        Assert.That(reading.Counters, Is.EqualTo(Counters(0, 18)));
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
}
