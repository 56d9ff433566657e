using ZmqNative.Bitcoin;
using ZmqNative.Node.Relay;
using ZmqNative.Publishing;
using ZmqNative.Tests.Chain;
using ZmqNative.Tests.Publishing;
using ZmqNative.Tests.Subscribing;

namespace ZmqNative.Tests.Relay;

/// <summary>What a relay cannot do is said, and not published wrongly or passed over in silence.</summary>
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
[Parallelizable(ParallelScope.All)]
public sealed class RelayReasonTests : IDisposable
{
    private FollowNode _node = new() { NotifierTypes = ["pubhashblock", "pubhashtx", "pubrawblock", "pubrawtx", "pubsequence"] };

    public void Dispose() => _node.Dispose();

    [TestCase(true)]
    [TestCase(false)]
    public void An_upstream_at_which_it_publishes_itself_is_refused(bool isWildcard)
    {
        ZmqNotificationOptions options = new() { PubHashBlock = [isWildcard ? "tcp://0.0.0.0:*" : RunningInterface.Anywhere] };
        using NotificationInterface notifications = new(options, new NotifierFactories());
        Assert.That(notifications.Initialize());
        string own = notifications.GetBoundEndpoint(options.PubHashBlock[0]);
        RunningNode relay = new(_node.Rpc, $"tcp://localhost{own[own.LastIndexOf(':')..]}");
        using CancellationTokenSource end = new(FakePublisher.Deadline);
        Assert.That(async () => await relay.RunAsync(notifications, end.Token),
            Throws.TypeOf<InvalidDataException>().With.Message.Contains("at which the relay publishes itself"));
    }

    /// <summary>As with -rpcwhitelist: bitcoind writes each such call to its log.</summary>
    [Test]
    public void A_node_that_refuses_to_list_its_topics_is_named_and_asked_seldom()
    {
        int asked = 0;
        _node.Asked = method => _ = method == "getzmqnotifications" ? Interlocked.Increment(ref asked) : 0;
        _node.Override = (method, _) => method == "getzmqnotifications" ? throw new FollowRefusal(-32600) : null;
        using Relaying relaying = new(RunningInterface.AllTopics(highWatermark: 0), _node.Rpc);
        using TestSubscriber subscriber = relaying.Join(RunningInterface.Anywhere, _node.Tip);
        Assert.That(
            SpinWait.SpinUntil(() => relaying.Status.Reason.Contains("Whether all topics come was not checked: getzmqnotifications at ", StringComparison.Ordinal), FakePublisher.Deadline),
            $"{relaying.Status}");
        Assert.That(Volatile.Read(ref asked), Is.EqualTo(1));
    }

    [Test]
    public async Task Notifications_that_could_not_start_end_it()
    {
        using FakePublisher taken = new();
        ZmqNotificationOptions options = new() { PubHashBlock = [taken.Address], ThrowOnStartFailure = false };
        using NotificationInterface notifications = new(options, new NotifierFactories());
        Assert.That(notifications.Initialize(), Is.False);
        RunningNode relay = new(_node.Rpc, "tcp://127.0.0.1:1");
        await relay.RunAsync(notifications, CancellationToken.None).WaitAsync(FakePublisher.Deadline);
        Assert.That(relay.Status.State, Is.EqualTo(FeedState.Stopped));
        Assert.That(relay.Status.Reason, Does.Contain("the notification interface was shut down, or could not start"));
    }

