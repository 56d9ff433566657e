using System.Diagnostics;
using System.Text.Json.Nodes;
using ZmqNative.Bitcoin;

namespace ZmqNative.NodeTests;

/// <summary>
/// Node, relay and subscriber are killed at random beside a real node. The account is the test's own: which blocks it mined, which of
/// them are in the node's final chain, and which came downstream.
/// </summary>
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class KillTests : IDisposable
{
    private static readonly string[] s_topics = ["hashblock", "hashtx", "rawblock", "rawtx", "sequence"];

    private readonly string _upstream = Port.FreeAddress();
    private readonly string _relayed = Port.FreeAddress();
    private readonly Dictionary<Hash256, Hash256> _parents = [];

    // Blocks that have to be downstream, each between two places of what was seen.
    private readonly List<(Hash256 Block, int From, int To)> _due = [];
    private readonly List<Hash256> _mined = [];

    // How often the node has announced each block, by its own log: no subscriber is there as soon as it publishes.
    private readonly Dictionary<Hash256, int> _announced = [];

    // What the subscriber's processes delivered, as one chain above the start.
    private readonly List<Hash256> _delivered = [];
    private RegtestNode _node = null!;
    private Tool? _relay;
    private Tool? _subscriber;
    private KillWatch _watch = null!;
    private int _lifeBegan;

    public void Dispose()
    {
        _relay?.Dispose();
        _subscriber?.Dispose();
        _watch?.Dispose();
        _node?.Dispose();
    }

    [TestCase(12)]
    [TestCase(600, Category = "Long")]
    public void Every_block_of_the_final_chain_comes_downstream_once(int seconds)
    {
        int seed = Random.Shared.Next();
        TestContext.Out.WriteLine($"seed {seed}");
        Random random = new(seed);
        RegtestNode node = _node = RegtestNode.Start([.. s_topics.SelectMany(topic => (string[])[$"-zmqpub{topic}={_upstream}", $"-zmqpub{topic}hwm=0"])]);
        _watch = new KillWatch(_relayed);
        node.Generate(110);
        node.Flush();
        // Reorganisations also reach below the block that the subscriber begins with.
        _delivered.AddRange(Enumerable.Range(1, 110).Select(node.BlockAt));
        StartRelay();
        StartSubscriber();
        int[] counts = new int[5];
        long start = Stopwatch.GetTimestamp();
        while (Stopwatch.GetElapsedTime(start).TotalSeconds < seconds)
        {
            int act = random.Next(5);
            counts[act]++;
            Act(act, random);
        }
        Settle();
        TestContext.Out.WriteLine($"mined, reorganised, nodes, relays, subscribers killed: {string.Join(' ', counts)}");
        AssertDelivered();
        AssertDownstream();
    }

    private void Act(int act, Random random)
    {
        switch (act)
        {
            case 0:
                Mine(random.Next(1, 4));
                break;
            case 1:
                Hash256[] blocks = _node.Reorganise(random.Next(1, 3));
                Note(blocks);
                break;
            case 2:
                if (random.Next(2) == 0)
                {
                    _node.Flush();
                }
                KillNode();
                _node.Launch();
                _node.WaitUntilReady();
                // Sometimes before the relay is there again.
                Mine(random.Next(0, 4));
                break;
            case 3:
                if (random.Next(2) == 0)
                {
                    Settle();
                }
                // What was not settled yet is the subscriber's alone.
                _mined.Clear();
                Assert.That(_relay!.Signal(9), Is.Not.Zero);
                _relay.Dispose();
                Mine(random.Next(0, 3));
                StartRelay();
                break;
            default:
                KillSubscriber();
                Mine(random.Next(0, 3));
                StartSubscriber();
                break;
        }
    }

    private void KillNode()
    {
        const string Connected = "Publish sequence block connect ";
        _node.Kill9();
        foreach (string line in _node.Log.All)
        {
            int place = line.IndexOf(Connected, StringComparison.Ordinal);
            // The last line may be cut.
            if (place >= 0 && Hash256.TryParse(line[(place + Connected.Length)..].Split(' ')[0], out Hash256 block))
            {
                _announced[block] = _announced.GetValueOrDefault(block) + 1;
            }
        }
    }

    private void Mine(int count)
    {
        if (count > 0)
        {
            Note(_node.Generate(count));
        }
    }

    private void Note(Hash256[] blocks)
    {
        foreach (Hash256 block in blocks)
        {
            _parents[block] = Hash256.Parse(_node.Call("getblockheader", $"{block}")["previousblockhash"]!.GetValue<string>());
        }
        _mined.AddRange(blocks);
    }

    private void StartRelay()
    {
        _relay = Tool.Start(["publish", "--node", $"{_node.RpcAddress}", "--node-cookie", _node.CookieFile, "--upstream", _upstream,
            .. s_topics.SelectMany(topic => (string[])[$"-zmqpub{topic}={_relayed}", $"-zmqpub{topic}hwm=0"])]);
        // From the first block that comes through on, all have to.
        _lifeBegan = _watch.Steps.Length;
        _mined.Clear();
        WaitForNext();
        _mined.Clear();
    }

    private void WaitForNext()
    {
        long start = Stopwatch.GetTimestamp();
        while (true)
        {
            Hash256 block = _node.Generate(1)[0];
            Note([block]);
            if (SpinWait.SpinUntil(() => _watch.HasConnected(block), TimeSpan.FromSeconds(2)))
            {
                return;
            }
            if (Stopwatch.GetElapsedTime(start) > RegtestNode.Deadline)
            {
                throw new TimeoutException($"No block came downstream. The relay:\n{_relay}\n{_relay!.Output}\n{_relay.Error}");
            }
        }
    }

    // All that was mined in this life of the relay is due, but for what the node has lost.
    private void Settle()
    {
        WaitForNext();
        Hash256[] mined = [.. _mined.Where(IsInChain)];
        if (!SpinWait.SpinUntil(() => Array.TrueForAll(mined, _watch.HasConnected), RegtestNode.Deadline))
        {
            Assert.Fail($"Missing downstream: {string.Join(' ', mined.Where(block => !_watch.HasConnected(block)))}\n{_relay!.Output}");
        }
        _due.AddRange(mined.Select(block => (block, _lifeBegan, _watch.Steps.Length)));
        _mined.Clear();
    }

    private bool IsInChain(Hash256 block)
    {
        try
        {
            return _node.Call("getblockheader", $"{block}")["confirmations"]!.GetValue<int>() > 0;
        }
        catch (InvalidOperationException)
        {
            return false;
        }
    }

    private void StartSubscriber()
    {
        ReadDelivered();
        // A consumer goes back to a block that the node has.
        while (!IsInChain(_delivered[^1]))
        {
            _delivered.RemoveAt(_delivered.Count - 1);
        }
        _subscriber = Tool.Start("subscribe", _relayed, "--topic", "sequence", "--json", "--follow-blocks", "--from-block", $"{_delivered[^1]}",
            "--node", $"{_node.RpcAddress}", "--node-cookie", _node.CookieFile);
    }

    // It may have ended by itself, where the node has lost the block to follow from before it was asked for it.
    private void KillSubscriber()
    {
        try
        {
            Assert.That(_subscriber!.Signal(9), Is.Not.Zero);
        }
        catch (InvalidOperationException)
        {
            Assert.That(_subscriber!.WaitForExit(), Is.EqualTo(1), _subscriber.Error.ToString);
            Assert.That(_subscriber.Error.ToString(), Does.Contain("The node does not know the block"));
        }
    }

    private void ReadDelivered()
    {
        foreach (string line in _subscriber?.Output.All ?? [])
        {
            if (!line.Contains("\"block-", StringComparison.Ordinal) || !line.EndsWith('}'))
            {
                continue; // Another event, or cut by the kill.
            }
            JsonNode step = JsonNode.Parse(line)!;
            Hash256 block = Hash256.Parse(step["hash"]!.GetValue<string>());
            if (step["event"]!.GetValue<string>() == "block-connected")
            {
                _delivered.Add(block);
            }
            else
            {
                Assert.That(block, Is.EqualTo(_delivered[^1]), "only the tip is disconnected");
                _delivered.RemoveAt(_delivered.Count - 1);
            }
        }
        _subscriber?.Dispose();
        _subscriber = null;
    }

    private void AssertDelivered()
    {
        KillSubscriber();
        StartSubscriber();
        WaitForNext();
        string tip = $"{_node.Tip}";
        _subscriber!.Output.WaitFor(line => line.Contains("\"block-connected\"", StringComparison.Ordinal) && line.Contains(tip, StringComparison.Ordinal));
        Assert.That(_subscriber.Signal(15), Is.Zero, _subscriber.Error.ToString);
        ReadDelivered();
        Assert.That(_delivered, Is.EqualTo(Enumerable.Range(1, _node.Height).Select(_node.BlockAt)), "all blocks, each once, in their order");
    }

    private void AssertDownstream()
    {
        var steps = _watch.Steps;
        (Hash256 Block, int From, int To)[] due = [.. _due.Where(one => IsInChain(one.Block))];
        TestContext.Out.WriteLine($"{due.Length} blocks of the final chain were due downstream, of {_parents.Count} mined; {steps.Count(step => step.Kind == '!')} marks");
        KillNode();
        Assert.That(_announced, Is.Not.Empty, "the node's log has what it announces");
        // A node that was killed may connect blocks again that it had announced in its life before. It may also be back on a block that
        // it had left, without a word: with what it lost it forgets that the block was invalid. Then the relay disconnects what is gone.
        foreach ((Hash256 block, int from, int to) in due)
        {
            char[] own = [.. steps[from..to].Where(step => step.Block == block && step.Kind != '!').Select(step => step.Kind)];
            int again = own.Zip(own.Skip(1)).Count(pair => pair is ('C', 'C')), announced = _announced.GetValueOrDefault(block);
            Assert.That(
                own.Contains('C') && again <= Math.Max(0, announced - 1),
                () => $"{block} of the final chain comes, and again without being disconnected only as the node announced it, {announced} times; "
                    + $"{from} to {to} of\n{string.Join('\n', steps.Select((step, i) => $"{i} {step.Kind} {step.Block}"))}\n{_relay!.Output}\n{_relay.Error}");
        }
        Hash256? tip = null;
        List<string> unmarked = [];
        for (int i = 0; i < steps.Length; i++)
        {
            (char kind, Hash256 block) = steps[i];
            if (kind == '!' || !_parents.TryGetValue(block, out Hash256 parent))
            {
                tip = null;
                continue;
            }
            if (tip is not null && tip != (kind == 'C' ? parent : block))
            {
                unmarked.Add($"{i}: {kind} {block} on {tip}");
            }
            tip = kind == 'C' ? block : parent;
        }
        Assert.That(unmarked, Is.Empty, "a break is marked");
    }
}
