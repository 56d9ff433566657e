using System.Text.Json;
using ZmqNative.Bitcoin;

namespace ZmqNative.NodeTests;

/// <summary><c>zmqnative subscribe</c> beside a real node.</summary>
public sealed class ToolTests
{
    private string _address = null!;
    private RegtestNode _node = null!;

    [SetUp]
    public void StartNode()
    {
        _address = Port.FreeAddress();
        _node = RegtestNode.Start($"-zmqpubsequence={_address}", $"-zmqpubhashblock={_address}");
        _node.Generate(105);
        _node.Flush();
    }

    [TearDown]
    public void EndNode() => _node?.Dispose();

    [Test]
    public void It_finds_the_publisher_follows_the_chain_and_mirrors_the_mempool()
    {
        string file = Path.Combine(_node.DataFolder, "mempool.txt");
        Hash256 start = _node.BlockAt(103);
        using Tool tool = Subscribe("--topic", "sequence", "--follow-blocks", "--from-block", $"{start}", "--mempool", "--mempool-file", file);
        tool.Output.WaitFor(line => line == $$"""{"event":"block-connected","height":105,"hash":"{{_node.Tip}}"}""");
        tool.Output.WaitFor(line => line.StartsWith("{\"event\":\"mempool\",\"state\":\"live\"", StringComparison.Ordinal));
        Hash256 old = _node.Generate(1)[0];
        tool.Output.WaitFor(line => line == $$"""{"event":"block-connected","height":106,"hash":"{{old}}"}""");
        _node.Reorganise(1);
        Spend[] spends = [_node.SendTransaction(), _node.SendTransaction()];
        tool.Output.WaitFor(line => line == $$"""{"event":"block-disconnected","height":106,"hash":"{{old}}"}""");
        tool.Output.WaitFor(line => line == $$"""{"event":"block-connected","height":107,"hash":"{{_node.Tip}}"}""");
        tool.Output.WaitFor(line => line.Contains($"{spends[1].Id}41", StringComparison.Ordinal));

        _node.Restart();
        Hash256 last = _node.Generate(1)[0];
        tool.Output.WaitFor(line => line == $$"""{"event":"block-connected","height":108,"hash":"{{last}}"}""");
        Spend after = _node.SendTransaction();
        tool.Output.WaitFor(line => line.Contains($"{after.Id}41", StringComparison.Ordinal));
        Assert.That(tool.Signal(15), Is.Zero, tool.Error.ToString);
        Assert.That(File.ReadAllLines(file), Is.EqualTo([$"{after.Id}"]));
        int[] heights = [.. tool.Output.All.Where(line => line.Contains("\"block-", StringComparison.Ordinal)).Select(line => JsonElement.Parse(line).GetProperty("height").GetInt32())];
        Assert.That(heights, Is.EqualTo([104, 105, 106, 106, 106, 107, 108]));
        Assert.That(tool.Output.All, Has.Some.StartsWith("{\"event\":\"restarted\""));
    }

    [Test]
    public void A_topic_the_node_does_not_publish_is_told_at_once()
    {
        using Tool tool = Subscribe("--topic", "hashblock", "--topic", "rawtx");
        tool.Output.WaitFor(line => line == $$"""{"event":"unseen","source":"{{_address}}","topic":"rawtx","reason":"the node does not publish rawtx"}""");
        Assert.That(tool.Signal(15), Is.Zero);
    }

    [Test]
    public void Where_no_message_can_trigger_them_the_node_is_asked_for_chain_and_mempool()
    {
        string address = Port.FreeAddress();
        using RegtestNode silent = RegtestNode.Start($"-zmqpubrawtx={address}");
        silent.Generate(105);
        using Tool tool = Tool.Start(
            "subscribe", "--json", "--node", $"{silent.RpcAddress}", "--node-cookie", silent.CookieFile, "--follow-blocks", "--mempool");
        tool.Output.WaitFor(line => line == """{"event":"asking","for":"blocks","reason":"the node does not publish hashblock, rawblock and sequence"}""");
        tool.Output.WaitFor(line => line == """{"event":"asking","for":"mempool","reason":"the node does not publish sequence"}""");
        tool.Error.WaitFor(line => line == "Asking for mempool every 10 s: the node does not publish sequence.");
        tool.Output.WaitFor(line => line.StartsWith("""{"event":"mempool","state":"live","count":0""", StringComparison.Ordinal));
        Hash256 block = silent.Generate(1)[0];
        tool.Output.WaitFor(line => line == $$"""{"event":"block-connected","height":106,"hash":"{{block}}"}""");
        silent.SendTransaction();
        tool.Output.WaitFor(line => line.StartsWith("""{"event":"mempool","state":"live","count":1""", StringComparison.Ordinal));
        Assert.That(tool.Signal(15), Is.Zero, tool.Error.ToString);
    }

    [Test]
    public void A_topic_that_is_left_out_is_a_reason_to_ask()
    {
        using Tool tool = Subscribe("--topic", "hashblock", "--follow-blocks", "--mempool");
        tool.Output.WaitFor(line => line == """{"event":"asking","for":"mempool","reason":"--topic leaves out sequence"}""");
        Assert.That(tool.Signal(15), Is.Zero, tool.Error.ToString);
        Assert.That(tool.Output.All, Has.None.Contains("\"for\":\"blocks\""));
    }

    [Test]
    public void Without_an_address_it_waits_for_a_node_that_is_down()
    {
        _node.Stop();
        using Tool tool = Subscribe();
        tool.Error.WaitFor(line => line.StartsWith("Waiting for the node at ", StringComparison.Ordinal));
        _node.Launch();
        tool.Output.WaitFor(line => line == """{"event":"live"}""");
        Assert.That(tool.Signal(15), Is.Zero, tool.Error.ToString);
    }

    [TestCase("--topic", "rawblock", "Error: The node at http://127.0.0.1:")]
    // A node writes its cookie when it starts: one that is missing is waited for.
    [TestCase("--node-cookie", "/nowhere", "Error: Waited 1 s for the node at http://127.0.0.1:")]
    public void What_cannot_work_is_one_sentence(string option, string value, string expected)
    {
        (int exitCode, string[] output, string[] error) = Tool.Run(
            ["subscribe", "--json", "--node", $"{_node.RpcAddress}", .. option == "--node-cookie" ? [] : (string[])["--node-cookie", _node.CookieFile], option, value, "--wait", "1"]);
        Assert.That((exitCode, output, error.Length), Is.EqualTo((1, Array.Empty<string>(), 1)));
        Assert.That(error[0], Does.StartWith(expected));
    }

    private Tool Subscribe(params string[] options) =>
        Tool.Start(["subscribe", "--json", "--node", $"{_node.RpcAddress}", "--node-cookie", _node.CookieFile, .. options]);
}
