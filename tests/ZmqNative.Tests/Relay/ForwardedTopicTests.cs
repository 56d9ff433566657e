using ZmqNative.Bitcoin;
using ZmqNative.Node.Relay;
using ZmqNative.Protocol;
using ZmqNative.Publishing;
using ZmqNative.Tests.Chain;
using ZmqNative.Tests.Publishing;
using ZmqNative.Tests.Subscribing;

namespace ZmqNative.Tests.Relay;

/// <summary>A topic that only the node can make, like Dash's rawchainlock, behind a relay: passed on, or refused where the node has it not.</summary>
public sealed class ForwardedTopicTests
{
    private static readonly Topic s_chainLock = new("rawchainlock");

    [TestCase(false)]
    [TestCase(true)] // With a line of log for each message they are read, not passed on part by part.
    public void It_is_passed_on_with_the_nodes_counter(bool isLogging)
    {
        using FakePublisher upstream = new();
        using FollowNode played = new() { NotifierTypes = ["pubrawchainlock", "pubsequence"] };
        RunningNode node = new(played.Rpc, upstream.Address);
        using LogLines log = new();
        ZmqNotificationOptions options = new() { PubSequence = [RunningInterface.Anywhere] };
        options.Additional["pubrawchainlock"] = new NotifierOptions([RunningInterface.Anywhere], 0);
        using NotificationInterface notifications = new(options, Factories(), isLogging ? log : null);
        Assert.That(notifications.Initialize());
        using CancellationTokenSource end = new();
        Task run = Task.Run(() => node.RunAsync(notifications, end.Token));
        using TestSubscriber subscriber = new(notifications.GetBoundEndpoint(RunningInterface.Anywhere));
        uint counter = 0;
        long start = Environment.TickCount64;
        do
        {
            Assert.That(Environment.TickCount64 - start, Is.LessThan(FakePublisher.Deadline.TotalMilliseconds), string.Join('\n', log.Texts));
            upstream.Send("sequence", [.. new byte[32], (byte)'A', .. new byte[8]], counter++);
        }
        while (subscriber.ReceiveAny(10) is null);

        upstream.Send("rawchainlock", [1, 2, 3], 77);
        upstream.Send("rawchainlock", [4], 78);

        (string Topic, byte[] Body, uint Counter)[] received = [.. Enumerable.Range(0, 2).Select(_ => Next(subscriber))];
        Assert.That(received.Select(message => $"{message.Topic} {Convert.ToHexString(message.Body)} {message.Counter}"), Is.EqualTo(new[] { "rawchainlock 010203 77", "rawchainlock 04 78" }));
        end.Cancel();
        Assert.That(run.Wait(FakePublisher.Deadline));
    }

    [Test]
    public void It_is_refused_where_the_node_does_not_publish_it()
    {
        using FollowNode played = new() { NotifierTypes = ["pubrawtx", "pubrawblock", "pubsequence"] };
        RunningNode node = new(played.Rpc, "tcp://127.0.0.1:1");
        ZmqNotificationOptions options = new();
        options.Additional["pubrawchainlock"] = new NotifierOptions([RunningInterface.Anywhere], 0);
        using NotificationInterface notifications = new(options, Factories());
        Assert.That(notifications.Initialize());
        Assert.That(async () => await node.RunAsync(notifications, CancellationToken.None).WaitAsync(FakePublisher.Deadline),
            Throws.TypeOf<InvalidDataException>().With.Message.StartsWith("The node does not publish rawchainlock, sequence on one address"));
    }

    private static (string Topic, byte[] Body, uint Counter) Next(TestSubscriber subscriber)
    {
        (string Topic, byte[] Body, uint Counter) message;
        do
        {
            message = Relaying.Read(subscriber);
        }
        while (message.Topic == "sequence");
        return message;
    }

    private static NotifierFactories Factories()
    {
        NotifierFactories factories = new();
        factories.Add(s_chainLock, () => new ChainLockNotifier());
        return factories;
    }

    // An event would be an error: the node's own messages are passed on.
    private sealed class ChainLockNotifier : PublishNotifier
    {
        protected internal override bool NotifyTransactionAcceptance(Transaction transaction, ulong mempoolSequence) => throw new InvalidOperationException();
    }
}