    [TestCase(true)]
    [TestCase(false)]
    public async Task Notifications_that_are_disposed_of_end_it(bool hasUpstream)
    {
        using FakePublisher upstream = new();
        ZmqNotificationOptions options = new() { PubHashBlock = [RunningInterface.Anywhere] };
        NotificationInterface notifications = new(options, new NotifierFactories());
        Assert.That(notifications.Initialize());
        using FollowNode silent = new();
        RunningNode relay = hasUpstream ? new(_node.Rpc, upstream.Address) : new(silent.Rpc);
        TaskCompletionSource live = new();
        relay.StatusChanged += status => _ = status.State == FeedState.Live && live.TrySetResult();
        Task run = relay.RunAsync(notifications, CancellationToken.None);
        await live.Task.WaitAsync(FakePublisher.Deadline);
        List<FeedState> after = [];
        relay.StatusChanged += status => after.Add(status.State);
        notifications.Dispose();
        await run.WaitAsync(FakePublisher.Deadline);
        Assert.That(after, Is.EqualTo([FeedState.Stopped]), "upstream is healthy, so nothing is said of it");
        Assert.That(relay.Status.Reason, Does.Contain("notification interface"));
    }

    [Test]
    public void A_block_that_does_not_hash_to_the_announced_one_is_forwarded_and_nothing_is_derived_from_it()
    {
        using Relaying relaying = new(RunningInterface.AllTopics(highWatermark: 0), _node.Rpc);
        using TestSubscriber subscriber = relaying.Join(RunningInterface.Anywhere, _node.Tip);
        // As of a chain with another hash function.
        List<(string Topic, byte[] Body, uint Counter)> expected =
        [
            relaying.SendConnected(_node.Mine([])),
            relaying.Send("rawblock", new byte[1000]),
            relaying.SendConnected(_node.Mine([])),
            relaying.Send("hashblock", Reversed(_node.Tip), 40),
            relaying.Send("rawblock", new byte[1000]),
        ];
        Assert.That(expected.Select(_ => Relaying.Read(subscriber)).Select(Text), Is.EqualTo(expected.Select(Text)));
        WaitFor(relaying, FeedState.Live, "No hashblock is derived from blocks that do not hash to what the node announced: ");
    }

    [Test]
    public void A_chain_that_hashes_otherwise_is_known_by_its_tip()
    {
        _node.Dispose();
        _node = new FollowNode { NotifierTypes = ["pubrawblock"] };
        // Whatever block is asked for, the header says something else than the hash.
        FollowNode node = _node;
        node.Override = (method, parameters) =>
        {
            if (method == "getblock")
            {
                parameters[0] = $"{node.Chain[0]}";
            }
            return null;
        };
        using Relaying relaying = new(new() { PubHashBlock = [RunningInterface.Anywhere], PubRawBlock = [RunningInterface.Anywhere] }, _node.Rpc);
        using TestSubscriber subscriber = new(relaying.Notifications.GetBoundEndpoint(RunningInterface.Anywhere));
        // As fast as it goes: the relay looks after its node in a flood, too.
        long start = Environment.TickCount64;
        do
        {
            Assert.That(Environment.TickCount64 - start, Is.LessThan(FakePublisher.Deadline.TotalMilliseconds), $"{relaying.Status}");
            _ = relaying.Send("rawblock", new byte[1000]);
            _ = subscriber.ReceiveAny(10);
        }
        while (!relaying.Status.Reason.Contains("No hashblock is derived", StringComparison.Ordinal));
        _ = relaying.Send("rawblock", [1, .. new byte[999]]);
        string before = string.Empty;
        (string Topic, byte[] Body, uint Counter) message;
        while ((message = Relaying.Read(subscriber)) is not { Topic: "rawblock", Body: [1, ..] })
        {
            before = message.Topic;
        }
        Assert.That(before, Is.EqualTo("rawblock"), "no hash came with it");
    }

