using ZmqNative.Bitcoin;
using ZmqNative.Node.Relay;
using ZmqNative.Node.Rpc;

namespace ZmqNative.NodeTests;

/// <summary>A node followed by RPC alone, and what it publishes itself: the same blocks in the same order and bytes, and in the end the same mempool.</summary>
public sealed class PolledNodeTests
{
    private static readonly string[] s_topics = ["hashblock", "hashtx", "rawblock", "rawtx", "sequence"];

    private string _address = null!;
    private RegtestNode _node = null!;
    private NodeRpc _rpc = null!;
    private PolledRelay _relay = null!;
    private Recorder _own = null!;
    private Hash256[] _start = null!;

    // Where the messages begin that are to be compared, in both.
    private int _ownMark, _relayMark;

    [SetUp]
    public void Start()
    {
        _address = Port.FreeAddress();
        _node = RegtestNode.Start([.. s_topics.Select(topic => $"-zmqpub{topic}={_address}"), "-zmqpubhashblockhwm=0"]);
        _node.Generate(110);
        _node.Flush();
        _rpc = _node.Connect();
        _relay = new PolledRelay(_rpc);
        _relay.WaitFor(FeedState.Live);
        _start = [.. Enumerable.Range(0, 111).Select(_node.BlockAt)];
        _own = new Recorder(_address);
        Align();
    }

    [TearDown]
    public void End()
    {
        _own?.Dispose();
        _relay?.Dispose();
        _rpc?.Dispose();
        _node?.Dispose();
    }

    [Test]
    public void Blocks_with_and_without_transactions_one_by_one_and_five_at_once()
    {
        Follow(() => _node.Generate(1));
        Spend split = Follow(() => _node.SendTransaction(outputs: 20));
        Follow(() => _node.Generate(1));
        foreach (Coin coin in split.Outputs)
        {
            _node.SendTransaction(coin);
        }
        Follow(() => _node.Generate(5));
        Follow(() => _node.GenerateWith(new Spend(_node.TakeCoin(), 252, 100_000)));
        Compare();
    }

    [TestCase(1)]
    [TestCase(2)]
    [TestCase(3)]
    public void A_reorganisation_whose_transactions_return(int depth)
    {
        for (int i = 0; i < depth; i++)
        {
            Spend split = _node.SendTransaction(outputs: 3);
            _node.SendTransaction(split.Outputs[0]);
            Follow(() => _node.Generate(1));
        }
        Hash256 left = _node.BlockAt(_node.Height - depth + 1);
        Replace(left, depth);
        Follow(() => _node.Generate(1));
        Hash256 right = _node.BlockAt(_node.Height - depth);
        // To a better branch and back in one step each.
        Follow(() => _node.Invalidate(right));
        Follow(() => _node.Reconsider(left));
        Follow(() => _node.Reconsider(right));
        Compare();
    }

    [Test]
    public void An_invalidation_that_makes_room_for_another_branch()
    {
        Hash256 first = Follow(() => _node.Generate(1))[0];
        Follow(() => _node.Invalidate(first));
        Hash256[] second = Follow(() => _node.Generate(2));
        Follow(() => _node.Reconsider(first));
        Assert.That(_node.Tip, Is.EqualTo(second[1]));
        Follow(() => _node.Invalidate(second[0]));
        Assert.That(_node.Tip, Is.EqualTo(first), "the node was meant to go back by itself");
        Compare();
    }

    [Test]
    public void A_node_that_is_stopped_and_comes_back_with_new_blocks()
    {
        _node.SendTransaction();
        Follow(() => _node.Generate(2));
        Compare();
        _node.Stop();
        _relay.WaitFor(FeedState.Recovering);
        _node.Restart();
        Follow(() => _node.Generate(5));
        _relay.WaitFor(FeedState.Live);
        Align();
        Replace(_node.Tip, 2);
        _node.SendTransaction();
        Follow(() => _node.Generate(1));
        Compare();
    }

    [Test]
    public void A_node_that_is_killed_and_has_lost_its_newest_blocks()
    {
        Hash256[] lost = [.. Enumerable.Range(111, _node.Height - 110).Select(_node.BlockAt)];
        _node.Kill9();
        _node.Restart();
        Assert.That(_node.Height, Is.EqualTo(110), "the blocks were meant to be lost");
        Hash256[] mined = Follow(() => _node.Generate(4));
        Assert.That(_relay.Recorder.Lines.Where(line => line.Body[0] == 'D').Select(line => line.Body[2..]), Is.EqualTo(lost.Reverse().Select(block => $"{block}")));
        Assert.That(_relay.Recorder.Lines.Where(line => line.Topic == "hashblock").Select(line => line.Body).TakeLast(4), Is.EqualTo(mined.Select(block => $"{block}")));
        Assert.That(_relay.Statuses.Where(status => status.State == FeedState.Recovering).Select(status => status.Reason), Has.Some.Contains($"{lost[^1]}"));
        Align();
        _node.SendTransaction();
        Follow(() => _node.Generate(1));
        Compare();
    }

