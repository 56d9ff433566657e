using ZmqNative.Bitcoin;
using ZmqNative.Node.Chain;

namespace ZmqNative.NodeTests;

/// <summary>A node that is in its initial download, reindexes, loads a snapshot of the chain's state, or is pruned: what a relay, a follower and a mirror make of it.</summary>
public sealed class NodeStateTests
{
    private static readonly string[] s_topics = ["hashblock", "hashtx", "rawblock", "rawtx", "sequence"];

    private readonly string _upstream = Port.FreeAddress();
    private readonly string _relayed = Port.FreeAddress();

    /// <summary>Every block is connected again, from the first on; follower and mirror end where the node does.</summary>
    [Test]
    public void A_node_that_reindexes()
    {
        using RegtestNode node = Start();
        node.Generate(300);
        node.SendTransaction();
        using Tool relay = StartRelay(node);
        using Capture capture = new(_relayed);
        _ = capture.WaitForBlockOf(node);
        using Watcher watcher = new(node, _relayed);
        watcher.WaitUntilEqual();
        Hash256 tip = node.Tip;
        int height = node.Height, before = capture.Messages.Length;
        node.Stop();
        node.Launch("-reindex");
        node.WaitUntilReady();
        Assert.That(SpinWait.SpinUntil(() => node.Height == height, RegtestNode.Deadline));
        capture.WaitFor($"sequence {tip}43", before);
        Hash256 next = node.Generate(1)[0];
        capture.WaitFor($"hashblock {next}", before);
        string[] again = capture.Messages[before..];
        Assert.That(Enumerable.Range(1, height).Select(node.BlockAt).Where(block => !Array.Exists(again, message => message.StartsWith($"sequence {block}43", StringComparison.Ordinal))), Is.Empty);
        // On its way it goes back with the node, below the block at which the watcher's account begins.
        watcher.WaitUntil(() => watcher.Follower.Tip == node.Tip && watcher.Mirror.State == MempoolState.Live, "follower and mirror");
        relay.Output.WaitFor(line => line == $"Live: Connected to {_upstream}.");
    }

    /// <summary>The chain's tip is old: blocks come by C, and tips are not announced until a young block comes.</summary>
    [Test]
    public void A_node_in_its_initial_download()
    {
        using RegtestNode source = RegtestNode.Start();
        long now = DateTimeOffset.UtcNow.ToUnixTimeSeconds();
        source.Call("setmocktime", now - 200_000);
        source.Generate(50);
        source.Call("setmocktime", 0);
        using RegtestNode node = Start();
        using Tool relay = StartRelay(node);
        using Capture capture = new(_relayed);
        using Watcher watcher = new(node, _relayed);
        for (int height = 1; height <= 50; height++)
        {
            Submit(source, height, node);
        }
        capture.WaitFor($"sequence {source.Tip}43");
        watcher.WaitUntil(() => watcher.Follower.Tip == source.Tip, "the follower to follow");
        Assert.That(node.Call("getblockchaininfo")["initialblockdownload"]!.GetValue<bool>());
        Assert.That(capture.Messages, Has.None.StartsWith("hashblock ").And.None.StartsWith("rawblock "));
        Hash256 young = node.Generate(1)[0];
        capture.WaitFor("rawblock ", capture.WaitFor($"hashblock {young}"));
        watcher.WaitUntilEqual();
        relay.Output.WaitFor(line => line == $"Live: Connected to {_upstream}.");
    }

