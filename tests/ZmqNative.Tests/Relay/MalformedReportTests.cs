using ZmqNative.Node.Relay;
using ZmqNative.Subscribing;

namespace ZmqNative.Tests.Relay;

/// <summary>Of malformed messages the first of a topic is said at once, and those after it once a minute with their number.</summary>
public sealed class MalformedReportTests
{
    private const int Minute = 60_000;

    [Test]
    public void A_flood_is_one_sentence_a_minute_with_the_number()
    {
        MalformedReport report = new();
        report.Add(Message("hashblock", "first"));
        Assert.That(Sentences(report, 0), Is.EqualTo(["A message of hashblock cannot be read: first."]));
        for (int i = 0; i < 1000; i++)
        {
            report.Add(Message("hashblock", "later"));
            Assert.That(Sentences(report, Minute - 1), Is.Empty);
        }
        Assert.That(report.Current, Is.EqualTo("A message of hashblock cannot be read: first."));
        Assert.That(Sentences(report, Minute), Is.EqualTo(["1000 more messages of hashblock cannot be read: later."]));
        Assert.That(Sentences(report, 2 * Minute), Is.Empty, "none came");
        Assert.That(report.Current, Is.Null);
    }

    [Test]
    public void Each_topic_counts_for_itself()
    {
        MalformedReport report = new();
        report.Add(Message("rawtx", "short"));
        _ = Sentences(report, 0);
        report.Add(Message("rawtx", "short"));
        report.Add(Message("hashblock", "long"));
        Assert.That(Sentences(report, 1), Is.EqualTo(["A message of hashblock cannot be read: long."]));
        Assert.That(report.Current, Is.EqualTo("A message of hashblock cannot be read: long. A message of rawtx cannot be read: short."));
        Assert.That(report.Collect(2, isEnd: true).Select(one => one.Sentence), Is.EqualTo(["1 more message of rawtx cannot be read: short."]));
    }

    [Test]
    public void Topics_that_are_made_up_are_one_sentence()
    {
        MalformedReport report = new();
        for (int i = 0; i < 1000; i++)
        {
            report.Add(Message($"hashblock{i}", "too long"));
        }
        string[] sentences = [.. Sentences(report, 0)];
        Assert.That(sentences, Has.Length.EqualTo(17));
        Assert.That(sentences, Has.One.EqualTo("984 messages of other topics cannot be read: too long."));
    }

    private static IEnumerable<string> Sentences(MalformedReport report, long now) => report.Collect(now).Select(one => one.Sentence);

    private static Malformed Message(string topic, string reason) => new("tcp://127.0.0.1:1", DateTimeOffset.UnixEpoch, topic, reason, [9, 1, 4]);
}
