using ZmqNative.Bitcoin;
using ZmqNative.Publishing;

namespace ZmqNative.Tests.Publishing;

/// <summary>An interface that ends refuses events first, is quiet, and closes its sockets then.</summary>
[Parallelizable(ParallelScope.All)]
public sealed class QuietBeforeCloseTests
{
    private static readonly TimeSpan s_deadline = TimeSpan.FromSeconds(30), s_quiet = TimeSpan.FromSeconds(3);

    [Test]
    public void What_was_published_right_before_the_end_arrives_and_nothing_after()
    {
        ZmqNotificationOptions options = RunningInterface.AllTopics();
        options.QuietBeforeClose = s_quiet;
        using RunningInterface publishing = new(options);
        TestSubscriber subscriber = publishing.Subscribe(topics: "hashtx");
        publishing.Notifications.TransactionAddedToMempool(Samples.Transaction(9), 1);
        Task<bool> end = Task.Factory.StartNew(() => publishing.Notifications.Shutdown(), TaskCreationOptions.LongRunning);
        Assert.That(SpinWait.SpinUntil(() => publishing.Notifications.GetActiveNotifications().Count == 0, s_deadline));
        publishing.Notifications.TransactionAddedToMempool(Samples.Transaction(9), 2);

        Assert.That(subscriber.Receive().Topic, Is.EqualTo("hashtx"));
        Assert.That(end.Wait(s_deadline) && !end.Result);
        Assert.That(subscriber.ReceiveAny(100), Is.Null);
    }

    /// <summary>libzmq drops what is queued at the close, so a message of more than the kernel keeps arrives by the quiet alone.</summary>
    [Test]
    public void Large_messages_arrive_whole_in_the_quiet()
    {
        const int Length = 30_000_000;
        ZmqNotificationOptions options = new() { PubRawBlock = [RunningInterface.Anywhere], QuietBeforeClose = s_quiet };
        using RunningInterface publishing = new(options, (_, body) =>
        {
            body.GetSpan(Length)[..Length].Fill(7);
            body.Advance(Length);
            return true;
        });
        TestSubscriber subscriber = publishing.Subscribe(topics: "rawblock");
        publishing.Notifications.UpdatedBlockTip(new BlockIndex(default, 1), null, initialDownload: false);
        publishing.Notifications.Dispose();
        Assert.That(subscriber.Receive().Body, Has.Length.EqualTo(Length));
    }

    [TestCase(-1)]
    [TestCase(60_001)]
    public void A_quiet_that_makes_no_sense_is_refused(int milliseconds)
    {
        ZmqNotificationOptions options = new() { QuietBeforeClose = TimeSpan.FromMilliseconds(milliseconds) };
        Assert.That(
            () => new NotificationInterface(options, new NotifierFactories()),
            Throws.TypeOf<ArgumentOutOfRangeException>().With.Message.Contains("QuietBeforeClose"));
    }
}
