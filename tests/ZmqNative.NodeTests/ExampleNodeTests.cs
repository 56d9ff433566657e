using System.Globalization;
using System.Text.RegularExpressions;
using ZmqNative.Bitcoin;

namespace ZmqNative.NodeTests;

/// <summary>The examples that need a node, run as they are beside a real one.</summary>
public sealed partial class ExampleNodeTests
{
    private readonly string _address = Port.FreeAddress();

    [Test]
    public void BlockFollower_goes_from_a_height_through_a_reorganisation_and_a_restart()
    {
        using RegtestNode node = RegtestNode.Start($"-zmqpubhashblock={_address}", $"-zmqpubsequence={_address}");
        node.Generate(5);
        using Tool follower = Example.Start("BlockFollower", $"{node.RpcAddress}", node.CookieFile, "2");
        WaitFor(follower, "connected 5 ");
        Assert.That(follower.Output.All[..4], Is.EqualTo((string[])
        [
            $"following from {node.BlockAt(2)} at {_address}",
            .. Enumerable.Range(3, 3).Select(height => Connected(node, height)),
        ]));

        MineUntilSeen(node, follower, block => $"connected {node.Height} {block}");
        node.Generate(1);
        int top = node.Height;
        follower.Output.WaitFor(line => line == Connected(node, top));
        string[] left = [Disconnected(node, top), Disconnected(node, top - 1)];
        node.Invalidate(node.BlockAt(top - 1));
        follower.Output.WaitFor(line => line == left[1]);
        node.GenerateWith();
        node.GenerateWith();
        Hash256 last = node.GenerateWith();
        follower.Output.WaitFor(line => line == $"connected {top + 1} {last}");
        Assert.That(follower.Output.All[^5..], Is.EqualTo((string[])
        [
            .. left,
            .. Enumerable.Range(top - 1, 3).Select(height => Connected(node, height)),
        ]));

        node.Restart();
        MineUntilSeen(node, follower, block => $"connected {node.Height} {block}");
        string[] next = [.. Enumerable.Range(top + 2, node.Height - top - 1).Select(height => Connected(node, height))];
        Assert.That(follower.Output.All[^next.Length..], Is.EqualTo(next));
        AssertEnds(follower, signal: 15);
    }

    [Test]
    public void BlockFollower_names_the_option_that_the_node_lacks()
    {
        using RegtestNode node = RegtestNode.Start();
        using Tool follower = Example.Start("BlockFollower", $"{node.RpcAddress}", node.CookieFile);
        Assert.That(follower.WaitForExit(), Is.EqualTo(1));
        Assert.That(follower.Error.All, Is.EqualTo(
            ["The node publishes neither hashblock nor sequence: set -zmqpubsequence=ADDRESS."]));
    }

    /// <summary>With a transaction, so that the block has a witness to commit to.</summary>
    [Test]
    public void Miner_mines_a_block_by_workers_of_which_one_is_killed()
    {
        using RegtestNode node = RegtestNode.Start();
        node.Generate(101);
        Spend spend = node.SendTransaction();
        int height = node.Height;
        using Tool miner = Example.Start("Miner", "mine", $"{node.RpcAddress}", node.CookieFile, "tcp://127.0.0.1:*", "20");
        string address = miner.Output.WaitFor(line => line.StartsWith("workers: ", StringComparison.Ordinal)).Split(' ')[^1];
        using Tool killed = Example.Start("Miner", "work", address);
        killed.Output.WaitFor(line => line == "searching from nonce 0");
        killed.Send(9);
        using Tool one = Example.Start("Miner", "work", address), two = Example.Start("Miner", "work", address);
        Assert.That(miner.WaitForExit(), Is.Zero, miner.Error.ToString);
        Assert.That(node.Height, Is.EqualTo(height + 1));
        Assert.That(miner.Output.All[^1], Does.Match($"^mined {node.Tip} with nonce \\d+ in range \\d+$"));
        Assert.That($"{node.Tip}", Does.StartWith("0000"));
        Assert.That(node.Call("getblock", $"{node.Tip}")["tx"]!.AsArray().Select(id => (string?)id), Does.Contain($"{spend.Id}"));

        // One that comes when the block is found already waits for another broker.
        foreach (Tool worker in new[] { one, two }.Where(worker => worker.Output.All.Length > 0))
        {
            Assert.That(worker.WaitForExit(), Is.Zero, worker.Error.ToString);
        }
    }

