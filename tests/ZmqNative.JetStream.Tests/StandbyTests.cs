using System.Diagnostics.Metrics;
using ZmqNative.Subscribing;

namespace ZmqNative.JetStream.Tests;

/// <summary>Two publishers that receive the same: one writes, and the other goes on right behind it.</summary>
public sealed class StandbyTests
{
    private NatsServer? _server;

    [SetUp]
    public void Start() => _server = NatsServer.Start();

    [TearDown]
    public void End() => _server?.Dispose();

    private RunningPublisher Publish() => new(new() { Servers = _server!.Address, Chain = "regtest", LeaseTime = TimeSpan.FromSeconds(1) });

    private static void Both(RunningPublisher one, RunningPublisher other, int count)
    {
        for (int i = 0; i < count; i++)
        {
            one.PublishHashes(1);
            other.PublishHashes(1);
        }
    }

    [Test]
    public async Task One_writes_and_the_other_drops_what_is_stored()
    {
        await using RunningPublisher writer = Publish();
        writer.WaitFor(JetStreamState.Writing);
        await using RunningPublisher standby = Publish();
        standby.WaitFor(JetStreamState.Standby);
        Both(writer, standby, 1_000);
        writer.WaitUntilStored();
        standby.WaitUntilStored();
        List<RawMessage> all = await RawMessage.ReadAllAsync(_server!);
        Assert.That(all.Select(one => one.Counter), Is.EqualTo(Enumerable.Range(0, 1_000).Select(one => (uint)one)));
        Assert.That(all.Select(one => one.Headers["Bitcoin-Stream"]).Distinct().Count(), Is.EqualTo(1));
    }

    /// <summary>The first one ends in the middle, so that the second one finds part of what it has in the stream.</summary>
    [Test]
    public async Task The_other_goes_on_right_behind_the_one_that_ended()
    {
        RunningPublisher writer = Publish();
        writer.WaitFor(JetStreamState.Writing);
        await using RunningPublisher standby = Publish();
        standby.WaitFor(JetStreamState.Standby);
        Both(writer, standby, 20_000);
        writer.WaitFor(() => writer.Publisher.PendingMessages < 15_000, "some are stored");
        await writer.DisposeAsync();
        Assert.That(writer.Publisher.PendingMessages, Is.GreaterThan(0), "it ended in the middle");
        standby.WaitFor(JetStreamState.Writing);
        standby.PublishHashes(100);
        standby.WaitUntilStored();
        List<RawMessage> all = await RawMessage.ReadAllAsync(_server!);
        Assert.That(all.Select(one => one.Counter), Is.EqualTo(Enumerable.Range(0, 20_100).Select(one => (uint)one)));
        Assert.That(all.Select(one => one.Headers["Bitcoin-Stream"]).Distinct().Count(), Is.EqualTo(2));
    }

    /// <summary>Two parts of five are in the stream, and the third is on its way, when the writer is gone.</summary>
    [Test]
    public async Task A_body_whose_writer_died_between_its_parts_is_stored_again_and_read_once()
    {
        byte[] block = new byte[4_500_000];
        new Random(28).NextBytes(block);
        using DyingLink link = new(_server!);
        await using RunningPublisher writer = new(new() { Servers = link.Address, Chain = "regtest", LeaseTime = TimeSpan.FromSeconds(1) });
        writer.WaitFor(JetStreamState.Writing);
        await using RunningPublisher standby = Publish();
        standby.WaitFor(JetStreamState.Standby);
        Both(writer, standby, 3);
        writer.WaitUntilStored();
        link.EndAfter(2_500_000);
        foreach (RunningPublisher publisher in (RunningPublisher[])[writer, standby])
        {
            publisher.Publisher.Publish("rawblock", block, 7);
            publisher.PublishHashes(1);
        }
        standby.WaitFor(JetStreamState.Writing);
        standby.WaitUntilStored();
        List<RawMessage> all = await RawMessage.ReadAllAsync(_server!);
        List<(uint Counter, string? Part, string Stream)> found = [.. all.Select(one =>
            (one.Counter, one.Headers.GetValueOrDefault("Bitcoin-Part")?.Split('/')[0], one.Headers["Bitcoin-Stream"]))];
        string first = found[0].Stream, second = found[^1].Stream;
        string[] parts = [.. found.Where(one => one.Stream == second && one.Counter == 7).Select(one => one.Part!)];
        Assert.That(second, Is.Not.EqualTo(first));
        Assert.That(found, Is.EqualTo((List<(uint, string?, string)>)
        [
            (0, null, first), (1, null, first), (2, null, first), (7, "0", first), (7, $"{all[3].Body.Length}", first),
            .. parts.Select(part => (7u, part, second)), (3, null, second),
        ]));
        Assert.That(all.Skip(5).SkipLast(1).SelectMany(part => part.Body), Is.EqualTo(block));

        await using Reading reading = new(new() { Servers = _server!.Address, Chain = "regtest", Start = JetStreamStart.First });
        reading.WaitForCount(5);
        Assert.That((reading.Notifications.OfType<RawBlock>().Single().Body.SequenceEqual(block), reading.Losses), Is.EqualTo((true, Array.Empty<StreamEvent>())));
    }

