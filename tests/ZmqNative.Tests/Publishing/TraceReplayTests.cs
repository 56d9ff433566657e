using ZmqNative.Node.Recordings;
using ZmqNative.Publishing;

namespace ZmqNative.Tests.Publishing;

/// <summary>Recordings of a real bitcoind, replayed over real sockets and compared byte for byte with what it sent.</summary>
public sealed class TraceReplayTests
{
    [TestCase("mine-blocks")]
    [TestCase("mempool-and-block")]
    [TestCase("mempool-conflict-and-expiry")]
    [TestCase("rbf-replacement")]
    [TestCase("restart-with-mempool")]
    [TestCase("initial-block-download-maxtipage")]
    [TestCase("large-block")]
    [TestCase("multi-address")]
    public void A_recorded_session_is_published_byte_for_byte(string scenario)
    {
        using TraceOptions trace = new(scenario);
        using SessionTrace feed = SessionTrace.Open(trace.Folder);
        ZmqNotificationOptions options = trace.Read(new NotifierFactories());
        using RunningInterface publishing = new(options, feed.TryReadBlock);
        List<RecordedMessage> expected = RecordedMessage.Read(trace.Folder);
        var subscribers = publishing.Notifications.GetActiveNotifications().Select(row => row.Address).Distinct()
            .ToDictionary(address => address, address => publishing.Subscribe(address));
        foreach (Action<INodeEvents> nodeEvent in feed.ReadEvents())
        {
            nodeEvent(publishing.Notifications);
        }
        foreach (RecordedMessage message in expected)
        {
            string address = message.Address is null ? subscribers.Keys.Single() : trace.Replace(message.Address);
            var (topic, body, sequence) = subscribers[address].Receive();
            Assert.That((topic, Convert.ToHexString(sequence)), Is.EqualTo((message.Topic, Convert.ToHexString(message.Sequence))));
            Assert.That(body, Is.EqualTo(message.Body));
        }
        foreach ((string address, TestSubscriber subscriber) in subscribers)
        {
            publishing.AssertNothingLeft(subscriber, address);
        }
        Assert.That(publishing.Notifications.MessagesPublished, Is.GreaterThanOrEqualTo(expected.Count));
    }
}
