namespace ZmqNative.NodeTests.Parity;

/// <summary>Two publishers of the same events are equal message for message; and the comparison sees when they are not.</summary>
public sealed class SideBySideTests
{
    private static readonly string[] s_topics = ["hashblock", "hashtx", "rawblock", "rawtx", "sequence"];

    // Bursts are not to be dropped.
    private static readonly string[] s_unlimited = [.. s_topics.Select(topic => $"-zmqpub{topic}hwm=0")];

    [TestCaseSource(nameof(AllScenarios))]
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

    // An initial download has no tips to end a comparison with: see RelayTests.
    [TestCaseSource(nameof(Scenarios), new object[] { Scenario.InitialDownload })]
    public void What_is_relayed_of_three_topics_is_equal_to_all_five_of_bitcoind(object happening)
    {
        Scenario scenario = (Scenario)happening;
        string first = Port.FreeAddress(), second = Port.FreeAddress(), upstream = Port.FreeAddress();
        using RegtestNode node = RegtestNode.Start([.. Publish(first), .. Publish(upstream, "rawtx", "rawblock", "sequence"), .. s_unlimited, .. scenario.Options]);
        node.Generate(scenario.Height);
        using Tool relay = Tool.Start(["publish", "--node", $"{node.RpcAddress}", "--node-cookie", node.CookieFile, "--upstream", upstream, .. Publish(second), .. s_unlimited]);
        _ = relay.EndpointOf(second);
        using (Capture capture = new(second))
        {
            // Its last message is rawblock.
            _ = capture.WaitFor("rawblock ", capture.WaitFor($"hashblock {capture.WaitForBlockOf(node)}"));
        }
        using SideBySide both = new(first, second);
        scenario.Run(node);
        Assert.That(both.Difference(node, s_topics), Is.Null);
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

    private static IEnumerable<TestCaseData> AllScenarios() => Scenarios(string.Empty);

    private static IEnumerable<TestCaseData> Scenarios(string except) =>
        from scenario in Scenario.All()
        where scenario.Name != except
        let data = new TestCaseData(scenario).SetArgDisplayNames(scenario.Name)
        select scenario.IsLong ? data.SetCategory("Long") : data;

    private static IEnumerable<string> Publish(string address, params string[] topics) => (topics.Length > 0 ? topics : s_topics).Select(topic => $"-zmqpub{topic}={address}");
}
