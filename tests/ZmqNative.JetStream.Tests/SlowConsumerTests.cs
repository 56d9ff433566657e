using System.Diagnostics.Metrics;
using ZmqNative.Subscribing;

namespace ZmqNative.JetStream.Tests;

/// <summary>What waits for a consumer that is slower than the server.</summary>
public sealed class SlowConsumerTests
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
}
