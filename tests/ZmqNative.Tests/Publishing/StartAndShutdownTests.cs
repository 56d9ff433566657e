using ZmqNative.Bitcoin;
using ZmqNative.Publishing;

namespace ZmqNative.Tests.Publishing;

/// <summary>How an interface starts, fails to start, and ends.</summary>
public sealed class StartAndShutdownTests
{
    private static readonly BlockIndex s_tip = Samples.Index(7);

    [Test]
    public void Throwing_on_a_start_failure_names_option_value_and_reason_and_leaves_nothing_open()
    {
        using RunningInterface first = new(new ZmqNotificationOptions { PubHashBlock = [RunningInterface.Anywhere] });
        string taken = first.Notifications.GetBoundEndpoint(RunningInterface.Anywhere);
        ZmqNotificationOptions options = new() { PubHashBlock = [RunningInterface.Anywhere], PubRawTransaction = [taken], ThrowOnStartFailure = true };
        using NotificationInterface second = new(options, new NotifierFactories());
        Assert.That(second.Initialize, Throws.TypeOf<NotificationStartException>()
            .With.Message.EqualTo($"Cannot publish on -zmqpubrawtx={taken}: Failed to bind address: Address already in use"));
        Assert.That(second.GetActiveNotifications(), Is.Empty);
    }

    [Test]
    public void Continuing_on_a_start_failure_publishes_nothing_and_says_so_only_in_the_log()
    {
        using LogLines log = new();
        using NotificationInterface notifications = new(new ZmqNotificationOptions { PubHashBlock = ["foo"], PubHashTransaction = [RunningInterface.Anywhere] }, new NotifierFactories(), log);
        Assert.That(notifications.Initialize(), Is.False);
        Assert.That(notifications.GetActiveNotifications(), Is.Empty);
        notifications.TransactionAddedToMempool(Samples.Transaction(1), 1);
        Assert.That(log.Texts.TakeLast(3), Is.EqualTo((string[])
            ["Shutdown notification interface", "Shutdown notifier pubhashblock at foo", $"Shutdown notifier pubhashtx at {RunningInterface.Anywhere}"]));
    }

    [Test]
    public void After_shutdown_events_are_ignored_and_a_second_shutdown_does_nothing()
    {
        using LogLines log = new();
        using RunningInterface publishing = new(RunningInterface.AllTopics(), static (_, message) => message.Allocate(1).Length == 1, log);
        Assert.That(publishing.Notifications.Shutdown(), Is.False, "with Core's linger of 0 nothing is promised");
        int lines = log.Lines.Count;
        publishing.Notifications.TransactionAddedToMempool(Samples.Transaction(1), 1);
        publishing.Notifications.Dispose();
        Assert.That(log.Lines, Has.Count.EqualTo(lines));
    }

    [Test]
    public void Shutdown_with_linger_hands_over_everything_that_was_accepted()
    {
        const int Messages = 500;
        using RunningInterface publishing = new(RunningInterface.AllTopics(highWatermark: 0), (_, message) => message.Allocate(100_000).Length > 0);
        TestSubscriber subscriber = publishing.Subscribe(topics: "rawblock");
        for (int i = 0; i < Messages; i++)
        {
            publishing.Notifications.UpdatedBlockTip(s_tip, null, initialDownload: false);
        }
        Task<bool> shutdown = Task.Run(() => publishing.Notifications.Shutdown(TimeSpan.FromSeconds(60)));
        for (uint i = 0; i < Messages; i++)
        {
            Assert.That(BitConverter.ToUInt32(subscriber.Receive().Sequence), Is.EqualTo(i));
        }
        Assert.That(shutdown.Wait(TimeSpan.FromSeconds(60)) && shutdown.Result);
    }

    [Test]
    public void The_endpoint_of_a_unix_socket_is_found_by_the_address_as_configured()
    {
        string address = $"unix:{Path.Combine(Path.GetTempPath(), Path.GetRandomFileName())}";
        using NotificationInterface notifications = new(new ZmqNotificationOptions { PubHashBlock = [address], ThrowOnStartFailure = true }, new NotifierFactories());
        _ = notifications.Initialize();
        Assert.That(notifications.GetBoundEndpoint(address), Is.EqualTo(address.Replace("unix:", "ipc://", StringComparison.Ordinal)));
    }

    [Test]
    public void A_path_behind_ipc_is_refused_as_by_Core_with_what_to_write_instead() =>
        Assert.That(
            () => new NotificationInterface(new ZmqNotificationOptions { PubHashBlock = ["ipc:///run/blocks"] }, new NotifierFactories()),
            Throws.TypeOf<NotificationStartException>().With.Message.EqualTo("Invalid port specified in -zmqpubhashblock: 'ipc:///run/blocks': write unix:/run/blocks"));

    [TestCase("", "the address is empty")]
    [TestCase("127.0.0.1:28332", "an address begins with tcp:// or unix:")]
    [TestCase("tcp:/127.0.0.1:28332", "an address begins with tcp:// or unix:")]
    public void An_address_without_tcp_is_named_with_what_is_missing(string address, string reason)
    {
        using NotificationInterface notifications = new(new ZmqNotificationOptions { PubHashBlock = [address], ThrowOnStartFailure = true }, new NotifierFactories());
        Assert.That(notifications.Initialize, Throws.TypeOf<NotificationStartException>().With.Message.StartsWith($"Cannot publish on -zmqpubhashblock={address}: {reason}"));
    }

    /// <summary>With a socket left open the context would never end.</summary>
    [TestCase(false)]
    [TestCase(true)]
    public void An_address_with_a_zero_byte_fails_as_any_other_and_leaves_nothing_open(bool throws)
    {
        ZmqNotificationOptions options = new() { PubHashTransaction = ["tcp://127.0.0.1:*\0garbage"], ThrowOnStartFailure = throws };
        Task<bool> run = Task.Run(() =>
        {
            using NotificationInterface notifications = new(options, new NotifierFactories()) { ConnectionObserver = (_, _) => { } };
            return notifications.Initialize();
        });
        Assert.That(((IAsyncResult)run).AsyncWaitHandle.WaitOne(TimeSpan.FromSeconds(30)), "it ends");
        if (throws)
        {
            Assert.That(async () => await run, Throws.TypeOf<NotificationStartException>().With.Message.Contains("Failed to bind address"));
        }
        else
        {
            Assert.That(run.Result, Is.False);
        }
    }

    [TestCase("tcp://no-such-host.invalid:28332", "No such device")]
    [TestCase("tcp://192.0.2.1:28332", "Cannot assign requested address")]
    [Platform("Linux")]
    public void With_an_observer_of_connections_a_failed_bind_has_the_same_reason(string address, string reason)
    {
        ZmqNotificationOptions options = new() { PubHashTransaction = [address], ThrowOnStartFailure = true };
        using NotificationInterface notifications = new(options, new NotifierFactories()) { ConnectionObserver = (_, _) => { } };
        Assert.That(notifications.Initialize, Throws.TypeOf<NotificationStartException>().With.Message.EndsWith($"Failed to bind address: {reason}"));
    }
}
