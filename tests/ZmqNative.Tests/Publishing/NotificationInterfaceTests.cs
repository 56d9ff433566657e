using System.Buffers;
using ZmqNative.Bitcoin;
using ZmqNative.Interop;
using ZmqNative.Publishing;

namespace ZmqNative.Tests.Publishing;

/// <summary>What Core's own test leaves out, and the rules that concern several notifiers at once.</summary>
public sealed class NotificationInterfaceTests
{
    private static readonly BlockIndex s_tip = Samples.Index(7);

    private static bool ReadBlock(BlockIndex index, IBufferWriter<byte> message) => message.Allocate(1).Length == 1;

    [Test]
    public void Without_notifiers_nothing_is_logged_or_opened()
    {
        using LogLines log = new();
        using (NotificationInterface notifications = new(new ZmqNotificationOptions(), new NotifierFactories(), log))
        {
            Assert.That(notifications.Initialize());
            notifications.UpdatedBlockTip(s_tip, null, initialDownload: false);
            Assert.That(notifications.GetActiveNotifications(), Is.Empty);
        }
        Assert.That(log.Lines, Is.Empty);
    }

    [Test]
    public void Start_up_and_shutdown_are_logged_in_Cores_words_and_order()
    {
        using LogLines log = new();
        ZmqNotificationOptions options = new() { PubHashTransaction = [RunningInterface.Anywhere], PubHashBlock = [RunningInterface.Anywhere] };
        using (NotificationInterface notifications = new(options, new NotifierFactories(), log))
        {
            notifications.Initialize();
            notifications.TransactionAddedToMempool(Samples.Transaction(9), 1);
        }
        Assert.That(log.Lines.Select(line => line.Replace(RunningInterface.Anywhere, "ADDR", StringComparison.Ordinal)), Is.EqualTo((string[])
        [
            $"zmq|Debug|version {ZmqLibrary.Version}",
            "zmq|Debug|Initialize notification interface",
            "zmq|Debug|Outbound message high water mark for pubhashblock at ADDR is 1000",
            "zmq|Debug|Notifier pubhashblock ready (address = ADDR)",
            "zmq|Debug|Reusing socket for address ADDR",
            "zmq|Debug|Outbound message high water mark for pubhashtx at ADDR is 1000",
            "zmq|Debug|Notifier pubhashtx ready (address = ADDR)",
            $"zmq|Debug|Publish hashtx {Samples.Hash(9)} to ADDR",
            "zmq|Debug|Shutdown notification interface",
            "zmq|Debug|Shutdown notifier pubhashblock at ADDR",
            "zmq|Debug|Shutdown notifier pubhashtx at ADDR",
            "zmq|Debug|Close socket at address ADDR",
        ]));
    }

    [Test]
    public void Every_event_is_logged_in_Cores_words_before_it_is_sent()
    {
        using LogLines log = new();
        using RunningInterface publishing = new(RunningInterface.AllTopics(), ReadBlock, log);
        int before = log.Lines.Count;
        Transaction transaction = Samples.Transaction(9);
        publishing.Notifications.TransactionAddedToMempool(transaction, 1);
        publishing.Notifications.TransactionRemovedFromMempool(transaction, MempoolRemovalReason.Expiry, 2);
        publishing.Notifications.BlockConnected(ChainstateRole.Normal, Samples.Block(7, transaction), s_tip);
        publishing.Notifications.UpdatedBlockTip(s_tip, Samples.Index(6), initialDownload: false);
        publishing.Notifications.BlockDisconnected(Samples.Block(7), s_tip);
        Assert.That(log.Lines.Skip(before).Select(line => line.Replace(RunningInterface.Anywhere, "ADDR", StringComparison.Ordinal)["zmq|Debug|Publish ".Length..]), Is.EqualTo((string[])
        [
            $"hashtx {transaction.Id} to ADDR",
            $"rawtx {transaction.Id} to ADDR",
            $"hashtx mempool acceptance {transaction.Id} to ADDR",
            $"hashtx mempool removal {transaction.Id} to ADDR",
            $"hashtx {transaction.Id} to ADDR",
            $"rawtx {transaction.Id} to ADDR",
            $"sequence block connect {s_tip.Hash} to ADDR",
            $"hashblock {s_tip.Hash} to ADDR",
            $"rawblock {s_tip.Hash} to ADDR",
            $"sequence block disconnect {s_tip.Hash} to ADDR",
        ]));
    }

    [Test]
    public void Initial_download_an_unmoved_tip_and_the_historical_chainstate_are_silent()
    {
        using RunningInterface publishing = new(RunningInterface.AllTopics(), ReadBlock);
        TestSubscriber subscriber = publishing.Subscribe();
        publishing.Notifications.UpdatedBlockTip(s_tip, Samples.Index(6), initialDownload: true);
        publishing.Notifications.UpdatedBlockTip(s_tip, Samples.Index(7), initialDownload: false);
        publishing.Notifications.BlockConnected(ChainstateRole.Historical, Samples.Block(7, Samples.Transaction(9)), s_tip);
        publishing.AssertNothingLeft(subscriber);
        publishing.Notifications.UpdatedBlockTip(s_tip, fork: null, initialDownload: false);
        Assert.That(subscriber.Receive().Topic, Is.EqualTo("hashblock"));
    }

