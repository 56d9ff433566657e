using ZmqNative.Bitcoin;
using ZmqNative.Node.Relay;
using ZmqNative.Node.Rpc;
using ZmqNative.Testing;

namespace ZmqNative.NodeTests;

/// <summary>A node followed by RPC that is down, frozen, cut off, pruned, or refuses: the feed says so, and goes on when it can.</summary>
public sealed class PolledFaultTests
{
    // Short enough to notice, long enough for a slow machine: a call that takes longer is a recovery more, which no test counts here.
    private static readonly TimeSpan s_callTimeout = TimeSpan.FromSeconds(3);

    [Test]
    public void Every_change_is_told_once()
    {
        using RegtestNode node = RegtestNode.Start();
        node.Generate(1);
        node.Stop();
        using NodeRpc rpc = node.Connect();
        using PolledRelay relay = new(rpc);
        relay.WaitUntil(() => relay.Statuses.Length > 1, "the feed to miss the node");
        node.Restart();
        relay.WaitFor(FeedState.Live);
        node.Stop();
        relay.WaitFor(FeedState.Recovering);
        node.Restart();
        relay.WaitFor(FeedState.Live);
        relay.End();
        FeedStatus[] statuses = relay.Statuses;
        Assert.That(States(statuses), Is.EqualTo([FeedState.Starting, FeedState.Live, FeedState.Recovering, FeedState.Live, FeedState.Stopped]));
        Assert.That(statuses.Zip(statuses.Skip(1)).Where(pair => pair.First == pair.Second), Is.Empty);
        string authority = node.RpcAddress.GetLeftPart(UriPartial.Authority);
        Assert.That(statuses[1].Reason, Does.StartWith($"The node at {authority} does not answer: "));
        Assert.That(statuses.First(status => status.State == FeedState.Recovering).Reason, Does.StartWith($"The node at {authority} does not answer: "));
    }

    [Test]
    public void A_node_that_is_frozen_with_its_connection_open()
    {
        using RegtestNode node = RegtestNode.Start();
        Hash256[] start = [node.Tip];
        using NodeRpc rpc = new(node.RpcAddress, RpcCredentials.Cookie(node.CookieFile)) { CallTimeout = s_callTimeout };
        using PolledRelay relay = new(rpc);
        relay.WaitFor(FeedState.Live);
        relay.WaitForChain(start, node.Generate(1)[0]);
        node.Freeze();
        relay.WaitFor(FeedState.Recovering);
        node.Thaw();
        relay.WaitForChain(start, node.Generate(3)[2]);
        relay.WaitFor(FeedState.Live);
    }

    [Test]
    public void A_cookie_that_the_node_does_not_accept_until_it_does()
    {
        using RegtestNode node = RegtestNode.Start();
        string cookie = Path.Combine(node.DataFolder, "other");
        File.WriteAllText(cookie, "__cookie__:wrong");
        using NodeRpc rpc = new(node.RpcAddress, RpcCredentials.Cookie(cookie)) { CallTimeout = RegtestNode.Deadline };
        using PolledRelay relay = new(rpc);
        relay.WaitUntil(() => relay.Statuses[^1].Reason.EndsWith($"the node does not accept the cookie in {cookie}.", StringComparison.Ordinal), "the refusal");
        File.Copy(node.CookieFile, cookie + ".tmp");
        File.Move(cookie + ".tmp", cookie, overwrite: true);
        relay.WaitFor(FeedState.Live);
        relay.WaitForChain([node.Tip], node.Generate(1)[0]);
    }

    [Test]
    public void A_node_that_refuses_the_long_poll()
    {
        using RegtestNode node = RegtestNode.Start("-rpcwhitelist=__cookie__:getbestblockhash,getblockheader,getblock,getblockchaininfo,getmempoolinfo,getrawmempool,"
            + "getrawtransaction,generatetodescriptor,syncwithvalidationinterfacequeue");
        Hash256[] start = [node.Tip];
        using NodeRpc rpc = node.Connect();
        using PolledRelay relay = new(rpc);
        relay.WaitFor(FeedState.Live);
        relay.WaitForChain(start, node.Generate(2)[1]);
        Assert.That(States(relay.Statuses), Is.EqualTo([FeedState.Starting, FeedState.Live]), "a refusal that is got round is no trouble");
    }

