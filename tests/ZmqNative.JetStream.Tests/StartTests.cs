using NATS.Client.Core;
using NATS.Client.JetStream;
using ZmqNative.Subscribing;

namespace ZmqNative.JetStream.Tests;

/// <summary>Where a reader begins while a stream is written, or replaced.</summary>
public sealed class StartTests
{
    private NatsServer? _server;

    [SetUp]
    public void Start() => _server = NatsServer.Start();

    [TearDown]
    public void End() => _server?.Dispose();

    private RunningPublisher Publish() => new(new() { Servers = _server!.Address, Chain = "regtest", LeaseTime = TimeSpan.FromSeconds(1) });

    private JetStreamSubscriberOptions Options(JetStreamStart start, string? durable = null) => new()
    {
        Servers = _server!.Address,
        Chain = "regtest",
        Start = start,
        Durable = durable,
        AcknowledgeWithin = TimeSpan.FromSeconds(1),
    };

    // There is no durable consumer that begins with the newest messages.
    [TestCase(JetStreamStart.Last, null)]
    [TestCase(JetStreamStart.New, null)]
    [TestCase(JetStreamStart.New, "ledger")]
    public async Task A_body_that_is_being_stored_comes_whole(JetStreamStart start, string? durable)
    {
        await StoredParts.CreateStreamAsync(_server!);
        await StoredParts.StoreAsync(_server!, counter: 6, start: 0, total: 100, topic: "rawtx");
        await StoredParts.StoreAsync(_server!, counter: 7, start: 0, total: 300);
        await StoredParts.StoreAsync(_server!, counter: 7, start: 100, total: 300);
        await using Reading reading = new(Options(start, durable));
        reading.WaitUntilLive();
        await StoredParts.StoreAsync(_server!, counter: 7, start: 200, total: 300);
        uint?[] expected = start == JetStreamStart.Last ? [6, 7] : [7];
        reading.WaitForCount(expected.Length);
        Assert.That((reading.Counters, reading.Losses), Is.EqualTo((expected, Array.Empty<StreamEvent>())));
    }

    [Test]
    public async Task The_newest_messages_are_not_repeated_while_more_are_stored()
    {
        await using RunningPublisher publisher = Publish();
        publisher.PublishHashes(3);
        publisher.WaitUntilStored();
        using CancellationTokenSource end = new();
        Task publishing = Task.Run(() =>
        {
            while (!end.IsCancellationRequested)
            {
                publisher.PublishHashes(1);
                Thread.Yield();
                publisher.WaitUntilStored();
            }
        });
        for (int i = 0; i < 20; i++)
        {
            await using Reading reading = new(Options(JetStreamStart.Last));
            reading.WaitForCount(20);
            uint first = reading.Counters[0]!.Value;
            Assert.That(reading.Counters.Take(20), Is.EqualTo(Enumerable.Range((int)first, 20).Select(one => (uint?)one)));
        }
        await end.CancelAsync();
        await publishing;
    }

    [Test]
    public async Task A_time_holds_over_a_kill_in_the_middle_of_the_first_body()
    {
        await using (RunningPublisher publisher = Publish())
        {
            publisher.PublishHashes(10);
            publisher.WaitUntilStored();
        }
        // Seconds are what every part of a request for a time keeps.
        DateTimeOffset time = DateTimeOffset.UtcNow.AddSeconds(1.1);
        Assert.That(SpinWait.SpinUntil(() => DateTimeOffset.UtcNow > time, NatsServer.Deadline), Is.True);
        await StoredParts.StoreAsync(_server!, counter: 7, start: 0, total: 200);
        JetStreamSubscriberOptions options = Options(JetStreamStart.New);
        options.StartTime = time;
        await using Reading reading = new(options);
        reading.WaitUntilLive();
        _server!.Kill();
        reading.WaitFor(one => one.Items.Any(item => item is Disconnected), "the end of the connection");
        _server.Launch();
        await StoredParts.StoreAsync(_server, counter: 7, start: 100, total: 200);
        reading.WaitForCount(1);
        Assert.That(reading.Notifications.Select(one => (one.Topic, one.MessageSequence)), Is.EqualTo(new[] { ("rawblock", (uint?)7) }));
    }

    [Test]
    public async Task What_is_new_begins_once([Values(0, 1)] int before, [Values] bool isStreamDeleted)
    {
        await StoredParts.CreateStreamAsync(_server!);
        await using NatsConnection connection = _server!.Connect();
        NatsJSContext context = new(connection);
        await using Reading reading = new(Options(JetStreamStart.New, "ledger"));
        reading.WaitUntilLive();
        await using (RunningPublisher publisher = Publish())
        {
            publisher.PublishHashes(before);
            reading.WaitForCount(before);
            publisher.WaitFor(JetStreamState.Writing);
            if (!isStreamDeleted)
            {
                _ = await context.DeleteConsumerAsync("bitcoin-regtest", "ledger");
                publisher.PublishHashes(200);
                reading.WaitForCount(200 + before);
                return;
            }
        }
        _ = await context.DeleteStreamAsync("bitcoin-regtest");
        await using RunningPublisher next = Publish();
        next.PublishHashes(200, "hashblock");
        reading.WaitForCount(200 + before);
        Assert.That(reading.Counters.Skip(before), Is.EqualTo(Enumerable.Range(0, 200).Select(one => (uint?)one)));
    }
}
