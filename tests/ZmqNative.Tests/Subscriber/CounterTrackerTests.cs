using ZmqNative.Messages;
using ZmqNative.Subscriber;

namespace ZmqNative.Tests.Subscriber;

public sealed class CounterTrackerTests
{
    [TestCase(5u, 6u, CounterChangeKind.None, 0u)]
    [TestCase(5u, 8u, CounterChangeKind.Gap, 2u)]
    [TestCase(uint.MaxValue, 0u, CounterChangeKind.None, 0u)]
    [TestCase(uint.MaxValue - 1, 2u, CounterChangeKind.Gap, 3u)]
    [TestCase(5u, 5u, CounterChangeKind.Duplicate, 0u)]
    [TestCase(5u, 0u, CounterChangeKind.Restarted, 0u)]
    [TestCase(5u, 4u, CounterChangeKind.Restarted, 0u)]
    public void A_number_reveals_what_happened(uint first, uint second, CounterChangeKind expected, uint lost)
    {
        CounterTracker tracker = new();
        Assert.That(tracker.Observe(Message("hashtx", first)).Kind, Is.EqualTo(CounterChangeKind.None));
        CounterChange change = tracker.Observe(Message("hashtx", second));
        Assert.That((change.Kind, change.Lost), Is.EqualTo((expected, lost)));
    }

    [Test]
    public void Topics_and_sources_count_for_themselves_and_a_message_without_number_reveals_nothing()
    {
        CounterTracker tracker = new();
        tracker.Observe(Message("hashtx", 5));
        Assert.That(tracker.Observe(Message("rawtx", 9)).Kind, Is.EqualTo(CounterChangeKind.None));
        Assert.That(tracker.Observe(Message("hashtx", 9, "other")).Kind, Is.EqualTo(CounterChangeKind.None));
        Assert.That(tracker.Observe(Message("hashtx", null)).Kind, Is.EqualTo(CounterChangeKind.None));
        Assert.That(tracker.Observe(Message("hashtx", 6)).Kind, Is.EqualTo(CounterChangeKind.None));
    }

    private static NotificationMessage Message(string topic, uint? number, string source = "here") => new(source, topic, default, number);
}