    /// <summary>A node that was restarted publishes its mempool again, with the same counters: what is stored is the second life.</summary>
    [Test]
    public async Task Of_two_lives_with_the_same_messages_the_right_one_is_found()
    {
        RunningPublisher writer = Publish();
        writer.WaitFor(JetStreamState.Writing);
        await using RunningPublisher standby = Publish();
        Both(writer, standby, 10);
        writer.WaitUntilStored();
        standby.WaitUntilStored();
        // Two lives of ten, of which the standby sees nothing stored before the writer ends.
        foreach (RunningPublisher publisher in (RunningPublisher[])[writer, standby])
        {
            for (uint i = 0; i < 20; i++)
            {
                publisher.Publisher.Publish("hashtx", RunningPublisher.Hash(i % 10), i % 10);
            }
        }
        writer.WaitUntilStored();
        await writer.DisposeAsync();
        standby.WaitFor(JetStreamState.Writing);
        standby.Publisher.Publish("hashtx", RunningPublisher.Hash(10), 10);
        standby.WaitUntilStored();
        List<RawMessage> all = await RawMessage.ReadAllAsync(_server!);
        Assert.That(all.Select(one => one.Counter), Is.EqualTo(Enumerable.Range(0, 30).Select(one => (uint)one % 10).Append(10u)));
    }

    /// <summary>The writer is alive and does not know that it was replaced: its lease is taken by force.</summary>
    [Test]
    public async Task A_writer_that_lost_its_lease_is_refused_and_stands_by()
    {
        await using RunningPublisher old = Publish();
        old.WaitFor(JetStreamState.Writing);
        await using RunningPublisher next = Publish();
        next.WaitFor(JetStreamState.Standby);
        await using NATS.Client.Core.NatsConnection connection = _server!.Connect();
        NATS.Client.KeyValueStore.INatsKVStore store = await new NATS.Client.KeyValueStore.NatsKVContext(new NATS.Client.JetStream.NatsJSContext(connection)).GetStoreAsync("bitcoin-regtest-lease");
        await store.DeleteAsync("writer");
        SpinWait.SpinUntil(() => next.Publisher.Status.State == JetStreamState.Writing || old.Publisher.Status.State == JetStreamState.Standby, TimeSpan.FromSeconds(3));
        for (int i = 0; i < 20; i++)
        {
            Both(old, next, 100);
            old.WaitFor(() => old.Publisher.PendingMessages + next.Publisher.PendingMessages < 2_000, "progress");
        }
        old.WaitUntilStored();
        next.WaitUntilStored();
        // The one that was replaced finds that out when it stores or renews its lease next.
        old.WaitFor(() => (old.Publisher.Status.State, next.Publisher.Status.State)
            is (JetStreamState.Writing, JetStreamState.Standby) or (JetStreamState.Standby, JetStreamState.Writing), "one writes and the other stands by");
        List<RawMessage> all = await RawMessage.ReadAllAsync(_server!);
        Assert.That(all.Select(one => one.Counter), Is.EqualTo(Enumerable.Range(0, 2_000).Select(one => (uint)one)));
    }

    /// <summary>A renewal that was under way when the server went may be stored after the next one has read what is there.</summary>
    [Test]
    public async Task A_writer_that_renews_its_lease_twice_at_once_holds_it()
    {
        await using NATS.Client.Core.NatsConnection connection = _server!.Connect();
        NATS.Client.KeyValueStore.INatsKVStore store = await new NATS.Client.KeyValueStore.NatsKVContext(new NATS.Client.JetStream.NatsJSContext(connection)).CreateStoreAsync("leases");
        Lease lease = new(store, "me", TimeSpan.FromSeconds(60));
        for (int i = 0; i < 20; i++)
        {
            bool[] held = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => lease.TryHoldAsync(CancellationToken.None)));
            Assert.That(held, Is.All.True);
        }
        Assert.That(await new Lease(store, "other", TimeSpan.FromSeconds(60)).TryHoldAsync(CancellationToken.None), Is.False);
    }

    /// <summary>What alerts are made of: who stores, and that somebody else took the lease.</summary>
    [TestCase(1_000)]
    [TestCase(10, Description = "it is free again before the writer, which was held up, reads it once more")]
    public async Task A_lost_lease_is_counted(int leaseTime)
    {
        Dictionary<string, long> values = [];
        using MeterListener listener = new()
        {
            InstrumentPublished = (instrument, listener) =>
            {
                if (instrument.Name.StartsWith("zmqnative.jetstream.", StringComparison.Ordinal))
                {
                    listener.EnableMeasurementEvents(instrument);
                }
            },
        };
        void Take(Instrument instrument, long value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
        {
            Assert.That(tags.ToArray(), Is.EqualTo(new[] { new KeyValuePair<string, object?>("stream", "bitcoin-regtest") }));
            lock (values)
            {
                values[instrument.Name] = value + (instrument is Counter<long> ? values.GetValueOrDefault(instrument.Name) : 0);
            }
        }
        bool Has(string name, long value)
        {
            lock (values)
            {
                return values.TryGetValue($"zmqnative.jetstream.{name}", out long now) && now == value;
            }
        }
        listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Take(instrument, value, tags));
        listener.SetMeasurementEventCallback<int>((instrument, value, tags, _) => Take(instrument, value, tags));
        listener.Start();
        await using RunningPublisher writer = new(new() { Servers = _server!.Address, Chain = "regtest", LeaseTime = TimeSpan.FromMilliseconds(leaseTime) });
        writer.WaitFor(() => Has("writing", 1), "it writes");
        Assert.That(Has("leases.lost", 0) && Has("dropped.messages", 0) && Has("pending.messages", 0));
        await using NATS.Client.Core.NatsConnection connection = _server!.Connect();
        NATS.Client.KeyValueStore.INatsKVStore store = await new NATS.Client.KeyValueStore.NatsKVContext(new NATS.Client.JetStream.NatsJSContext(connection)).GetStoreAsync("bitcoin-regtest-lease");
        _ = await store.PutAsync("writer", "another");
        writer.WaitFor(() => Has("leases.lost", 1), "the lease is lost");
        writer.WaitFor(() => Has("writing", 1), "it is taken back when the other does not renew it");
        Assert.That(Has("leases.lost", 1));
    }
}
