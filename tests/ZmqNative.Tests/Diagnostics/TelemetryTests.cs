using System.Net.Sockets;
using ZmqNative.Bitcoin;
using ZmqNative.Diagnostics;
using ZmqNative.Node.Relay;
using ZmqNative.Publishing;
using ZmqNative.Tests.Publishing;

namespace ZmqNative.Tests.Diagnostics;

[NonParallelizable]
public sealed class TelemetryTests
{
    private const string At = $"{{address={RunningInterface.Anywhere}}}";

    [Test]
    public void Messages_and_bytes_are_counted_for_each_notifier_and_events_are_timed()
    {
        using Meters meters = new();
        using RunningInterface publishing = new(RunningInterface.AllTopics(), (_, body) =>
        {
            body.Allocate(1000).Clear();
            return true;
        });
        Block block = Samples.Block(7, Samples.Transaction(1, 400), Samples.Transaction(2, 600));
        publishing.Notifications.BlockConnected(ChainstateRole.Normal, block, Samples.Index(7));
        publishing.Notifications.UpdatedBlockTip(Samples.Index(7), Samples.Index(6), initialDownload: false);
        publishing.Notifications.TransactionAddedToMempool(Samples.Transaction(3, 500), 1);
        Assert.Multiple(() =>
        {
            AssertCounted(meters, "pubhashblock", messages: 1, bytes: 9 + 32 + 4);
            AssertCounted(meters, "pubhashtx", messages: 3, bytes: 3 * (6 + 32 + 4));
            AssertCounted(meters, "pubrawblock", messages: 1, bytes: 8 + 1000 + 4);
            AssertCounted(meters, "pubrawtx", messages: 3, bytes: (3 * (5 + 4)) + 400 + 600 + 500);
            AssertCounted(meters, "pubsequence", messages: 2, bytes: (2 * (8 + 32 + 1 + 4)) + 8);
            Assert.That(meters["zmqnative.publish.duration"], Is.EqualTo(3));
        });
    }

    [Test]
    public void Connections_come_and_go_handshakes_only_come()
    {
        using Meters meters = new();
        using (RunningInterface publishing = new(RunningInterface.AllTopics()))
        {
            Assert.That(meters[$"zmqnative.connections{At}"], Is.Zero);
            TestSubscriber leaving = publishing.Subscribe();
            TestSubscriber staying = publishing.Subscribe();
            meters.WaitFor($"zmqnative.connections{At}", 2);
            meters.WaitFor($"zmqnative.handshakes{At}", 2);

            leaving.Dispose();
            meters.WaitFor($"zmqnative.connections{At}", 1);

            using (TcpClient stranger = new("127.0.0.1", new Uri(publishing.Notifications.GetBoundEndpoint(RunningInterface.Anywhere)).Port))
            {
                meters.WaitFor($"zmqnative.connections{At}", 2);
            }
            meters.WaitFor($"zmqnative.connections{At}", 1);
            Assert.That(meters[$"zmqnative.handshakes{At}"], Is.EqualTo(2));
        }
        Assert.That(meters[$"zmqnative.connections{At}"], Is.Null, "the socket is closed");
    }

    [Test]
    public void Two_interfaces_with_the_same_address_are_counted_together()
    {
        using Meters meters = new();
        using RunningInterface first = new(RunningInterface.AllTopics()), second = new(RunningInterface.AllTopics());
        first.Subscribe();
        second.Subscribe();
        meters.WaitFor($"zmqnative.connections{At}", 2);
    }

    /// <summary>A socket has no monitor when nobody listened as it was opened: it is as Core's.</summary>
    [Test]
    public void Who_listens_too_late_sees_messages_and_no_connections()
    {
        using RunningInterface publishing = new(RunningInterface.AllTopics());
        using Meters meters = new();
        publishing.Subscribe();
        publishing.Notifications.UpdatedBlockTip(Samples.Index(7), Samples.Index(6), initialDownload: false);
        Assert.That(meters[$"zmqnative.connections{At}"], Is.Null);
        AssertCounted(meters, "pubhashblock", messages: 1, bytes: 9 + 32 + 4);
    }

    [Test]
    public void What_cannot_be_bound_is_no_address()
    {
        using Meters meters = new();
        Assert.That(() => new RunningInterface(new() { PubHashBlock = ["tcp://192.0.2.1:1"] }), Throws.Exception);
        Assert.That(meters["zmqnative.connections{address=tcp://192.0.2.1:1}"], Is.Null);
    }

    [Test]
    public void Feeds_have_instruments()
    {
        using Meters meters = new();
        FeedTelemetry.Started();
        Assert.That((meters["zmqnative.feed.up"], meters["zmqnative.feed.gaps"], meters["zmqnative.feed.reconnects"]), Is.EqualTo(((double?)0, (double?)0, (double?)0)));
        FeedTelemetry.Up(true);
        FeedTelemetry.Gap();
        FeedTelemetry.Reconnected();
        FeedTelemetry.Published(DateTimeOffset.UtcNow);
        Assert.That((meters["zmqnative.feed.up"], meters["zmqnative.feed.gaps"], meters["zmqnative.feed.reconnects"]), Is.EqualTo(((double?)1, (double?)1, (double?)1)));
        Assert.That(meters["zmqnative.feed.lag"], Is.EqualTo(1));
    }

    [Test]
    public void While_nobody_listens_no_clock_is_read() =>
        Assert.That((Telemetry.BeginPublishing(), Telemetry.CountsMessages, ConnectionCount.IsEnabled), Is.EqualTo((0L, false, false)));

    private static void AssertCounted(Meters meters, string type, int messages, int bytes)
    {
        string tags = $"{{type={type},address={RunningInterface.Anywhere}}}";
        Assert.That((meters[$"zmqnative.published.messages{tags}"], meters[$"zmqnative.published.bytes{tags}"]), Is.EqualTo(((double?)messages, (double?)bytes)), type);
    }
}
