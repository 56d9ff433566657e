using ZmqNative.History;
using ZmqNative.Node.Relay;
using ZmqNative.Publishing;
using ZmqNative.Subscribing;
using ZmqNative.Testing;
using ZmqNative.Tests.Chain;
using ZmqNative.Tests.History;
using ZmqNative.Tests.Publishing;
using ZmqNative.Tests.Subscribing;

namespace ZmqNative.Tests.Relay;

/// <summary>A subscriber of a relay that is restarted, behind a node that goes on.</summary>
public sealed class RelayHealingTests
{
    /// <summary>
    /// The relay forwards the node's counters, so the restart does not show in them: the identity of its
    /// stream shows it, and what the new relay has forwarded before the subscriber found it comes.
    /// </summary>
    [Test]
    public async Task A_restarted_relay_is_told_by_its_stream_and_what_it_forwarded_meanwhile_comes()
    {
        using FakePublisher upstream = new();
        string[] addresses = [HistoryFeed.Anywhere, HistoryFeed.Anywhere];
        uint counter = 5;
        TestLink? link = null;
        TestStream? stream = null;
        List<StreamItem> items = [];
        int seen = 0, count = 0;
        try
        {
            for (int life = 0; life < 2; life++)
            {
                using FollowNode played = new() { NotifierTypes = ["pubrawtx", "pubsequence"] };
                RunningNode node = new(played.Rpc, upstream.Address);
                ZmqNotificationOptions options = new()
                {
                    PubSequence = [addresses[0]],
                    History = new HistoryOptions { Address = addresses[1] },
                };
                using NotificationInterface notifications = new(options, new NotifierFactories(node.TryReadBlock));
                Assert.That(notifications.Initialize());
                addresses = [notifications.GetBoundEndpoint(addresses[0]), notifications.History!.Endpoint!];
                using CancellationTokenSource end = new();
                Task run = Task.Run(() => node.RunAsync(notifications, end.Token));
                if (stream is null)
                {
                    link = new TestLink(addresses[0]);
                    NotificationSubscriberOptions subscribing = TestStream.Options(link.Address);
                    subscribing.History.Add(addresses[1]);
                    subscribing.FillWithin = FakePublisher.Deadline;
                    stream = new TestStream(subscribing);
                }
                // The second relay has forwarded some before the subscriber finds it.
                SendUntil(() => life == 0 || notifications.History.Head.Offset >= 5);
                link!.Resume();
                int restarts = life;
                SendUntil(() => HasReceived(restarts));
                link.Pause();
                link.Cut();
                await end.CancelAsync();
                await run.WaitAsync(FakePublisher.Deadline);
            }
        }
        finally
        {
            stream?.Dispose();
            link?.Dispose();
        }
        uint[] received = [.. items.OfType<Notification>().Select(item => item.MessageSequence!.Value)];
        int restart = items.FindIndex(item => item is PublisherRestarted);
        Assert.That(restart, Is.Positive, string.Join(", ", items.Where(item => item is not Notification)));
        Assert.That(items.Where(item => item is Gap or Discontinuity or Duplicate), Is.Empty);
        PublisherRestarted restarted = (PublisherRestarted)items[restart];
        uint[] first = [.. items.Take(restart).OfType<Notification>().Select(item => item.MessageSequence!.Value)];
        uint[] second = received[first.Length..];
        Assert.That(first, Is.EqualTo(Enumerable.Range(0, first.Length).Select(i => first[0] + (uint)i)));
        Assert.That(second, Is.EqualTo(Enumerable.Range(0, second.Length).Select(i => restarted.Received + (uint)i)));
        Assert.That(restarted.Expected, Is.EqualTo(first[^1] + 1));
        Assert.That(items.Skip(restart).OfType<Notification>().First().Recovered, Is.True);

        void SendUntil(Func<bool> isDone)
        {
            for (long start = Environment.TickCount64; !isDone();)
            {
                Assert.That(Environment.TickCount64 - start, Is.LessThan(FakePublisher.Deadline.TotalMilliseconds));
                upstream.Send("sequence", [.. Samples.Hash((byte)counter).Span, (byte)'A', .. new byte[8]], counter++);
            }
        }

        // Ten of this life.
        bool HasReceived(int restarts)
        {
            while (stream!.Subscriber.TryRead(out StreamItem? item))
            {
                items.Add(item);
                (seen, count) = item is PublisherRestarted ? (seen + 1, 0)
                    : (seen, count + (item is Notification ? 1 : 0));
            }
            return seen == restarts && count >= 10;
        }
    }
}
