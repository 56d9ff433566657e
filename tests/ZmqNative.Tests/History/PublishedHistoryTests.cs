using System.Buffers.Binary;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using ZmqNative.Bitcoin;
using ZmqNative.History;
using ZmqNative.History.Sqlite;
using ZmqNative.Hosting;
using ZmqNative.Publishing;
using ZmqNative.Tests.Publishing;
using ZmqNative.Tests.Recordings;

namespace ZmqNative.Tests.History;

/// <summary>The history of a notification interface: it holds what subscribers receive, and changes nothing about it.</summary>
public sealed class PublishedHistoryTests
{
    [Test]
    public async Task It_holds_what_a_subscriber_receives_in_that_order()
    {
        (List<(string, byte[], byte[])> received, HistoryMessage[] held) = await Publish(new HistoryOptions { Address = HistoryFeed.Anywhere });
        Assert.That(received, Has.Count.EqualTo(2 * ((3 * 8) + 3)));
        Assert.That(held.Select(Parts), Is.EqualTo(received));
        Assert.That(held.Select(message => message.Position.Offset), Is.Ordered.And.Unique);
        Assert.That(held.Select(message => message.Notifier.Address).Distinct(), Is.EqualTo(new[] { RunningInterface.Anywhere }));
        Assert.That(held.Select(message => message.Notifier.Type).Distinct(), Is.EquivalentTo(new[] { "pubhashblock", "pubhashtx", "pubrawblock", "pubrawtx", "pubsequence" }));
    }

    [Test]
    public async Task The_bytes_on_the_wire_are_the_same_with_and_without_it()
    {
        (List<(string, byte[], byte[])> without, _) = await Publish(null);
        (List<(string, byte[], byte[])> with, _) = await Publish(new HistoryOptions { Address = HistoryFeed.Anywhere });
        Assert.That(with, Is.EqualTo(without));
    }

    [Test]
    public void An_address_that_cannot_be_bound_fails_the_start()
    {
        ZmqNotificationOptions options = RunningInterface.AllTopics();
        options.History = new HistoryOptions { Address = "tcp://192.0.2.1:1" };
        Assert.That(() => new RunningInterface(options), Throws.TypeOf<NotificationStartException>().With.Message.StartsWith("Cannot serve the history at -zmqhistory=tcp://192.0.2.1:1: "));
    }

    [Test]
    public void A_folder_that_cannot_be_used_fails_the_start_or_history_is_in_memory([Values] bool throws)
    {
        using TempFolder folder = new();
        string file = folder.Write("history", []);
        LogLines log = new();
        ZmqNotificationOptions options = new()
        {
            PubHashBlock = [RunningInterface.Anywhere],
            History = new HistoryOptions { Address = HistoryFeed.Anywhere }.UseSqlite(file),
            ThrowOnStartFailure = throws,
        };
        using NotificationInterface notifications = new(options, new NotifierFactories(), log);
        if (throws)
        {
            Assert.That(notifications.Initialize, Throws.TypeOf<NotificationStartException>().With.Message.Match($"^Cannot keep the history in -zmqhistorydir={file}: .*[^.]\\.$"));
        }
        else
        {
            Assert.That(notifications.Initialize());
            Assert.That(notifications.History!.StoreFailure, Does.Contain(file));
        }
        Assert.That(log.Texts.Count(line => line.Contains("kept in memory only", StringComparison.Ordinal)), Is.EqualTo(throws ? 0 : 1));
    }

    [TestCase("tcp://0.0.0.0:*", true)]
    [TestCase("tcp://127.0.0.1:*", false)]
    [TestCase("tcp://[::1]:*", false)]
    [TestCase("tcp://*:*", true)]
    public void An_address_beyond_loopback_without_curve_is_said(string address, bool warns)
    {
        LogLines log = new();
        using HistoryFeed feed = new(options => options.Address = address, log);
        Assert.That(log.Lines.Any(line => line.Contains("open to whoever reaches that address", StringComparison.Ordinal)), Is.EqualTo(warns));
    }

    [Test]
    public void Options_come_from_bitcoinds_arguments()
    {
        HistoryOptions options = Arguments("-zmqhistory=tcp://127.0.0.1:28339", "-zmqhistorydir=/var/lib/history", "-zmqhistorymemory=16",
            "-zmqhistorydisk=100", "-zmqhistoryage=48", "-zmqhistorycommit=20").ToNotificationOptions().History!;
        Assert.That(
            (options.Address, options.Directory, options.MaxMemory, options.MaxDisk, options.MaxAge, options.CommitInterval),
            Is.EqualTo(("tcp://127.0.0.1:28339", "/var/lib/history", 16L << 20, 100L << 20, TimeSpan.FromHours(48), TimeSpan.FromMilliseconds(20))));
        Assert.That(Arguments().ToNotificationOptions().History, Is.Null);
        Assert.That(Arguments("-nozmqhistory").ToNotificationOptions().History, Is.Null);
    }

