using ZmqNative.Bitcoin;
using ZmqNative.Node.Relay;
using ZmqNative.Node.Rpc;
using ZmqNative.Protocol;
using ZmqNative.Publishing;
using ZmqNative.Subscribing;

namespace ZmqNative.Testing.Tests;

/// <summary>A node's own topics, in a node and behind a relay.</summary>
public sealed class OwnTopicTests
{
    private const string Anywhere = "tcp://127.0.0.1:*";

    private static readonly byte[] s_raw = File.ReadAllBytes(Path.Combine(TestData.Blocks, "mainnet-300025.raw"));
    private static readonly Block s_block = Block.Parse(s_raw);

    [Test]
    public void In_a_node_their_notifiers_publish_beside_Cores()
    {
        using NotificationInterface notifications = new(Options("rawmempooltx", "rawchainlock", "checkedblock"), OwnTopics.Register(new NotifierFactories()));
        Assert.That(notifications.Initialize());
        using RawSubscriber subscriber = new(notifications.GetBoundEndpoint(Anywhere), "");
        Reach(subscriber, () => notifications.TransactionRemovedFromMempool(s_block.Transactions[0], MempoolRemovalReason.Expiry, 1));

        notifications.TransactionAddedToMempool(s_block.Transactions[1], 2);
        notifications.Notify(new byte[96], (notifier, signature) => notifier is not OwnTopics.RawChainLockNotifier own || own.NotifyChainLock(signature));
        notifications.UpdatedBlockTip(new BlockIndex(s_block.Hash, 300025), null, initialDownload: false);

        Assert.That(Next(subscriber), Is.EqualTo($"rawmempooltx {Convert.ToHexStringLower(s_block.Transactions[1].Raw.Span)} 0"));
        Assert.That(Next(subscriber), Is.EqualTo($"rawchainlock {new string('0', 192)} 0"));
        Assert.That(Next(subscriber), Is.EqualTo($"checkedblock {s_block.Hash} 0"));
    }

    [Test]
    public async Task A_subscriber_gets_their_records_and_their_rules()
    {
        using TestPublisher node = new();
        NotificationSubscriberOptions options = new() { Addresses = { node.Address } };
        options.Records[OwnTopics.RawMempoolTransaction] = received => new RawMempoolTransaction(received);
        await using NotificationSubscriber subscriber = new(options);
        node.WaitForSubscriber(TestRun.Deadline, "rawmempooltx", "rawchainlock");
        node.Publish("rawmempooltx", s_block.Transactions[1].Raw.Span);
        node.Publish("rawmempooltx", [1, 2]);
        node.Publish("rawchainlock", [3]);

        using CancellationTokenSource deadline = new(TestRun.Deadline);
        List<StreamItem> items = [];
        while (items.Count < 3)
        {
            StreamItem? item = await subscriber.ReadAsync(deadline.Token);
            if (item is Notification or Malformed)
            {
                items.Add(item);
            }
        }
        Assert.That((items[0] as RawMempoolTransaction)?.Transaction.Id, Is.EqualTo(s_block.Transactions[1].Id));
        Assert.That((items[1] as Malformed)?.Reason, Is.EqualTo("the body is too short for a transaction"));
        Assert.That((items[2] as OtherNotification)?.Topic, Is.EqualTo("rawchainlock"));
    }

    [Test]
    public async Task Behind_a_relay_they_are_derived_from_what_the_node_sends()
    {
        using TestPublisher node = new();
        using NodeRpc nobody = new(new Uri("http://127.0.0.1:1"), "user", "password");
        RunningNode relay = new(nobody, node.Address);
        using NotificationInterface notifications = new(Options("checkedblock", "txlength"), OwnTopics.Register(new NotifierFactories(relay.TryReadBlock)));
        Assert.That(notifications.Initialize());
        using CancellationTokenSource end = new();
        Task run = relay.RunAsync(notifications, end.Token);
        node.WaitForSubscriber(TestRun.Deadline, "rawtx", "rawblock");
        using RawSubscriber subscriber = new(notifications.GetBoundEndpoint(Anywhere), "");
        Reach(subscriber, () => node.TransactionAdded(default, 1));

        node.RawTransaction(s_block.Transactions[1].Raw.Span);
        node.RawBlock(s_raw);

        Assert.That(Next(subscriber), Is.EqualTo(
            $"txlength {Convert.ToHexStringLower(System.Text.Encoding.ASCII.GetBytes($"{s_block.Transactions[1].Id} {s_block.Transactions[1].Raw.Length}"))} 0"));
        Assert.That(Next(subscriber), Is.EqualTo($"checkedblock {s_block.Hash} 0"));
        await end.CancelAsync();
        await run.WaitAsync(TestRun.Deadline);
    }

    [Test]
    public void Behind_a_relay_a_notifier_whose_topics_are_not_known_is_refused()
    {
        NotifierFactories factories = new();
        factories.Add("pubrawchainlock", () => new OwnTopics.RawChainLockNotifier());
        using NodeRpc nobody = new(new Uri("http://127.0.0.1:1"), "user", "password");
        RunningNode relay = new(nobody, "tcp://127.0.0.1:1");
        using NotificationInterface notifications = new(Options("rawchainlock"), factories);
        Assert.That(notifications.Initialize());
        Assert.That(async () => await relay.RunAsync(notifications, CancellationToken.None).WaitAsync(TestRun.Deadline), Throws.TypeOf<InvalidDataException>().With.Message.EqualTo(
            "-zmqpubrawchainlock cannot be published from a running node: its notifier was registered without the topics it publishes, so which of the node's messages it needs is not known."));
    }

    [TestCase("")]
    [TestCase("prüfblock")]
    public void A_name_that_is_no_topic_is_refused(string name) => Assert.That(() => new Topic(name), Throws.ArgumentException);

    [Test]
    public void What_no_relay_can_derive_is_refused() =>
        Assert.That(() => new Topic("x", derivedFrom: Topic.Sequence), Throws.ArgumentException.With.Message.Contains("cannot be derived from 'sequence'"));

    private sealed record RawMempoolTransaction : RawNotification
    {
        internal RawMempoolTransaction(ReceivedNotification received) : base(received)
        {
        }

        internal Transaction Transaction => Transaction.Parse(BodyMemory);
    }

    private static ZmqNotificationOptions Options(params string[] topics)
    {
        ZmqNotificationOptions options = new() { PubSequence = [Anywhere] };
        foreach (string topic in topics)
        {
            options.Additional[$"pub{topic}"] = new NotifierOptions([Anywhere], 1000);
        }
        return options;
    }

    // Messages of sequence prove that a subscription has arrived.
    private static void Reach(RawSubscriber subscriber, Action publish)
    {
        long start = Environment.TickCount64;
        do
        {
            Assert.That(Environment.TickCount64 - start, Is.LessThan(TestRun.Deadline.TotalMilliseconds));
            publish();
        }
        while (!subscriber.TryReceive());
    }

    private static string Next(RawSubscriber subscriber)
    {
        string message;
        do
        {
            message = subscriber.Receive();
        }
        while (message.StartsWith("sequence", StringComparison.Ordinal));
        return message;
    }
}
