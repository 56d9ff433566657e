using ZmqNative.Publishing;

namespace ZmqNative.Tests.Publishing;

/// <summary>What holds for every notifier, run over a registry of all of them.</summary>
public sealed class NotifierContractTests
{
    private static readonly byte[] s_rawBlock = [.. Enumerable.Range(0, 9000).Select(i => (byte)i)];

    /// <summary>One row a notifier and event: type, event, topic, body.</summary>
    private static readonly object[][] s_all =
    [
        ["pubhashblock", (Action<INodeEvents>)Tip, "hashblock", Samples.Reversed(7)],
        ["pubrawblock", (Action<INodeEvents>)Tip, "rawblock", s_rawBlock],
        ["pubhashtx", (Action<INodeEvents>)Added, "hashtx", Samples.Reversed(9)],
        ["pubrawtx", (Action<INodeEvents>)Added, "rawtx", Enumerable.Repeat((byte)9, 60).ToArray()],
        ["pubsequence", (Action<INodeEvents>)Added, "sequence", (byte[])[.. Samples.Reversed(9), (byte)'A', 8, 7, 6, 5, 4, 3, 2, 1]],
        ["pubsequence", (Action<INodeEvents>)Removed, "sequence", (byte[])[.. Samples.Reversed(9), (byte)'R', 8, 7, 6, 5, 4, 3, 2, 1]],
        ["pubsequence", (Action<INodeEvents>)Connected, "sequence", (byte[])[.. Samples.Reversed(7), (byte)'C']],
        ["pubsequence", (Action<INodeEvents>)Disconnected, "sequence", (byte[])[.. Samples.Reversed(7), (byte)'D']],
    ];

    private static void Tip(INodeEvents node) => node.UpdatedBlockTip(Samples.Index(7), Samples.Index(6), initialDownload: false);

    private static void Added(INodeEvents node) => node.TransactionAddedToMempool(Samples.Transaction(9), 0x0102030405060708);

    private static void Removed(INodeEvents node) => node.TransactionRemovedFromMempool(Samples.Transaction(9), MempoolRemovalReason.Replaced, 0x0102030405060708);

    private static void Connected(INodeEvents node) => node.BlockConnected(ChainstateRole.Normal, Samples.Block(7), Samples.Index(7));

    private static void Disconnected(INodeEvents node) => node.BlockDisconnected(Samples.Block(7), Samples.Index(7));

    private static RunningInterface Publish(string type, params string[] addresses)
    {
        ZmqNotificationOptions options = new();
        foreach (string address in addresses)
        {
            options.Of(type).Addresses.Add(address);
        }
        return new RunningInterface(options, (_, message) =>
        {
            BlockBody.Write(message, s_rawBlock);
            return true;
        });
    }

    private static PublishNotifier Find(RunningInterface publishing, string type)
    {
        PublishNotifier? found = null;
        publishing.Notifications.Notify(type, (notifier, wanted) =>
        {
            found = notifier.Type == wanted ? (PublishNotifier)notifier : found;
            return true;
        });
        return found!;
    }

    [TestCaseSource(nameof(s_all))]
    public void A_message_has_topic_body_and_a_counter_from_zero(string type, object send, string topic, byte[] body)
    {
        using RunningInterface publishing = Publish(type, RunningInterface.Anywhere);
        TestSubscriber subscriber = publishing.Subscribe();
        for (byte expected = 0; expected < 3; expected++)
        {
            ((Action<INodeEvents>)send)(publishing.Notifications);
            var message = subscriber.Receive();
            Assert.That(message.Topic, Is.EqualTo(topic));
            Assert.That(message.Body, Is.EqualTo(body));
            Assert.That(message.Sequence, Is.EqualTo(new byte[] { expected, 0, 0, 0 }));
        }
        publishing.AssertNothingLeft(subscriber);
    }

    [TestCaseSource(nameof(s_all))]
    public void The_counter_wraps_after_32_bits(string type, object send, string topic, byte[] body)
    {
        using RunningInterface publishing = Publish(type, RunningInterface.Anywhere);
        TestSubscriber subscriber = publishing.Subscribe();
        Find(publishing, type).MessageSequence = uint.MaxValue;
        ((Action<INodeEvents>)send)(publishing.Notifications);
        ((Action<INodeEvents>)send)(publishing.Notifications);
        Assert.That(subscriber.Receive().Sequence, Is.EqualTo(new byte[] { 255, 255, 255, 255 }));
        Assert.That(subscriber.Receive().Sequence, Is.EqualTo(new byte[] { 0, 0, 0, 0 }));
        Assert.That((topic, body.Length), Is.Not.EqualTo(("", 0)));
    }

    [TestCaseSource(nameof(s_all))]
    public void The_counter_advances_without_subscribers(string type, object send, string topic, byte[] body)
    {
        using RunningInterface publishing = Publish(type, RunningInterface.Anywhere);
        ((Action<INodeEvents>)send)(publishing.Notifications);
        TestSubscriber subscriber = publishing.Subscribe();
        ((Action<INodeEvents>)send)(publishing.Notifications);
        var message = subscriber.Receive();
        Assert.That((message.Topic, message.Sequence[0], message.Body.Length), Is.EqualTo((topic, (byte)1, body.Length)));
    }

    [TestCaseSource(nameof(s_all))]
    public void The_same_address_twice_sends_twice_with_equal_counters(string type, object send, string topic, byte[] body)
    {
        using RunningInterface publishing = Publish(type, RunningInterface.Anywhere, RunningInterface.Anywhere);
        TestSubscriber subscriber = publishing.Subscribe();
        ((Action<INodeEvents>)send)(publishing.Notifications);
        var first = subscriber.Receive();
        var second = subscriber.Receive();
        Assert.That(first, Is.EqualTo(second).Using<(string Topic, byte[] Body, byte[] Sequence)>(
            (a, b) => a.Topic == b.Topic && a.Body.SequenceEqual(b.Body) && a.Sequence.SequenceEqual(b.Sequence)));
        Assert.That(first.Topic, Is.EqualTo(topic));
        Assert.That(first.Body, Is.EqualTo(body));
        publishing.AssertNothingLeft(subscriber);
    }

    [TestCaseSource(nameof(s_all))]
    public void A_notifier_that_cannot_send_is_removed_for_good(string type, object send, string topic, byte[] body)
    {
        using LogLines log = new();
        ZmqNotificationOptions options = new();
        options.Of(type).Addresses.Add(RunningInterface.Anywhere);
        using RunningInterface publishing = new(options, (_, message) => message.Allocate(body.Length).Length == body.Length, log);
        ShutdownContext(publishing.Notifications);
        ((Action<INodeEvents>)send)(publishing.Notifications);
        Assert.That(publishing.Notifications.GetActiveNotifications().Select(row => row.Type), Does.Not.Contain(type), topic);
        Assert.That(log.Texts.Last(), Is.EqualTo("Error: Unable to send ZMQ msg, msg: Context was terminated"));
        int lines = log.Lines.Count;
        ((Action<INodeEvents>)send)(publishing.Notifications);
        Assert.That(log.Lines, Has.Count.EqualTo(lines), "a removed notifier is not told again");
    }

    // The one failure that a PUB socket's send has in store: its context going down under it.
    private static void ShutdownContext(NotificationInterface notifications) =>
        notifications.Run!.Context!.Shutdown();
}