    /// <summary>The node jumps to the snapshot's block and connects what is above it; blocks below come by another chainstate and are not published.</summary>
    [Test]
    public void A_node_that_loads_a_snapshot()
    {
        const int SnapshotHeight = 110;
        using RegtestNode source = RegtestNode.Start();
        MineSnapshotChain(source, SnapshotHeight);
        string file = Path.Combine(source.DataFolder, "utxo.dat");
        source.Call("dumptxoutset", file, "latest");
        source.Generate(10);
        using RegtestNode node = Start();
        using Tool relay = StartRelay(node);
        using Capture capture = new(_relayed);
        using Watcher watcher = new(node, _relayed);
        for (int height = 1; height <= SnapshotHeight; height++)
        {
            node.Call("submitheader", source.Call("getblockheader", $"{source.BlockAt(height)}", false).GetValue<string>());
        }
        node.Call("loadtxoutset", file);
        Assert.That(node.Height, Is.EqualTo(SnapshotHeight));
        for (int height = SnapshotHeight + 1; height <= source.Height; height++)
        {
            Submit(source, height, node);
        }
        capture.WaitFor($"sequence {source.Tip}43");
        for (int height = 1; height <= SnapshotHeight; height++)
        {
            Submit(source, height, node);
        }
        Hash256 last = node.Generate(1)[0];
        capture.WaitFor("rawblock ", capture.WaitFor($"hashblock {last}"));
        string[] connected = [.. capture.Messages.Where(message => message.StartsWith("sequence ", StringComparison.Ordinal) && message.Split(' ')[1].Length == 66).Select(message => message.Split(' ')[1][..64])];
        string[] expected = [.. Enumerable.Range(SnapshotHeight + 1, node.Height - SnapshotHeight).Select(height => $"{node.BlockAt(height)}")];
        Assert.That(connected, Is.EqualTo(expected[^connected.Length..]), "once, in order, from the first that was subscribed to in time");
        watcher.WaitUntilEqual();
        relay.Output.WaitFor(line => line == $"Live: Connected to {_upstream}.");
    }

    /// <summary>Blocks that a break lost and that the node has pruned meanwhile: their hashes come, and what is missing is said.</summary>
    [Test]
    public void A_node_that_has_pruned_what_was_lost()
    {
        using RegtestNode node = Start("-prune=1", "-fastprune");
        node.Generate(110);
        using ZmqNative.Testing.TestLink link = new(_upstream);
        using Tool relay = StartRelay(node, link.Address);
        using Capture capture = new(_relayed);
        _ = capture.WaitForBlockOf(node);
        link.Pause();
        Hash256[] lost = node.Generate(500);
        int pruned = node.Call("pruneblockchain", node.Height - 290).GetValue<int>();
        Assert.That(pruned, Is.GreaterThan(120));
        link.Cut();
        link.Resume();
        capture.WaitFor($"sequence {lost[^1]}43");
        string said = relay.Output.WaitFor(line => line.StartsWith("Live: ", StringComparison.Ordinal) && line.Contains("the node no longer has them", StringComparison.Ordinal));
        TestContext.Out.WriteLine(said);
        Assert.That(said, Does.Contain($"to {pruned}, ").Or.Contain($"to {pruned - 1}, "));
        Assert.That(lost.Where(block => capture.Messages.Count(message => message.StartsWith($"sequence {block}43", StringComparison.Ordinal)) != 1), Is.Empty, "each block, once");
    }

    private RegtestNode Start(params string[] arguments) => RegtestNode.Start([.. s_topics.SelectMany(topic => (string[])[$"-zmqpub{topic}={_upstream}", $"-zmqpub{topic}hwm=0"]), .. arguments]);

    private Tool StartRelay(RegtestNode node, string? upstream = null)
    {
        Tool relay = Tool.Start(["publish", "--node", $"{node.RpcAddress}", "--node-cookie", node.CookieFile, "--upstream", upstream ?? _upstream,
            .. s_topics.SelectMany(topic => (string[])[$"-zmqpub{topic}={_relayed}", $"-zmqpub{topic}hwm=0"])]);
        relay.Output.WaitFor(line => line.StartsWith("Live: ", StringComparison.Ordinal));
        return relay;
    }

    private static void Submit(RegtestNode source, int height, RegtestNode node) =>
        node.Call("submitblock", source.Call("getblock", $"{source.BlockAt(height)}", 0).GetValue<string>());

    // The chain of Core's unit tests (TestChain100Setup), whose block 110 is in the parameters of regtest: paid to the private key 1,
    // a block a second from that time on.
    private static void MineSnapshotChain(RegtestNode source, int height)
    {
        const string Script = "pk(0279be667ef9dcbbac55a06295ce870b07029bfcdb2dce28d959f2815b16f81798)#gn28ywm7";
        for (int i = 0; i < height; i++)
        {
            source.Call("setmocktime", 1_598_887_952 + i);
            source.Call("generatetodescriptor", 1, Script);
        }
        source.Call("setmocktime", 0);
        Assert.That($"{source.Tip}", Is.EqualTo("696e92821f65549c7ee134edceeeeaaa4105647a3c4fd9f298c0aec0ab50425c"));
    }
}
