using ZmqNative.Bitcoin;
using ZmqNative.Node.Relay;
using ZmqNative.Node.Rpc;
using ZmqNative.Publishing;

namespace ZmqNative.NodeTests;

/// <summary>
/// Beside a real node with a high water mark, three subscribers lose most of a block and have all of it in the end: what came out is
/// compared with what the same node published at addresses without a mark.
/// </summary>
public sealed class FillNodeTests
{
    private const int Fan = 252;
    private const int Subscribers = 3;

    private string _marked = null!;
    private string _whole = null!;
    private string _blocks = null!;
    private RegtestNode _node = null!;
    private Queue<Coin> _coins = null!;

    // A socket has the mark of the first topic at its address, in the order hashblock, hashtx, rawblock, rawtx, sequence.
    private void StartNode(int mark)
    {
        (_marked, _whole, _blocks) = (Port.FreeAddress(), Port.FreeAddress(), Port.FreeAddress());
        _node = RegtestNode.Start(
        [
            $"-zmqpubhashblockhwm={mark}", "-zmqpubhashtxhwm=0", $"-zmqpubhashblock={_marked}", $"-zmqpubhashblock={_blocks}",
            .. from topic in (string[])["hashtx", "rawblock", "rawtx", "sequence"]
               from address in (string[])[_marked, _whole]
               select $"-zmqpub{topic}={address}",
        ]);
        _node.Generate(130);
    }

    [TearDown]
    public void EndNode() => _node?.Dispose();

    /// <summary>Core's default mark.</summary>
    [TestCase(100, 50, 6_000, 1_000, Category = "Long")]
    public void Nothing_is_missing_behind_a_mark(int blocks, int reorganisations, int transactions, int mark) =>
        Compare(blocks, reorganisations, transactions, mark, reader => Assert.That(reader.Missing, Is.Zero, $"{reader}"));

    /// <summary>
    /// An announcement may stay in a gap: whether Core made it is not certain without its C. So may what returns
    /// at a reorganisation, where a subscriber that gets too little processor time has lost sequence, too.
    /// </summary>
    [TestCase(2, 0, 2_000, 100)]
    [TestCase(2, 1, 2_000, 1_000)]
    public void No_transaction_is_missing_behind_a_mark(int blocks, int reorganisations, int transactions, int mark) =>
        Compare(blocks, reorganisations, transactions, mark, reader => Assert.That(
            !reader.Lacks("hashtx") && !reader.Lacks("rawtx") || (reorganisations > 0 && reader.Lacks("sequence")), $"{reader}"));

    /// <summary>So much is lost that not everything is certain: the rest is in gaps, each of its length.</summary>
    [TestCase(20)]
    [TestCase(1_000)]
    public void What_is_not_certain_stays_in_exact_gaps(int mark) => Compare(1, 2, 2_000, mark, _ => { });

    private void Compare(int blocks, int reorganisations, int transactions, int mark, Action<FillReader> check)
    {
        StartNode(mark);
        MakeCoins(transactions);
        using NodeRpc rpc = _node.Connect();
        using FillReader whole = new(null, _whole, _blocks);
        FillReader[] marked = [.. Enumerable.Range(0, Subscribers).Select(_ => new FillReader(rpc, _marked))];
        try
        {
            foreach (FillReader reader in marked.Append(whole))
            {
                reader.WaitUntilJoined(_node);
            }
            for (int i = 0; i < blocks; i++)
            {
                Mine(transactions);
            }
            for (int i = 0; i < reorganisations; i++)
            {
                Reorganise(transactions);
            }
            // What is missing before these shows. To a reader that has not caught up they would not come, either.
            Assert.That(
                SpinWait.SpinUntil(
                    () =>
                    {
                        _node.GenerateWith();
                        return marked.All(reader => reader.ComesToBlock(_node.Tip, TimeSpan.FromSeconds(2)));
                    },
                    RegtestNode.Deadline),
                "the readers catch up");
            Hash256 last = _node.SendTransaction(_coins.Dequeue(), fee: 10_000).Id;
            foreach (FillReader reader in marked.Append(whole))
            {
                reader.WaitFor(last);
            }
            whole.WaitForBlock(_node.Tip);
            Assert.That(whole.Recovered, Is.Zero);
            foreach (FillReader reader in marked)
            {
                TestContext.Out.WriteLine(reader);
                Assert.That(reader.Faults, Is.Empty);
                Assert.That(reader.DifferenceTo(whole), Is.Null);
                check(reader);
            }
            Assert.That(mark == 1_000 || marked.Any(reader => reader.Recovered > 0), "The mark was too high to lose anything.");
        }
        finally
        {
            Array.ForEach(marked, reader => reader.Dispose());
        }
    }

