using ZmqNative.History;
using ZmqNative.Node.Relay;
using ZmqNative.Publishing;
using ZmqNative.Tests.Chain;
using ZmqNative.Tests.History;
using ZmqNative.Tests.Publishing;
using ZmqNative.Tests.Subscribing;

namespace ZmqNative.Tests.Relay;

/// <summary>A relay's history holds what it forwards, with the node's own counters.</summary>
public sealed class RelayHistoryTests
{
    [TestCase(1)]
    [TestCase(2)] // Several notifiers share the parts.
    public async Task It_holds_what_is_forwarded_with_the_nodes_counters(int notifiers)
    {
        using FakePublisher upstream = new();
        using FollowNode played = new() { NotifierTypes = ["pubrawtx", "pubsequence"] };
        RunningNode node = new(played.Rpc, upstream.Address);
        string[] addresses = ["tcp://127.0.0.1:*", "tcp://127.0.0.2:*"];
        ZmqNotificationOptions options = new()
        {
            PubSequence = [.. addresses.Take(notifiers)],
            History = new HistoryOptions { Address = HistoryFeed.Anywhere },
        };
        using NotificationInterface notifications = new(options, new NotifierFactories(node.TryReadBlock));
        Assert.That(notifications.Initialize());
        using CancellationTokenSource end = new();
        Task run = Task.Run(() => node.RunAsync(notifications, end.Token));
        using TestSubscriber subscriber = new(notifications.GetBoundEndpoint(addresses[0]));
        uint counter = 5;
        long start = Environment.TickCount64;
        List<(string, byte[], uint)> received = [];
        while (received.Count < 5)
        {
            Assert.That(Environment.TickCount64 - start, Is.LessThan(FakePublisher.Deadline.TotalMilliseconds));
            upstream.Send("sequence", [.. Samples.Hash((byte)counter).Span, (byte)'A', .. new byte[8]], counter++);
            if (subscriber.ReceiveAny(10) is var (topic, body, sequence))
            {
                received.Add((topic, body, BitConverter.ToUInt32(sequence)));
            }
        }
        // The notifiers publish one after the other.
        Assert.That(SpinWait.SpinUntil(
            () => notifications.History!.GetInfo().Notifiers.Where(one => one.IsCurrent).All(one => one.Next > received[^1].Item3), FakePublisher.Deadline));
        using HistoryClient client = new(notifications.History!.Endpoint!) { Timeout = TimeSpan.FromSeconds(30) };
        for (int place = 0; place < notifiers; place++)
        {
            List<HistoryMessage> held = await HistoryFeed.Messages(client.ReadRangeAsync("sequence", received[0].Item3, received[^1].Item3, place: place));
            Assert.That(held.Select(message => (message.Topic, message.Body, message.MessageSequence)), Is.EqualTo(received));
        }
        await end.CancelAsync();
        await run.WaitAsync(FakePublisher.Deadline);
    }
}