    [Test]
    public void A_block_tells_each_transaction_to_all_notifiers_before_the_next_one()
    {
        using RunningInterface publishing = new(RunningInterface.AllTopics(), ReadBlock);
        TestSubscriber subscriber = publishing.Subscribe();
        publishing.Notifications.BlockDisconnected(Samples.Block(7, Samples.Transaction(1), Samples.Transaction(2)), s_tip);
        (string, byte)[] order = [.. Enumerable.Range(0, 5).Select(_ => subscriber.Receive()).Select(message => (message.Topic, message.Body[^1]))];
        Assert.That(order, Is.EqualTo(((string, byte)[])[("hashtx", 1), ("rawtx", 1), ("hashtx", 2), ("rawtx", 2), ("sequence", (byte)'D')]));
    }

    [Test]
    public void A_block_that_cannot_be_read_removes_the_notifier_and_nobody_else()
    {
        using LogLines log = new();
        bool readable = true;
        using RunningInterface publishing = new(RunningInterface.AllTopics(), (index, message) => readable && ReadBlock(index, message), log);
        TestSubscriber subscriber = publishing.Subscribe();
        publishing.Notifications.UpdatedBlockTip(s_tip, null, initialDownload: false);
        readable = false;
        publishing.Notifications.UpdatedBlockTip(s_tip, null, initialDownload: false);
        readable = true;
        publishing.Notifications.UpdatedBlockTip(s_tip, null, initialDownload: false);
        string[] topics = [.. Enumerable.Range(0, 4).Select(_ => subscriber.Receive().Topic)];
        Assert.That(topics, Is.EqualTo((string[])["hashblock", "rawblock", "hashblock", "hashblock"]));
        publishing.AssertNothingLeft(subscriber);
        Assert.That(publishing.Notifications.GetActiveNotifications().Select(row => row.Type), Does.Not.Contain("pubrawblock").And.Contain("pubhashblock"));
        Assert.That(log.Texts, Has.Some.StartsWith("Error: Can't read block from disk, msg: "));
    }

    [Test]
    public void The_last_notifier_to_be_removed_closes_the_socket()
    {
        using LogLines log = new();
        ZmqNotificationOptions options = new() { PubRawBlock = [RunningInterface.Anywhere] };
        using NotificationInterface notifications = new(options, new NotifierFactories(), log);
        notifications.Initialize();
        string endpoint = notifications.GetBoundEndpoint(RunningInterface.Anywhere);
        notifications.UpdatedBlockTip(s_tip, null, initialDownload: false);
        Assert.That(notifications.GetActiveNotifications(), Is.Empty);
        Assert.That(log.Texts.Last(), Is.EqualTo($"Close socket at address {RunningInterface.Anywhere}"));
        Assert.That(() => notifications.GetBoundEndpoint(RunningInterface.Anywhere), Throws.TypeOf<KeyNotFoundException>(), endpoint);
    }

    [Test]
    public void A_shared_socket_has_the_high_water_mark_of_its_first_notifier_in_type_order()
    {
        ZmqNotificationOptions options = new()
        {
            PubSequence = [RunningInterface.Anywhere],
            PubSequenceHighWatermark = 5,
            PubHashBlock = [RunningInterface.Anywhere],
            PubHashBlockHighWatermark = 77,
        };
        using RunningInterface publishing = new(options);
        int mark = 0;
        publishing.Notifications.Notify(0, (notifier, _) =>
        {
            mark = ((PublishNotifier)notifier).Socket!.SendHighWatermark;
            return true;
        });
        Assert.That(mark, Is.EqualTo(77));
        Assert.That(publishing.Notifications.GetActiveNotifications().Select(row => row.HighWatermark), Is.EqualTo((int[])[77, 5, 1000]));
    }

    [TestCase("tcp://127.0.0.1:*", false)]
    [TestCase("tcp://[::1]:*", true)]
    public void A_publishing_socket_has_the_options_Core_sets_and_no_other(string address, bool ipv6)
    {
        using RunningInterface publishing = new(new ZmqNotificationOptions { PubHashBlock = [address], PubHashBlockHighWatermark = 3 });
        ZmqSocket? socket = null;
        publishing.Notifications.Notify(0, (notifier, _) => (socket = ((PublishNotifier)notifier).Socket) is not null);
        Assert.That(
            (socket!.Type, socket.SendHighWatermark, socket.TcpKeepAlive, socket.IPv6, socket.Linger, socket.ReceiveHighWatermark),
            Is.EqualTo((ZmqSocketType.Publish, 3, 1, ipv6, -1, 1000)));
    }

    [Test]
    public void Events_from_many_threads_come_out_whole_and_counted()
    {
        using RunningInterface publishing = new(RunningInterface.AllTopics(highWatermark: 0), ReadBlock);
        TestSubscriber subscriber = publishing.Subscribe();
        Transaction transaction = Samples.Transaction(9);
        Thread[] threads = [.. Enumerable.Range(0, 4).Select(_ => new Thread(() =>
        {
            for (int i = 0; i < 250; i++)
            {
                publishing.Notifications.TransactionAddedToMempool(transaction, 1);
            }
        }))];
        Array.ForEach(threads, thread => thread.Start());
        Assert.That(threads.All(thread => thread.Join(TimeSpan.FromSeconds(30))));
        for (int i = 0; i < 1000; i++)
        {
            foreach (string topic in (string[])["hashtx", "rawtx", "sequence"])
            {
                var message = subscriber.Receive();
                Assert.That((message.Topic, BitConverter.ToUInt32(message.Sequence)), Is.EqualTo((topic, (uint)i)));
            }
        }
        publishing.AssertNothingLeft(subscriber);
    }
}
