using ZmqNative.Bitcoin;

namespace ZmqNative.NodeTests;

/// <summary><c>zmqnative subscribe</c> beside a node that publishes something else after each restart.</summary>
public sealed class AskingNodeTests
{
    private const string AsksMempool = """{"event":"asking","for":"mempool","reason":"the node does not publish sequence"}""";
    private const string AsksBlocks = """{"event":"asking","for":"blocks","reason":"the node does not publish sequence"}""";

    private string _address = null!;
    private RegtestNode _node = null!;

    [SetUp]
    public void StartNode()
    {
        _address = Port.FreeAddress();
        _node = RegtestNode.Start();
        _node.Generate(105);
        Restart("hashblock", "hashtx", "rawblock", "rawtx", "sequence");
    }

    [TearDown]
    public void EndNode() => _node?.Dispose();

    [Test]
    public void The_mempool_is_asked_for_while_the_node_does_not_publish_its_changes()
    {
        string file = Path.Combine(_node.DataFolder, "mempool.txt");
        List<Hash256> sent = [];
        using Tool tool = Subscribe("--mempool", "--mempool-file", file);
        SendUntilSeen(tool, sent);
        tool.Output.WaitFor(line => line.StartsWith("""{"event":"mempool","state":"live",""", StringComparison.Ordinal));
        Assert.That(tool.Output.All, Has.None.EqualTo(AsksMempool));
        // It is said a second time only because the asking had ended.
        for (int times = 1; times <= 2; times++)
        {
            Restart("hashblock", "rawblock");
            WaitForCount(tool, AsksMempool, times);
            sent.Add(_node.SendTransaction().Id);
            tool.Output.WaitFor(line => line.StartsWith($$"""{"event":"mempool","state":"live","count":{{sent.Count}},""", StringComparison.Ordinal));
            Restart("sequence");
            SendUntilSeen(tool, sent);
        }
        Assert.That(tool.Signal(15), Is.Zero, tool.Error.ToString);
        Assert.That(File.ReadAllLines(file), Is.EquivalentTo(sent.Select(id => $"{id}")));
    }

    [Test]
    public void Blocks_are_asked_for_while_the_node_publishes_nothing_of_them()
    {
        using Tool tool = Subscribe("--topic", "sequence", "--follow-blocks", "--from-block", $"{_node.Tip}");
        MineUntilSeen(tool);
        Assert.That(tool.Output.All, Has.None.EqualTo(AsksBlocks));
        for (int times = 1; times <= 2; times++)
        {
            Restart("hashblock", "rawblock");
            WaitForCount(tool, AsksBlocks, times);
            tool.Output.WaitFor(line => line == $$"""{"event":"unseen","source":"{{_address}}","topic":"sequence","reason":"the node does not publish sequence"}""");
            _node.Generate(1);
            WaitForTip(tool);
            Restart("sequence");
            MineUntilSeen(tool);
        }
        Assert.That(tool.Signal(15), Is.Zero, tool.Error.ToString);
    }

    /// <summary>There is no handshake after which the node could be asked.</summary>
    [TestCase(true)]
    [TestCase(false)]
    public void The_node_is_asked_while_it_does_not_bind_the_address(bool isElsewhere)
    {
        using Tool tool = Subscribe("--topic", "sequence", "--mempool", "--follow-blocks", "--from-block", $"{_node.Tip}");
        MineUntilSeen(tool);
        string elsewhere = Port.FreeAddress();
        string reason = isElsewhere ? $"there is no connection to {_address}, and the node publishes at {elsewhere}" : "the node does not publish sequence";
        RestartAt(elsewhere, isElsewhere ? ["sequence"] : []);
        WaitForCount(tool, $$"""{"event":"asking","for":"mempool","reason":"{{reason}}"}""", 1);
        WaitForCount(tool, $$"""{"event":"asking","for":"blocks","reason":"{{reason}}"}""", 1);
        _node.SendTransaction();
        tool.Output.WaitFor(line => line.StartsWith("""{"event":"mempool","state":"live","count":1,""", StringComparison.Ordinal));
        _node.Generate(1);
        WaitForTip(tool);
        Restart("sequence");
        MineUntilSeen(tool);
        Assert.That(tool.Signal(15), Is.Zero, tool.Error.ToString);
    }

    private void Restart(params string[] topics) => RestartAt(_address, topics);

    private void RestartAt(string address, string[] topics)
    {
        _node.Stop();
        _node.Launch([.. topics.Select(topic => $"-zmqpub{topic}={address}")]);
        _node.WaitUntilReady();
    }

    private Tool Subscribe(params string[] options)
    {
        Tool tool = Tool.Start(["subscribe", _address, "--json", "--node", $"{_node.RpcAddress}", "--node-cookie", _node.CookieFile, .. options]);
        try
        {
            tool.Output.WaitFor(line => line == """{"event":"live"}""");
            return tool;
        }
        catch
        {
            tool.Dispose();
            throw;
        }
    }

    private void SendUntilSeen(Tool tool, List<Hash256> sent) => PublishUntilSeen(tool, () =>
    {
        sent.Add(_node.SendTransaction().Id);
        return $"{sent[^1]}41";
    });

    private void MineUntilSeen(Tool tool)
    {
        PublishUntilSeen(tool, () => $"{_node.Generate(1)[0]}43");
        WaitForTip(tool);
    }

    // What is published before the subscription has reached the node does not come.
    private static void PublishUntilSeen(Tool tool, Func<string> publish) => Assert.That(
        SpinWait.SpinUntil(
            () =>
            {
                string body = publish();
                return SpinWait.SpinUntil(() => tool.Output.All.Any(line => line.Contains(body, StringComparison.Ordinal)), TimeSpan.FromSeconds(1));
            },
            RegtestNode.Deadline),
        tool.Output.ToString);

    private void WaitForTip(Tool tool)
    {
        string expected = $$"""{"event":"block-connected","height":{{_node.Height}},"hash":"{{_node.Tip}}"}""";
        tool.Output.WaitFor(line => line == expected);
    }

    private static void WaitForCount(Tool tool, string line, int count) => Assert.That(
        SpinWait.SpinUntil(() => tool.Output.All.Count(other => other == line) == count, RegtestNode.Deadline), tool.Output.ToString);
}
