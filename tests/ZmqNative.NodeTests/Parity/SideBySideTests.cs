namespace ZmqNative.NodeTests.Parity;

/// <summary>Two publishers of the same events are equal message for message; and the comparison sees when they are not.</summary>
public sealed class SideBySideTests
{
    private static readonly string[] s_topics = ["hashblock", "hashtx", "rawblock", "rawtx", "sequence"];

    // Bursts are not to be dropped.
    private static readonly string[] s_unlimited = [.. s_topics.Select(topic => $"-zmqpub{topic}hwm=0")];

    [TestCaseSource(nameof(Scenarios))]
    public void Two_addresses_of_one_bitcoind_are_equal(object happening)
    {
        Scenario scenario = (Scenario)happening;
        string first = Port.FreeAddress(), second = Port.FreeAddress();
        using RegtestNode node = RegtestNode.Start([.. Publish(first), .. Publish(second), .. s_unlimited, .. scenario.Options]);
        node.Generate(scenario.Height);
        using SideBySide both = new(first, second);
        scenario.Run(node);
        Assert.That(both.Difference(node, s_topics), Is.Null);
        Assert.That(both.Count, Is.GreaterThan(s_topics.Length * 2));
        TestContext.Out.WriteLine($"{both.Count} equal messages");
    }

    [TestCase("-zmqpubhashtx={ADDRESS}", "hashtx")]
    [TestCase("-zmqpubsequence={ADDRESS}", "sequence")]
    public void A_message_that_comes_twice_is_seen(string more, string topic)
    {
        string first = Port.FreeAddress(), second = Port.FreeAddress();
        using RegtestNode node = RegtestNode.Start([.. Publish(first), .. Publish(second), more.Replace("{ADDRESS}", second, StringComparison.Ordinal)]);
        using SideBySide both = new(first, second);
        Assert.That(both.Difference(node, s_topics), Does.Contain($"Message {{ Topic = {topic}"));
    }

    [Test]
    public void A_counter_that_is_not_the_same_is_seen() =>
        Assert.That(new Message("hashblock", "00", 1), Is.Not.EqualTo(new Message("hashblock", "00", 2)));

    private static IEnumerable<TestCaseData> Scenarios() =>
        from scenario in Scenario.All()
        let data = new TestCaseData(scenario).SetArgDisplayNames(scenario.Name)
        select scenario.IsLong ? data.SetCategory("Long") : data;

    private static IEnumerable<string> Publish(string address) => s_topics.Select(topic => $"-zmqpub{topic}={address}");
}
