using System.Diagnostics;
using System.Diagnostics.Metrics;
using NATS.Client.Core;
using NATS.Client.JetStream;
using ZmqNative.Subscribing;

namespace ZmqNative.JetStream.Tests;

/// <summary>What the reader is in the middle of when the connection is lost, the stream is replaced, or it is ended.</summary>
public sealed class InterruptionTests
{
    private NatsServer? _server;

    [SetUp]
    public void Start() => _server = NatsServer.Start();

    [TearDown]
    public void End() => _server?.Dispose();

    [Test]
    public async Task A_message_that_waits_for_room_while_the_server_is_killed_is_not_lost()
    {
        // One is handled, 256 wait, and the next one waits for room.
        const int Taken = 258;
        await using RunningPublisher publisher = new(new() { Servers = _server!.Address, Chain = "regtest", LeaseTime = TimeSpan.FromSeconds(1) });
        publisher.PublishHashes(1_000);
        publisher.WaitUntilStored();
        long received = 0;
        using MeterListener listener = new() { InstrumentPublished = (one, all) => all.EnableMeasurementEvents(one) };
        listener.SetMeasurementEventCallback<long>((one, value, tags, _) =>
            Interlocked.Add(ref received, one.Name == "zmqnative.received.messages" && tags.ToArray().Any(tag => _server.Address.Equals(tag.Value)) ? value : 0));
        listener.Start();
        TaskCompletionSource patience = new(TaskCreationOptions.RunContinuationsAsynchronously);
        JetStreamSubscriberOptions options = new() { Servers = _server.Address, Chain = "regtest", Start = JetStreamStart.First, };
        await using Reading reading = new(options, (item, _) => item is Notification { MessageSequence: 0 } ? patience.Task : Task.CompletedTask);
        reading.WaitFor(_ => Interlocked.Read(ref received) == Taken, $"{Taken} messages taken");
        _server.Kill();
        _server.Launch();
        publisher.PublishHashes(1);
        publisher.WaitUntilStored();
        patience.SetResult();
        reading.WaitForCount(1_001);
        Assert.That(reading.Counters, Is.EqualTo(Enumerable.Range(0, 1_001).Select(one => (uint?)one)));
    }

    [Test]
    public async Task A_body_of_which_a_part_was_read_comes_after_a_kill_of_the_server([Values(null, "ledger")] string? durable)
    {
        await using Reading reading = new(Options(durable));
        await StoredParts.CreateStreamAsync(_server!);
        await StoredParts.StoreAsync(_server!, counter: 7, start: 0, total: 200);
        reading.WaitUntilLive();
        await using (NatsConnection connection = _server!.Connect())
        {
            NatsJSContext context = new(connection);
            Assert.That(
                SpinWait.SpinUntil(() => durable is null || context.GetConsumerAsync("bitcoin-regtest", durable).AsTask().Result.Info.NumAckPending == 1, NatsServer.Deadline),
                Is.True, "the part was delivered");
        }
        _server.Kill();
        _server.Launch();
        await StoredParts.StoreAsync(_server, counter: 7, start: 100, total: 200);
        reading.WaitForCount(1);
        Assert.That((reading.Counters, reading.Losses), Is.EqualTo((new uint?[] { 7 }, Array.Empty<StreamEvent>())));
    }

    [Test]
    public async Task It_ends_while_the_server_is_away([Values(null, "ledger")] string? durable)
    {
        await StoredParts.CreateStreamAsync(_server!);
        Reading reading = new(Options(durable));
        reading.WaitUntilLive();
        _server!.Kill();
        reading.WaitFor(one => one.Items.Any(item => item is Disconnected), "the end of the connection");
        // By then it waits for the server.
        Stopwatch waited = Stopwatch.StartNew();
        Assert.That(SpinWait.SpinUntil(() => waited.Elapsed > TimeSpan.FromSeconds(1), NatsServer.Deadline), Is.True);
        await reading.DisposeAsync();
    }

    [Test]
    public async Task A_stream_that_is_created_again_while_the_consumer_is_slow_is_read_from_its_beginning()
    {
        TaskCompletionSource patience = new(TaskCreationOptions.RunContinuationsAsynchronously);
        await using (RunningPublisher publisher = new(new() { Servers = _server!.Address, Chain = "regtest" }))
        {
            publisher.PublishHashes(1_000);
            publisher.WaitUntilStored();
        }
        await using Reading reading = new(Options(null), (item, _) => item is Notification { Topic: "hashtx", MessageSequence: 0 } ? patience.Task : Task.CompletedTask);
        reading.WaitForCount(1);
        await using NatsConnection connection = _server.Connect();
        _ = await new NatsJSContext(connection).DeleteStreamAsync("bitcoin-regtest");
        await using RunningPublisher next = new(new() { Servers = _server.Address, Chain = "regtest" });
        next.PublishHashes(1_500, "hashblock");
        next.WaitUntilStored();
        // Meanwhile the client of NATS creates its consumer again, because the old one is silent.
        Stopwatch waited = Stopwatch.StartNew();
        Assert.That(SpinWait.SpinUntil(() => waited.Elapsed > TimeSpan.FromSeconds(3), NatsServer.Deadline), Is.True);
        patience.SetResult();
        reading.WaitFor(one => one.Notifications.Any(item => item is { Topic: "hashblock", MessageSequence: 1_499 }), "the last block");
        Assert.That(
            reading.Notifications.Where(one => one.Topic == "hashblock").Select(one => one.MessageSequence),
            Is.EqualTo(Enumerable.Range(0, 1_500).Select(one => (uint?)one)));
        Assert.That(reading.Losses, Has.Some.InstanceOf<PublisherRestarted>());
    }

    private JetStreamSubscriberOptions Options(string? durable) =>
        new() { Servers = _server!.Address, Chain = "regtest", Start = JetStreamStart.First, Durable = durable, AcknowledgeWithin = TimeSpan.FromSeconds(1) };
}
