using NATS.Client.Core;
using NATS.Client.JetStream;
using NATS.Client.JetStream.Models;
using ZmqNative.Subscribing;

namespace ZmqNative.JetStream.Tests;

/// <summary>A server that has come back knows less than was stored: because it lags behind others, or because its machine crashed.</summary>
public sealed class OldStateTests
{
    private NatsServer[] _servers = [];

    [TearDown]
    public void End() => Array.ForEach(_servers, server => server.Dispose());

    /// <summary>The server's machine crashed before the end of the stream was on its disk: what is left was read, and what comes is new.</summary>
    [TestCase(null, true)]
    [TestCase("ledger", true)]
    [TestCase("ledger", false)]
    public async Task A_stream_that_lost_its_end_is_a_restart_and_goes_on_behind_what_is_left(string? durable, bool isRunning)
    {
        _servers = [NatsServer.Start()];
        await using (RunningPublisher publisher = Publish())
        {
            publisher.PublishHashes(3);
            publisher.WaitUntilStored();
        }
        // The state of a consumer is a file of its own, beside the stream's.
        string copy = Path.Combine(_servers[0].Folder, "copy"), store = MessagesFolder();
        _servers[0].Kill();
        CopyFolder(store, copy);
        _servers[0].Launch();
        JetStreamSubscriberOptions options = new() { Servers = _servers[0].Address, Chain = "regtest", Start = JetStreamStart.First, Durable = durable };
        Reading reading = new(options);
        await using (RunningPublisher publisher = Publish())
        {
            publisher.Publisher.Publish("hashtx", RunningPublisher.Hash(3), 3);
            reading.WaitForCount(4);
        }
        if (!isRunning)
        {
            await reading.DisposeAsync();
        }
        _servers[0].Kill();
        Directory.Delete(store, recursive: true);
        Directory.Move(copy, store);
        _servers[0].Launch();
        await using Reading last = isRunning ? reading : new(options);
        reading = last;
        // A stream that is as long again by then is like one that has lost nothing.
        reading.WaitFor(one => one.Losses.Length > 0 || !isRunning, "a restart");
        await using RunningPublisher next = Publish();
        next.Publisher.Publish("hashtx", RunningPublisher.Hash(4), 4);
        // A server whose consumer is ahead of its stream delivers from the beginning, and a program that was started since knows only that.
        uint?[] expected = isRunning ? [0, 1, 2, 3, 4] : [0, 1, 2, 4];
        reading.WaitForCount(expected.Length);
        Assert.That(reading.Counters, Is.EqualTo(expected));
        Assert.That(reading.Losses.OfType<PublisherRestarted>().Select(one => (one.Topic, one.Expected)), Is.EqualTo(isRunning ? [("bitcoin.regtest.>", 5u)] : Array.Empty<(string, uint)>()));
    }

    [Test]
    public async Task A_stream_that_lost_its_end_does_not_acknowledge_what_waits_for_a_slow_consumer()
    {
        _servers = [NatsServer.Start()];
        await using (RunningPublisher publisher = Publish())
        {
            publisher.PublishHashes(100);
            publisher.WaitUntilStored();
        }
        string copy = Path.Combine(_servers[0].Folder, "copy"), store = MessagesFolder();
        _servers[0].Kill();
        CopyFolder(store, copy);
        _servers[0].Launch();
        await using (RunningPublisher publisher = Publish())
        {
            publisher.PublishHashes(30, "hashblock");
            publisher.WaitUntilStored();
        }
        JetStreamSubscriberOptions options = new() { Servers = _servers[0].Address, Chain = "regtest", Start = JetStreamStart.First, Durable = "ledger" };
        await using (Reading slow = new(options, (item, token) => item is Notification { MessageSequence: >= 20 } ? Task.Delay(Timeout.Infinite, token) : Task.CompletedTask))
        {
            slow.WaitForCount(21);
            await using NatsConnection connection = _servers[0].Connect();
            NatsJSContext context = new(connection);
            Assert.That(SpinWait.SpinUntil(() => context.GetConsumerAsync("bitcoin-regtest", "ledger").AsTask().Result.Info.Delivered.StreamSeq == 130, NatsServer.Deadline), Is.True);
            _servers[0].Kill();
            Directory.Delete(store, recursive: true);
            Directory.Move(copy, store);
            _servers[0].Launch();
            // The reader has begun again when something is under way by a consumer that was created again.
            Assert.That(SpinWait.SpinUntil(() => ConsumerState(context) is { NumAckPending: > 0, Config.OptStartSeq: > 1 }, NatsServer.Deadline), Is.True);
        }
        await using Reading next = new(options);
        next.WaitForCount(80);
        Assert.That(next.Counters, Is.EqualTo(Enumerable.Range(20, 80).Select(one => (uint?)one)));
    }