    /// <summary>
    /// Nothing is missing. Where an announcement is not certain, counters restart instead, and the relay publishes
    /// the blocks whose announcement is missing: their transactions come again.
    /// </summary>
    [Test]
    public void A_relay_publishes_what_the_node_dropped_with_counters_of_its_own()
    {
        const string Any = "tcp://127.0.0.1:*";
        StartNode(mark: 100);
        MakeCoins(2_000);
        using NodeRpc rpc = _node.Connect();
        RunningNode feed = new(rpc, _marked, fillGaps: true);
        using NotificationInterface notifications = new(
            new ZmqNotificationOptions
            {
                PubHashBlock = [Any],
                PubHashTransaction = [Any],
                PubRawBlock = [Any],
                PubRawTransaction = [Any],
                PubSequence = [Any],
                PubHashBlockHighWatermark = 0,
                ThrowOnStartFailure = true,
            },
            new NotifierFactories(feed.TryReadBlock));
        notifications.Initialize();
        using FillReader whole = new(null, _whole, _blocks), relayed = new(null, notifications.GetBoundEndpoint(Any));
        using CancellationTokenSource end = new();
        Task running = Task.Run(() => feed.RunAsync(notifications, end.Token));
        whole.WaitUntilJoined(_node);
        relayed.WaitUntilJoined(_node);
        Mine(2_000);
        Mine(2_000);
        _node.GenerateWith();
        Hash256 last = _node.SendTransaction(_coins.Dequeue(), fee: 10_000).Id;
        whole.WaitFor(last);
        relayed.WaitFor(last);
        // What is missing of the last block shows with the next one.
        do
        {
            _ = _node.Generate(1);
        }
        while (!relayed.ComesToBlock(_node.Tip, TimeSpan.FromSeconds(2)));
        whole.WaitForBlock(_node.Tip);
        last = _node.SendTransaction(_coins.Dequeue(), fee: 10_000).Id;
        whole.WaitFor(last);
        relayed.WaitFor(last);
        end.Cancel();
        Assert.That(running.Wait(RegtestNode.Deadline));
        Assert.That(relayed.Faults, Has.All.StartsWith("PublisherRestarted").Or.Contain(" 0 instead of "));
        bool isWhole = relayed.Faults.Length == 0;
        foreach (string topic in (string[])["hashblock", "hashtx", "rawblock", "rawtx", "sequence"])
        {
            string[][] lives = relayed.Lives(topic);
            string[] all = whole.Lives(topic).Single(), came = [.. lives.SelectMany(life => life)];
            string[] due = all[Array.IndexOf(all, came[0])..];
            if (isWhole || topic is "hashblock" or "rawblock")
            {
                Assert.That(due.Except(came), Is.Empty, $"{topic}: {relayed}");
            }
            foreach (string[] life in lives)
            {
                Assert.That(CountInOrder(life, due), Is.EqualTo(life.Length), $"{topic}: in the node's order, and nothing twice");
            }
        }
        Assert.That(relayed.Lives("hashtx").Sum(life => life.Length), Is.GreaterThan(4_000));
        Assert.That(relayed.Lives("rawtx").Sum(life => life.Length), Is.GreaterThan(4_000));
    }

    private static int CountInOrder(string[] part, string[] whole)
    {
        int found = 0;
        foreach (string body in whole)
        {
            found += found < part.Length && part[found] == body ? 1 : 0;
        }
        return found;
    }

    private void MakeCoins(int count)
    {
        Spend[] fans = [.. Enumerable.Range(0, (count / Fan) + 2).Select(_ => new Spend(_node.TakeCoin(), Fan, fee: 100_000))];
        _node.GenerateWith(fans);
        _coins = new Queue<Coin>(fans.SelectMany(fan => fan.Outputs));
    }

    private Spend[] SpendCoins(int count)
    {
        Spend[] spends = [.. Enumerable.Range(0, count).Select(_ => new Spend(_coins.Dequeue(), outputs: 1, fee: 1_000))];
        Array.ForEach(spends, spend => _coins.Enqueue(spend.Outputs[0]));
        return spends;
    }

    private void Mine(int transactions) => _node.GenerateWith(SpendCoins(transactions));

    // The block is left and taken back: its transactions return to the mempool in between.
    private void Reorganise(int transactions)
    {
        Hash256 first = _node.GenerateWith(SpendCoins(transactions));
        _node.GenerateWith();
        _node.Invalidate(first);
        _node.Generate(1);
        _node.Reconsider(first);
    }
}
