using ZmqNative.Node.Relay;
using ZmqNative.Publishing;
using ZmqNative.Tests.Chain;
using ZmqNative.Tests.Publishing;
using ZmqNative.Tests.Subscribing;

namespace ZmqNative.Tests.Relay;

/// <summary>A feed says its state again when the reason changes, and the same reason at most once a minute.</summary>
public sealed class FeedReporterTests
{
    [Test]
    public void Of_reasons_that_alternate_each_is_reported_once_a_minute()
    {
        FeedReporter reporter = new("Waiting.");
        List<(string Reason, long Time)> said = [];
        long now = 0;
        reporter.StatusChanged += status => said.Add((status.Reason, now));
        for (; now <= 120_000; now += 1000)
        {
            string reason = now % 2000 == 0 ? "refused" : "warming up";
            reporter.Report(FeedState.Recovering, reason, now);
            Assert.That(reporter.Status.Reason, Is.EqualTo(reason));
        }
        Assert.That(said, Is.EqualTo([("refused", 0L), ("warming up", 1000L), ("refused", 60_000L), ("warming up", 61_000L), ("refused", 120_000L)]));
    }

    [Test]
    public void Another_state_is_reported_at_once()
    {
        FeedReporter reporter = new("Waiting.");
        List<string> said = [];
        reporter.StatusChanged += status => said.Add($"{status.State}: {status.Reason}");
        for (int i = 0; i < 2; i++)
        {
            reporter.Report(FeedState.Live, "connected", 0);
            reporter.Report(FeedState.Recovering, "refused", 0);
        }
        Assert.That(said, Is.EqualTo(["Live: connected", "Recovering: refused", "Live: connected", "Recovering: refused"]));
    }

    [Test]
    public async Task A_node_that_fails_in_two_ways_by_turns_is_said_to_do_so_once()
    {
        using FollowNode node = new();
        int calls = 0;
        TaskCompletionSource enough = new();
        node.Override = (_, _) =>
        {
            _ = ++calls == 6 && enough.TrySetResult();
            throw new FollowRefusal(calls % 2 == 0 ? -10 : -28);
        };
        using NotificationInterface notifications = new(new ZmqNotificationOptions { PubHashBlock = [RunningInterface.Anywhere] }, new NotifierFactories());
        Assert.That(notifications.Initialize());
        RunningNode relay = new(node.Rpc);
        List<string> said = [];
        relay.StatusChanged += status => said.Add(status.Reason);
        using CancellationTokenSource end = new();
        Task run = relay.RunAsync(notifications, end.Token);
        await enough.Task.WaitAsync(FakePublisher.Deadline);
        await end.CancelAsync();
        await run.WaitAsync(FakePublisher.Deadline);
        Assert.That(said.SkipLast(1).ToArray(), Has.Length.EqualTo(2).And.Unique, "the last one is the end");
    }
}