    [Test]
    public void Options_come_from_the_environment_too()
    {
        IConfiguration configuration = new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?> { ["zmqhistory"] = "tcp://127.0.0.1:28339" }).Build();
        Assert.That(BitcoinArguments.Parse([], new NotifierFactories(), configuration).ToNotificationOptions().History!.Address, Is.EqualTo("tcp://127.0.0.1:28339"));
    }

    [Test]
    public void Options_are_bound_by_dependency_injection()
    {
        IConfiguration configuration = new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["Zmq:zmqpubhashtx:0"] = HistoryFeed.Anywhere,
            ["Zmq:zmqhistory:address"] = HistoryFeed.Anywhere,
            ["Zmq:zmqhistory:memory"] = "2000000",
        }).Build();
        ServiceCollection services = new();
        services.Configure<ZmqNotificationOptions>(configuration.GetSection("Zmq"));
        services.AddZmqNotifications();
        using ServiceProvider provider = services.BuildServiceProvider();
        Assert.That(provider.GetRequiredService<IOptions<ZmqNotificationOptions>>().Value.History!.MaxMemory, Is.EqualTo(2_000_000));
        Assert.That(provider.GetRequiredService<NotificationInterface>().History!.Endpoint, Does.StartWith("tcp://127.0.0.1:"));
    }

    [TestCase("-zmqhistorymemory=8", "-zmqhistory=<address>")]
    [TestCase("-zmqhistory=localhost", "-zmqhistory=localhost: an address begins with tcp:// or unix:")]
    [TestCase("-zmqhistory=tcp://127.0.0.1:1 -zmqhistorymemory=many", "-zmqhistorymemory: 0 bytes are less than 1 MiB")]
    [TestCase("-zmqhistory=tcp://127.0.0.1:1 -zmqhistorydisk=1", "-zmqhistorydisk: 1048576 bytes are less than 16 MiB")]
    [TestCase("-zmqhistory=tcp://127.0.0.1:1 -zmqhistoryage=0", "-zmqhistoryage: 00:00:00 is not between")]
    [TestCase("-zmqhistory=tcp://127.0.0.1:1 -zmqhistoryage=99999999999999", "-zmqhistoryage: ")]
    [TestCase("-zmqhistory=tcp://127.0.0.1:1 -zmqhistorycommit=-5", "-zmqhistorycommit: 00:00:00 is not between")]
    [TestCase("-zmqhistory=tcp://127.0.0.1:1 -zmqhistorydir=here", "-zmqhistorydir=here: history on disk needs the package ZmqNative.History.Sqlite")]
    public void Options_that_cannot_be_used_are_refused(string arguments, string reason) =>
        Assert.That(
            () => new NotificationInterface(Arguments(arguments.Split(' ')).ToNotificationOptions(), new NotifierFactories()),
            Throws.TypeOf<NotificationStartException>().With.Message.Contains(reason));

    private static BitcoinArguments Arguments(params string[] arguments) => BitcoinArguments.Parse(arguments, new NotifierFactories());

    // Small and large transactions, and a block without a copy.
    private static async Task<(List<(string, byte[], byte[])> Received, HistoryMessage[] Held)> Publish(HistoryOptions? history)
    {
        byte[] raw = [.. Enumerable.Range(0, 100_000).Select(i => (byte)i)];
        ZmqNotificationOptions options = RunningInterface.AllTopics(highWatermark: 0);
        options.History = history;
        using RunningInterface running = new(options, (_, body) =>
        {
            BlockBody.Write(body, raw);
            return true;
        });
        TestSubscriber subscriber = running.Subscribe();
        Transaction[] transactions = [.. Enumerable.Range(1, 8).Select(i => Samples.Transaction((byte)i, i * 700))];
        for (byte height = 7; height < 9; height++)
        {
            foreach (Transaction transaction in transactions)
            {
                running.Notifications.TransactionAddedToMempool(transaction, 1);
            }
            running.Notifications.BlockConnected(ChainstateRole.Normal, Samples.Block(height), Samples.Index(height));
            running.Notifications.UpdatedBlockTip(Samples.Index(height), Samples.Index(1), initialDownload: false);
        }
        List<(string, byte[], byte[])> received = [];
        for (int i = 0; i < 2 * ((3 * 8) + 3); i++)
        {
            received.Add(subscriber.Receive());
        }
        running.AssertNothingLeft(subscriber);
        if (running.Notifications.History is not { } server)
        {
            return (received, []);
        }
        using HistoryClient client = new(server.Endpoint!) { Timeout = TimeSpan.FromSeconds(30) };
        List<HistoryMessage> held = await HistoryFeed.Messages(client.ReadAsync(null));
        return (received, [.. held.Where(message => message.Topic != ProbeNotifier.Topic.Name)]);
    }

    private static (string, byte[], byte[]) Parts(HistoryMessage message)
    {
        byte[] sequence = new byte[sizeof(uint)];
        BinaryPrimitives.WriteUInt32LittleEndian(sequence, message.MessageSequence);
        return (message.Topic, message.Body, sequence);
    }
}