    [Test]
    public void The_mempool_is_the_nodes_when_it_is_quiet()
    {
        WaitForMempool();
        Coin contested = _node.TakeCoin();
        Coin coin = _node.TakeCoin();
        Spend last = _node.SendTransaction();
        Spend[] chain = [.. Enumerable.Range(0, 20).Select(_ => last = _node.SendTransaction(last.Outputs[0]))];
        Spend[] removed = [_node.SendTransaction(contested), _node.SendTransaction(coin)];
        WaitForMempool();
        ulong[] sequences = [.. Changes('A').Select(one => one.MempoolSequence)];
        Assert.That(sequences, Is.Ordered.And.Unique);
        Assert.That(sequences[^1] + 1, Is.EqualTo(_node.Call("getrawmempool", false, true)["mempool_sequence"]!.GetValue<ulong>()));
        // Replaced, one in conflict with a block, the rest confirmed and returned.
        _node.SendTransaction(coin, fee: 400_000);
        WaitForMempool();
        Follow(() => _node.GenerateWith(new Spend(contested, 2, 300_000)));
        WaitForMempool();
        Follow(() => _node.Generate(1));
        WaitForMempool();
        Follow(() => _node.Invalidate(_node.Tip));
        WaitForMempool();
        Follow(() => _node.Generate(1));
        _node.SendTransaction();
        _node.SendTransaction();
        WaitForMempool();
        Assert.That(Changes('R').Select(one => one.Id).Where(id => id != default), Is.EquivalentTo(removed.Select(spend => spend.Id)), "being mined is no removal");
        // It comes back with its mempool from disk, and then without any.
        _node.Restart();
        _node.SendTransaction();
        WaitForMempool();
        _node.Kill9();
        _node.Restart();
        WaitForMempool();
        Hash256[] added = [.. Changes('A').Select(one => one.Id)];
        Assert.That(chain.Select(spend => Array.IndexOf(added, spend.Id)), Is.Ordered.And.All.Not.Negative, "parents come first");
    }

    // Step by step: seen at once, the node would seem to have gone over to the other branch in one step.
    private void Replace(Hash256 block, int count)
    {
        Follow(() => _node.Invalidate(block));
        for (int i = 0; i < count; i++)
        {
            Follow(() => _node.GenerateWith());
        }
    }

    private T Follow<T>(Func<T> act)
    {
        T result = act();
        Assert.That(_relay.WaitForChain(_start, _node.Tip), Is.EqualTo(Enumerable.Range(0, _node.Height + 1).Select(_node.BlockAt)));
        return result;
    }

    private void Follow(Action act) => _ = Follow(() =>
    {
        act();
        return 0;
    });

    // Mines until the node is heard; from the end of the next block on both publish the same.
    private void Align()
    {
        int before = _own.Count;
        _own.WaitUntil(() => Follow(() => _node.Generate(1)).Length > 0 && _own.Count > before, "the node's messages");
        Follow(() => _node.GenerateWith());
        (_ownMark, _relayMark) = (_own.WaitForTip(_node.Tip), _relay.Recorder.WaitForTip(_node.Tip));
    }

    private void Compare()
    {
        Follow(() => _node.GenerateWith());
        (int own, int relay) = (_own.WaitForTip(_node.Tip), _relay.Recorder.WaitForTip(_node.Tip));
        Assert.That(WithoutMempool(_relay.Recorder.Lines[_relayMark..relay]), Is.EqualTo(WithoutMempool(_own.Lines[_ownMark..own])));
        (_ownMark, _relayMark) = (own, relay);
    }

    // Leaves out A and R, and the hashtx and rawtx that come directly before an A.
    private static List<(string Topic, string Body)> WithoutMempool((string Topic, string Body)[] lines)
    {
        List<(string Topic, string Body)> blocks = [];
        foreach ((string Topic, string Body) line in lines)
        {
            bool isSequence = line.Topic == "sequence";
            if (isSequence && line.Body[0] == 'A')
            {
                Assert.That(blocks[^2], Is.EqualTo(("hashtx", line.Body.Split(' ')[1])));
                blocks.RemoveRange(blocks.Count - 2, 2);
            }
            else if (!isSequence || line.Body[0] != 'R')
            {
                blocks.Add(line);
            }
        }
        return blocks;
    }

    private IEnumerable<(Hash256 Id, ulong MempoolSequence)> Changes(char label) => _relay.Recorder.Lines
        .Where(line => line.Topic == "sequence" && line.Body[0] == label)
        .Select(line => line.Body.Split(' ')).Select(parts => (Hash256.Parse(parts[1]), ulong.Parse(parts[2])));

    private void WaitForMempool()
    {
        Hash256[] expected = [.. _node.Call("getrawmempool").AsArray().Select(id => Hash256.Parse(id!.GetValue<string>()))];
        _relay.WaitUntil(() => Mempool().SetEquals(expected), $"the node's mempool: {string.Join(' ', expected)}");
    }

    // What a consumer makes of the messages: A adds, R removes, C removes what came before it.
    private HashSet<Hash256> Mempool()
    {
        HashSet<Hash256> mempool = [];
        List<Hash256> block = [];
        foreach ((string topic, string body) in _relay.Recorder.Lines)
        {
            if (topic == "hashtx")
            {
                block.Add(Hash256.Parse(body));
            }
            else if (topic == "sequence")
            {
                switch (body[0])
                {
                    case 'A':
                        Assert.That(mempool.Add(block[^1]), body);
                        break;
                    case 'R':
                        mempool.Remove(Hash256.Parse(body.Split(' ')[1]));
                        break;
                    case 'C':
                        mempool.ExceptWith(block);
                        break;
                }
                block.Clear();
            }
        }
        return mempool;
    }
}