    [Test]
    public void Transactions_of_an_unknown_form_are_forwarded_and_said_once()
    {
        using Relaying relaying = new(RunningInterface.AllTopics(highWatermark: 0), _node.Rpc);
        using TestSubscriber subscriber = relaying.Join(RunningInterface.Anywhere, _node.Tip);
        // Flag 8 of MWEB, where BIP 144 has 1.
        byte[] extension = [2, 0, 0, 0, 0, 8, .. new byte[60]];
        List<(string Topic, byte[] Body, uint Counter)> expected = [relaying.Send("rawtx", extension, 5), relaying.Send("rawtx", extension, 6)];
        Assert.That(expected.Select(_ => Relaying.Read(subscriber)).Select(Text), Is.EqualTo(expected.Select(Text)));
        WaitFor(relaying, FeedState.Live, "Transactions of an unknown form are forwarded in rawtx only");
        Assert.That(relaying.Status.Reason, Does.EndWith("message sequence 5."));
    }

    [Test]
    public void Topics_that_the_node_does_not_publish_are_named()
    {
        _node.Dispose();
        _node = new FollowNode { NotifierTypes = ["pubrawtx", "pubhashtx"] };
        using Relaying relaying = new(RunningInterface.AllTopics(highWatermark: 0), _node.Rpc);
        WaitFor(relaying, null, $"hashblock, rawblock, sequence can come from {relaying.Upstream.Address} only if a relay makes them: the node publishes only rawtx, hashtx; "
            + $"without one, put zmqpubrawblock={relaying.Upstream.Address} zmqpubsequence={relaying.Upstream.Address} into its bitcoin.conf.");
        Assert.That(relaying.Status.State, Is.Not.EqualTo(FeedState.Live));
        relaying.Upstream.SendParts("rawtx"u8.ToArray(), new byte[1], new byte[4]);
        WaitFor(relaying, null, "into its bitcoin.conf. A message of rawtx cannot be read: the body is too short for a transaction.");
        // It is such a relay.
        _ = relaying.Send("rawblock", new byte[1000]);
        WaitFor(relaying, null, $"sequence can come from {relaying.Upstream.Address} only if");
        _ = relaying.SendConnected(_node.Tip);
        WaitFor(relaying, FeedState.Live, $"Connected to {relaying.Upstream.Address}.");
    }

    [TestCase(32, 8, "the counter is not 4 bytes")]
    [TestCase(31, 4, "the body is not 32 bytes")]
    [TestCase(4, null, "the body is not 32 bytes")]
    [TestCase(32, null, "the counter is missing")]
    public void Messages_that_are_malformed_are_named(int bodyLength, int? counterLength, string reason)
    {
        using LogLines log = new();
        using Relaying relaying = new(new() { PubHashBlock = [RunningInterface.Anywhere] }, _node.Rpc, log: log);
        // To hashblock, rawblock and sequence.
        _ = relaying.Upstream.WaitForSubscription().WaitForSubscription().WaitForSubscription();
        byte[][] parts = ["hashblock"u8.ToArray(), new byte[bodyLength], .. counterLength is { } length ? (byte[][])[new byte[length]] : []];
        relaying.Upstream.SendParts(parts);
        relaying.Upstream.SendParts(parts);
        string sentence = $"A message of hashblock cannot be read: {reason}.";
        WaitFor(relaying, FeedState.Live, $"Connected to {relaying.Upstream.Address}. {sentence}");
        Assert.That(log.Lines.Count(line => line.EndsWith($"|Warning|{relaying.Upstream.Address}: {sentence}", StringComparison.Ordinal)), Is.EqualTo(1));
    }

    private static void WaitFor(Relaying relaying, FeedState? state, string reason) => Assert.That(
        SpinWait.SpinUntil(() => relaying.Status.Reason.Contains(reason, StringComparison.Ordinal) && (state is null || relaying.Status.State == state), FakePublisher.Deadline),
        $"{relaying.Status}");

    private static byte[] Reversed(Hash256 hash)
    {
        byte[] bytes = new byte[Hash256.Length];
        hash.CopyReversedTo(bytes);
        return bytes;
    }

    private static string Text((string Topic, byte[] Body, uint Counter) message) => $"{message.Topic} {Convert.ToHexString(message.Body)} {message.Counter}";
}