    [Test]
    public void Blocks_that_were_pruned_while_the_feed_was_cut_off()
    {
        const int Mined = 700;
        using RegtestNode node = RegtestNode.Start("-prune=1", "-fastprune");
        Hash256[] start = [node.Tip];
        using TestLink link = new($"tcp://127.0.0.1:{node.RpcAddress.Port}");
        using NodeRpc rpc = new(new Uri(link.Address.Replace("tcp:", "http:", StringComparison.Ordinal)), RpcCredentials.Cookie(node.CookieFile)) { CallTimeout = s_callTimeout };
        using PolledRelay relay = new(rpc);
        relay.WaitFor(FeedState.Live);
        link.Pause();
        relay.WaitFor(FeedState.Recovering);
        Hash256[] mined = node.Generate(Mined);
        int pruned = node.Call("pruneblockchain", Mined - 300).GetValue<int>();
        Assert.That(pruned, Is.Positive, "the first blocks were meant to be gone");
        link.Cut();
        link.Resume();
        relay.WaitForChain(start, node.Tip);
        relay.WaitFor(FeedState.Live);
        relay.Recorder.WaitForTip(node.Tip);
        Assert.That(Bodies(relay, "hashblock"), Is.EqualTo(mined.Select(block => $"{block}")));
        Assert.That(Bodies(relay, "rawblock").Count(), Is.EqualTo(Mined - pruned));
        Assert.That(Bodies(relay, "hashtx").Count(), Is.EqualTo(Mined - pruned));
        Assert.That(relay.Statuses.Select(status => status.Reason), Has.Some.Contains($"does not have block {pruned} any more, {mined[pruned - 1]}"));
    }

    [Test]
    public void Tips_of_an_initial_download_are_not_told()
    {
        using RegtestNode node = RegtestNode.Start();
        node.Call("setmocktime", 1_600_000_000);
        Hash256[] mined = node.Generate(3);
        node.Flush();
        // A tip of years ago, by the true time: the node takes itself to be behind.
        node.Restart();
        Assert.That(node.Call("getblockchaininfo")["initialblockdownload"]!.GetValue<bool>());
        Hash256[] start = [node.BlockAt(0), .. mined];
        using NodeRpc rpc = node.Connect();
        using PolledRelay relay = new(rpc);
        relay.WaitFor(FeedState.Live);
        node.Invalidate(mined[1]);
        relay.WaitForChain(start, mined[0]);
        node.Reconsider(mined[1]);
        relay.WaitForChain(start, mined[2]);
        Hash256[] last = node.Generate(1);
        relay.Recorder.WaitForTip(last[0]);
        Assert.That(Bodies(relay, "sequence").Where(body => body[0] == 'C'), Is.EqualTo([$"C {mined[1]}", $"C {mined[2]}", $"C {last[0]}"]));
        Assert.That(Bodies(relay, "hashblock"), Is.EqualTo([$"{last[0]}"]));
        Assert.That(Bodies(relay, "rawblock").Count(), Is.EqualTo(1));
    }

    [Test]
    public void It_runs_once()
    {
        using NodeRpc rpc = new(new Uri("http://127.0.0.1:1"), RpcCredentials.Password("nobody", ""));
        using PolledRelay relay = new(rpc);
        relay.End();
        Assert.That(() => relay.RunAgain(), Throws.InvalidOperationException);
        Assert.That(relay.Statuses[^1].State, Is.EqualTo(FeedState.Stopped));
    }

    private static IEnumerable<string> Bodies(PolledRelay relay, string topic) => relay.Recorder.Lines.Where(line => line.Topic == topic).Select(line => line.Body);

    // Without those that differ in the reason only.
    private static IEnumerable<FeedState> States(FeedStatus[] statuses) =>
        statuses.Where((status, i) => i == 0 || statuses[i - 1].State != status.State).Select(status => status.State);
}
