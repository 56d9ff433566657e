using System.Diagnostics;
using ZmqNative.Bitcoin;

namespace ZmqNative.NodeTests;

/// <summary><c>publish --node</c> finds out by itself what a node offers.</summary>
public sealed class RunningNodeTests
{
    private readonly string _upstream = Port.FreeAddress();
    private readonly string _relayed = Port.FreeAddress();

    [Test]
    public void A_node_is_asked_where_it_publishes()
    {
        string other = Port.FreeAddress();
        using RegtestNode node = RegtestNode.Start($"-zmqpubhashblock={other}", $"-zmqpubrawtx={_upstream}", $"-zmqpubrawblock={_upstream}", $"-zmqpubsequence={_upstream}");
        using Tool relay = StartRelay(node, $"-zmqpubhashblock={_relayed}", $"-zmqpubhashtx={_relayed}");
        relay.Output.WaitFor(line => line == $"Live: Connected to {_upstream}.");
        using Capture capture = new(_relayed);
        string block = MineUntilSeen(node, capture);
        Assert.That(capture.Messages[..capture.WaitFor($"hashblock {block}")], Has.Some.StartsWith("hashtx ").And.None.StartsWith("sequence "));
        Assert.That(relay.Signal(15), Is.Zero);
    }

    [Test]
    public void Counters_of_its_own_begin_at_zero()
    {
        using RegtestNode node = RegtestNode.Start($"-zmqpubrawblock={_upstream}");
        node.Generate(20);
        using Capture capture = new(_relayed);
        using Tool relay = StartRelay(node, $"-zmqpubhashblock={_relayed}", "--own-counters");
        relay.Output.WaitFor(line => line.StartsWith("Live: ", StringComparison.Ordinal));
        MineUntilSeen(node, capture);
        Assert.That(int.Parse(capture.Messages[0].Split(' ')[2], System.Globalization.CultureInfo.InvariantCulture), Is.LessThan(20));
    }

    [Test]
    public void A_node_that_publishes_nothing_is_asked_for_blocks()
    {
        using RegtestNode node = RegtestNode.Start();
        using Tool relay = StartRelay(node, $"-zmqpubhashblock={_relayed}");
        relay.Output.WaitFor(line => line.StartsWith("Live: ", StringComparison.Ordinal));
        using Capture capture = new(_relayed);
        MineUntilSeen(node, capture);
    }

    [Test]
    public void Topics_spread_over_addresses_are_refused_with_advice()
    {
        string other = Port.FreeAddress();
        using RegtestNode node = RegtestNode.Start($"-zmqpubrawtx={_upstream}", $"-zmqpubsequence={other}");
        using Tool relay = StartRelay(node, $"-zmqpubhashtx={_relayed}", $"-zmqpubsequence={_relayed}");
        Assert.That(relay.WaitForExit(), Is.EqualTo(1));
        Assert.That(relay.Error.All, Is.EqualTo([
            "Error: The node does not publish rawtx, sequence on one address, and messages of several addresses have no common order: "
            + $"put zmqpubrawtx={_upstream} zmqpubsequence={_upstream} into its bitcoin.conf.",
        ]));
    }

    [Test]
    public void Its_own_rpc_answers_bitcoin_cli_with_the_login_of_the_node()
    {
        using RegtestNode node = RegtestNode.Start($"-zmqpubrawblock={_upstream}");
        int port = Port.Free();
        using Tool relay = StartRelay(node, $"-zmqpubhashblock={_relayed}", "--rpcport", $"{port}", "--rpccookiefile", Path.Combine(node.DataFolder, "own"));
        relay.Output.WaitFor(line => line.StartsWith("Live: ", StringComparison.Ordinal));
        string[] arguments = ["-regtest", $"-rpcport={port}", $"-rpccookiefile={node.CookieFile}", "getzmqnotifications"];
        ProcessStartInfo start = new(Path.Combine(Path.GetDirectoryName(Bitcoind.Path)!, "bitcoin-cli"), arguments) { RedirectStandardOutput = true };
        using Process client = Process.Start(start)!;
        string answer = client.StandardOutput.ReadToEnd();
        Assert.That(client.WaitForExit(RegtestNode.Deadline));
        Assert.That(answer, Does.Contain("\"pubhashblock\"").And.Contain($"\"{_relayed}\""));
    }

    private static string MineUntilSeen(RegtestNode node, Capture capture)
    {
        while (true)
        {
            Hash256 block = node.Generate(1)[0];
            if (SpinWait.SpinUntil(() => Array.Exists(capture.Messages, message => message.StartsWith($"hashblock {block}", StringComparison.Ordinal)), TimeSpan.FromSeconds(1)))
            {
                return $"{block}";
            }
        }
    }

    private static Tool StartRelay(RegtestNode node, params string[] options) =>
        Tool.Start(["publish", "--node", $"{node.RpcAddress}", "--node-cookie", node.CookieFile, .. options]);
}