    private static ConsumerInfo? ConsumerState(NatsJSContext context)
    {
        try
        {
            return context.GetConsumerAsync("bitcoin-regtest", "ledger").AsTask().Result.Info;
        }
        catch (AggregateException exception) when (exception.InnerException is NatsException)
        {
            return null; // It is being created, or the connection is.
        }
    }

    private string MessagesFolder() => Path.Combine(
        Directory.GetDirectories(Path.Combine(_servers[0].Folder, "store"), "bitcoin-regtest", SearchOption.AllDirectories).Single(), "msgs");

    [Test]
    public async Task A_stream_that_is_being_created_is_waited_for()
    {
        _servers = [NatsServer.Start()];
        await using NatsConnection connection = _servers[0].Connect(), other = _servers[0].Connect();
        NatsJSContext context = new(connection), creating = new(other);
        for (int i = 0; i < 200; i++)
        {
            JetStreamSubscriberOptions options = new() { Servers = _servers[0].Address, Chain = $"c{i}" };
            Task<DateTimeOffset> found = Task.Run(async () =>
            {
                while (true)
                {
                    try
                    {
                        return (await context.FindStreamAsync(options, request: null, CancellationToken.None)).Info.Created;
                    }
                    catch (NatsJSException)
                    {
                        // There is no such stream yet.
                    }
                }
            });
            INatsJSStream stream = await creating.CreateStreamAsync(new StreamConfig(options.StreamName, [options.AllSubjects]));
            Assert.That(await found.WaitAsync(NatsServer.Deadline), Is.EqualTo(stream.Info.Created));
            _ = await stream.DeleteAsync();
        }
    }

    /// <summary>
    /// A server of three comes back behind the others, and answers what it has before there is a leader: that is no loss.
    /// </summary>
    [Test]
    public async Task A_server_that_lags_after_it_came_back_is_waited_for()
    {
        _servers = NatsServer.StartCluster();
        JetStreamPosition read;
        await using (RunningPublisher publisher = new(new() { Servers = _servers[0].Address, Chain = "regtest" }))
        {
            publisher.PublishHashes(20);
            publisher.WaitUntilStored();
            await NatsServer.WaitUntilWholeAsync(_servers);
            _servers[2].Kill();
            publisher.PublishHashes(100);
            publisher.WaitUntilStored();
        }
        await using (Reading begun = new(new() { Servers = _servers[0].Address, Chain = "regtest", Start = JetStreamStart.First }))
        {
            begun.WaitForCount(120);
            read = new(begun.Subscriber.Position!.Value.Created, 120);
        }
        _servers[0].Kill();
        _servers[1].Kill();
        _servers[2].Launch();
        await using Reading reading = new(new() { Servers = _servers[2].Address, Chain = "regtest", Start = JetStreamStart.New, ResumeFrom = read });
        _servers[1].Launch();
        await using RunningPublisher next = new(new() { Servers = _servers[1].Address, Chain = "regtest" });
        next.Publisher.Publish("hashtx", RunningPublisher.Hash(120), 120);
        reading.WaitForCount(1);
        Assert.That((reading.Counters, reading.Losses), Is.EqualTo((new uint?[] { 120 }, Array.Empty<StreamEvent>())));
    }

    private RunningPublisher Publish() => new(new() { Servers = _servers[0].Address, Chain = "regtest", LeaseTime = TimeSpan.FromSeconds(1) });

    private static void CopyFolder(string from, string to)
    {
        foreach (string file in Directory.EnumerateFiles(from, "*", SearchOption.AllDirectories))
        {
            string copied = Path.Combine(to, Path.GetRelativePath(from, file));
            _ = Directory.CreateDirectory(Path.GetDirectoryName(copied)!);
            File.Copy(file, copied);
        }
    }
}
