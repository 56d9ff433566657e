using NATS.Client.Core;
using NATS.Client.JetStream;
using NATS.Client.JetStream.Models;

namespace ZmqNative.JetStream.Tests;

/// <summary>One publisher and one server, which is killed and restarted.</summary>
public sealed class PublisherTests
{
    private NatsServer? _server;

    private JetStreamPublisherOptions Options(long buffer = 64 << 20, TimeSpan? window = null) => new()
    {
        Servers = _server!.Address,
        Chain = "regtest",
        BufferBytes = buffer,
        LeaseTime = TimeSpan.FromSeconds(1),
        DuplicateWindow = window ?? TimeSpan.FromMinutes(2),
    };

    [SetUp]
    public void Start() => _server = NatsServer.Start();

    [TearDown]
    public void End() => _server?.Dispose();

    [Test]
    public async Task Messages_are_stored_in_order_with_counter_writer_and_offset()
    {
        await using RunningPublisher publisher = new(Options());
        publisher.PublishHashes(3);
        publisher.PublishHashes(2, "hashblock");
        publisher.PublishHashes(1, "odd topic.*");
        publisher.WaitUntilStored();
        List<RawMessage> all = await RawMessage.ReadAllAsync(_server!);
        Assert.That(all.Select(one => (one.Subject, one.Counter, one.Headers["Bitcoin-Offset"])), Is.EqualTo(new[]
        {
            ("bitcoin.regtest.hashtx", 0u, "0"), ("bitcoin.regtest.hashtx", 1u, "1"), ("bitcoin.regtest.hashtx", 2u, "2"),
            ("bitcoin.regtest.hashblock", 0u, "3"), ("bitcoin.regtest.hashblock", 1u, "4"), ("bitcoin.regtest.odd%20topic%2E%2A", 0u, "5"),
        }));
        Assert.That(all.Select(one => one.Headers["Bitcoin-Stream"]).Distinct().Count(), Is.EqualTo(1));
        Assert.That(all[2].Body, Is.EqualTo(RunningPublisher.Hash(2)));
    }

    [Test]
    public async Task A_server_that_is_killed_under_traffic_stores_all_once_and_in_order()
    {
        await using RunningPublisher publisher = new(Options());
        int published = 0;
        for (int kill = 0; kill < 4; kill++)
        {
            publisher.PublishHashes(4_000);
            long stored = published += 4_000;
            publisher.WaitFor(() => publisher.Publisher.PendingMessages < 3_000, "some are stored");
            _server!.Kill();
            publisher.PublishHashes(1_000);
            published += 1_000;
            _server.Launch();
        }
        publisher.WaitUntilStored();
        List<RawMessage> all = await RawMessage.ReadAllAsync(_server!);
        Assert.That(all.Select(one => one.Counter), Is.EqualTo(Enumerable.Range(0, published).Select(one => (uint)one)));
    }

    /// <summary>The server does not know the ids any more; what is stored is read from the stream.</summary>
    [Test]
    public async Task A_server_that_was_away_for_longer_than_the_duplicate_window_stores_all_once()
    {
        await using RunningPublisher publisher = new(Options(window: TimeSpan.FromMilliseconds(100)));
        publisher.PublishHashes(30_000);
        publisher.WaitFor(() => publisher.Publisher.PendingMessages < 29_000, "some are stored");
        _server!.Kill();
        long before = publisher.Publisher.PendingMessages;
        Assert.That(before, Is.GreaterThan(0), "the server was killed under traffic");
        publisher.WaitFor(() => publisher.Publisher.Status.State == JetStreamState.Waiting, "it notices");
        _server.Launch();
        publisher.WaitUntilStored();
        List<RawMessage> all = await RawMessage.ReadAllAsync(_server);
        Assert.That(all.Select(one => one.Counter), Is.EqualTo(Enumerable.Range(0, 30_000).Select(one => (uint)one)));
    }

    /// <summary>
    /// The first of many under way is refused, because another message is where it should be; the second expects the sequence that this one has.
    /// </summary>
    [Test]
    public async Task A_message_of_somebody_else_lets_in_nothing_that_comes_later()
    {
        await using RunningPublisher publisher = new(Options());
        publisher.PublishHashes(1);
        publisher.WaitUntilStored();
        await using NatsConnection connection = _server!.Connect();
        NatsJSContext context = new(connection);
        for (int i = 1; i <= 10; i++)
        {
            (await context.PublishAsync("bitcoin.regtest.other", Array.Empty<byte>(), headers: new NatsHeaders { { "Bitcoin-Counter", $"{i}" } })).EnsureSuccess();
            publisher.PublishHashes(200);
            publisher.WaitUntilStored();
        }
        List<RawMessage> all = await RawMessage.ReadAllAsync(_server);
        Assert.That(all.Where(one => one.Subject == "bitcoin.regtest.hashtx").Select(one => one.Counter), Is.EqualTo(Enumerable.Range(0, 2_001).Select(one => (uint)one)));
    }