    [Test]
    public void MempoolMirror_counts_what_comes_what_goes_and_what_is_confirmed()
    {
        using RegtestNode node = RegtestNode.Start($"-zmqpubsequence={_address}");
        node.Generate(110);
        using Tool mirror = Example.Start("MempoolMirror", $"{node.RpcAddress}", node.CookieFile);
        mirror.Output.WaitFor(line => line == "snapshot: 0 transactions");
        MineUntilSeen(node, mirror, block => $"block {block}");

        int from = mirror.Output.All.Length;
        node.SendTransaction();
        Coin coin = node.TakeCoin();
        node.SendTransaction(coin);
        node.SendTransaction(coin, fee: 200_000);
        Hash256 block = node.Generate(1)[0];
        string last = WaitFor(mirror, $"block {block} confirmed 2: 0 transactions, ");
        string[] since = [.. mirror.Output.All[from..].TakeWhile(line => line != last), last];
        Match[] lines = [.. since.Select(line => Counts().Match(line))];
        Assert.That(lines.Sum(line => Number(line, 1)), Is.EqualTo(3), "added");
        Assert.That(lines.Sum(line => Number(line, 2)), Is.EqualTo(1), "removed: replaced by a higher fee");

        node.Reorganise(1);
        WaitFor(mirror, $"block {block} disconnected: ");
        WaitFor(mirror, $"block {node.Tip} confirmed 0: 2 transactions, ");

        from = mirror.Output.All.Length;
        node.Restart();
        bool IsResynced() => string.Concat(mirror.Output.All[from..]).Contains("snapshot: ", StringComparison.Ordinal);
        Assert.That(SpinWait.SpinUntil(IsResynced, RegtestNode.Deadline), mirror.Output.ToString);
        MineUntilSeen(node, mirror, empty => $"block {empty}");
        Assert.That(WaitFor(mirror, $"block {node.Tip}"), Does.Contain(": 2 transactions"));
        AssertEnds(mirror, signal: 2);
    }

    [Test]
    public void Behind_the_Relay_are_the_messages_of_the_node_with_its_counters()
    {
        using RegtestNode node = RegtestNode.Start(
            $"-zmqpubrawtx={_address}", $"-zmqpubrawblock={_address}", $"-zmqpubsequence={_address}");
        node.Generate(110);
        using Capture direct = new(_address);
        direct.WaitForBlockOf(node);
        using Tool relay = Example.Start("Relay", $"{node.RpcAddress}", node.CookieFile, "tcp://127.0.0.1:*");
        string started = relay.Output.WaitFor(line => line.Contains(" pubsequence on ", StringComparison.Ordinal));
        relay.Output.WaitFor(line => line.EndsWith($"Live: Connected to {_address}.", StringComparison.Ordinal));
        using Capture behind = new(started.Split(' ')[^1]);
        Hash256 first = behind.WaitForBlockOf(node);

        Spend spend = node.SendTransaction();
        node.Generate(1);
        node.Reorganise(1);
        Hash256 last = node.Generate(1)[0];

        string[] messages = behind.Between($"sequence {first}43", $"sequence {last}43");
        Assert.That(
            messages.Where(message => !message.StartsWith("hash", StringComparison.Ordinal)),
            Is.EqualTo(direct.Between($"sequence {first}43", $"sequence {last}43")));
        Assert.That(messages, Has.Some.StartsWith($"hashtx {spend.Id} "), "derived from rawtx");
        behind.WaitFor($"hashblock {last} ");
        AssertEnds(relay, signal: 15);
    }

    private static string Connected(RegtestNode node, int height) => $"connected {height} {node.BlockAt(height)}";

    private static string Disconnected(RegtestNode node, int height) => $"disconnected {height} {node.BlockAt(height)}";

    private static int Number(Match line, int group) =>
        int.Parse(line.Groups[group].Value, CultureInfo.InvariantCulture);

    private static string WaitFor(Tool example, string beginning) =>
        example.Output.WaitFor(line => line.StartsWith(beginning, StringComparison.Ordinal));

    // A subscription is known to have reached the node when a block has come. Until then blocks are
    // mined, empty so that the mempool stays as it is.
    private static void MineUntilSeen(RegtestNode node, Tool example, Func<Hash256, string> expected)
    {
        DateTime deadline = DateTime.UtcNow + RegtestNode.Deadline;
        while (DateTime.UtcNow < deadline)
        {
            string line = expected(node.GenerateWith());
            bool IsSeen() => example.Output.All.Any(text => text.StartsWith(line, StringComparison.Ordinal));
            if (SpinWait.SpinUntil(IsSeen, TimeSpan.FromSeconds(1)))
            {
                return;
            }
        }
        throw new TimeoutException($"No block was seen. The output is:\n{example.Output}\n{example.Error}");
    }

    private static void AssertEnds(Tool example, int signal)
    {
        Assert.That(example.Signal(signal), Is.Zero, example.Error.ToString);
        Assert.That(example.Error.All, Is.Empty);
    }

    [GeneratedRegex(@": \d+ transactions, (\d+) added, (\d+) removed$")]
    private static partial Regex Counts();
}