    [Test]
    public async Task Bodies_above_the_limit_of_the_server_are_split([Values(0, 1, 1_048_000, 1_048_576, 2_500_000, 4_000_000)] int length)
    {
        await using RunningPublisher publisher = new(Options());
        byte[] body = new byte[length];
        new Random(length).NextBytes(body);
        publisher.PublishHashes(1);
        publisher.Publisher.Publish("rawblock", body, 7);
        publisher.PublishHashes(1);
        publisher.WaitUntilStored();
        List<RawMessage> all = await RawMessage.ReadAllAsync(_server!);
        RawMessage[] parts = [.. all.Where(one => one.Subject == "bitcoin.regtest.rawblock")];
        Assert.That(parts.SelectMany(part => part.Body), Is.EqualTo(body));
        Assert.That(parts.Select(part => part.Counter).Distinct(), Is.EqualTo(new[] { 7u }));
        Assert.That(parts, Has.Length.EqualTo(length / 1_048_100 + 1));
        int start = 0;
        foreach (RawMessage part in parts)
        {
            Assert.That(part.Headers.GetValueOrDefault("Bitcoin-Part"), Is.EqualTo(parts.Length == 1 ? null : $"{start}/{length}"));
            start += part.Body.Length;
        }
        Assert.That((all[0].Counter, all[^1].Counter), Is.EqualTo((0u, 1u)), "the others around it");
    }

    [Test]
    public async Task A_stream_that_is_configured_otherwise_is_refused_field_by_field()
    {
        await using NatsConnection connection = _server!.Connect();
        _ = await new NatsJSContext(connection).CreateStreamAsync(
            new StreamConfig("bitcoin-regtest", ["bitcoin.regtest.>"]) { MaxAge = TimeSpan.FromHours(1), MaxBytes = 20_000_000, MaxMsgs = 10, Storage = StreamConfigStorage.Memory });
        InvalidDataException exception = (await Assert.ThrowsAsync<InvalidDataException>(() => new JetStreamPublisher(Options()).RunAsync(CancellationToken.None)))!;
        Assert.That(exception.Message, Is.EqualTo(
            "The stream bitcoin-regtest is configured otherwise: max_age is 01:00:00 and not 1.00:00:00. "
            + "The stream bitcoin-regtest is configured otherwise: max_bytes is 20000000 and not 10000000000. "
            + "The stream bitcoin-regtest is configured otherwise: max_msgs is 10 and not -1. "
            + "The stream bitcoin-regtest is configured otherwise: storage is Memory and not File."));
    }

    [Test]
    public async Task Replicas_are_refused_where_there_is_no_cluster()
    {
        JetStreamPublisherOptions options = Options();
        options.Replicas = 3;
        InvalidDataException exception = (await Assert.ThrowsAsync<InvalidDataException>(() => new JetStreamPublisher(options).RunAsync(CancellationToken.None)))!;
        Assert.That(exception.Message, Is.EqualTo("Replicas is 3, but the server at 127.0.0.1 is in no cluster."));
    }

    [Test]
    public async Task What_the_buffer_has_no_room_for_is_counted_and_shows_as_a_jump_of_the_counter()
    {
        _server!.Kill();
        await using RunningPublisher publisher = new(Options(buffer: 1 << 20));
        publisher.PublishHashes(10_000);
        long dropped = publisher.Publisher.DroppedMessages;
        Assert.That(dropped, Is.GreaterThan(0));
        _server.Launch();
        publisher.WaitUntilStored();
        List<RawMessage> all = await RawMessage.ReadAllAsync(_server);
        Assert.That(all.Select(one => one.Counter), Is.EqualTo(Enumerable.Range((int)dropped, 10_000 - (int)dropped).Select(one => (uint)one)));
    }

    [Test]
    public async Task A_publisher_that_is_run_before_its_server_waits_for_it()
    {
        _server!.Kill();
        await using RunningPublisher publisher = new(Options());
        publisher.PublishHashes(5);
        publisher.WaitFor(() => publisher.Publisher.Status.Reason.Length > 0 && publisher.Publisher.Status.State == JetStreamState.Waiting, "it says so");
        _server.Launch();
        publisher.WaitUntilStored();
        publisher.WaitFor(JetStreamState.Writing);
    }
}
