using System.Text.Json;
using CsCheck;
using ZmqNative.Bitcoin;
using ZmqNative.Subscribing;
using ZmqNative.Tests.Chain;
using ZmqNative.Tests.Recordings;

namespace ZmqNative.Tests.Subscribing.Filling;

/// <summary>What Core's mark dropped at a block is made from the block, or stays a gap.</summary>
public sealed class GapFillerTests
{
    private static readonly string[][] s_topics =
    [
        [], ["hashtx", "rawblock"], ["hashtx", "sequence"], ["rawtx", "rawblock", "sequence"], ["hashtx", "hashblock"],
        ["hashtx", "rawtx"], ["hashblock", "rawblock", "sequence"],
    ];

    [TestCase(3_000)]
    [TestCase(300_000, Category = "Long")]
    public void Whatever_is_lost_what_comes_out_was_published(int streams) =>
        Gen.Select(Gen.Int, Gen.Int[0, s_topics.Length - 1], Gen.Bool).Sample(IsAsPublished, iter: streams);

    private static bool IsAsPublished(int seed, int topics, bool asks)
    {
        Random random = new(seed);
        BurstNode node = new(s_topics[topics]);
        int began = node.Messages.Count;
        for (int i = random.Next(1, 30); i > 0; i--)
        {
            Act(node, random);
        }
        BurstNode.Published[] arrived = [.. node.Messages.Take(began), .. Lose(node.Messages.Skip(began), random)];
        using FillBench bench = new(asks ? (hash, _) => Task.FromResult(node.Blocks[hash]) : null);
        bench.Feed(arrived);
        bench.Stop();
        return bench.FindFault(node.Messages, arrived) is { } fault
            ? throw new InvalidOperationException($"{fault}\nCame out: {string.Join(", ", bench.Items.Select(Name))}\nPublished:\n{string.Join('\n', node.Messages.Select(message => $"{(arrived.Contains(message) ? ' ' : '-')} {message}"))}") : true;
    }

    [TestCase(3)]
    [TestCase(250)]
    public void What_a_mark_drops_inside_a_burst_is_filled(int transactions)
    {
        Random random = new(transactions);
        BurstNode node = new();
        Enumerable.Range(0, transactions).ToList().ForEach(_ => node.Accept());
        int before = node.Messages.Count;
        node.Connect([.. node.Mempool]);
        int end = node.Messages.Count - 3;
        node.Accept();
        BurstNode.Published[] arrived =
            [.. node.Messages.Where((_, i) => i < before + 2 || i >= end || random.Next(10) == 0)];
        using FillBench bench = new((hash, _) => Task.FromResult(node.Blocks[hash]));
        bench.Feed(arrived);
        bench.WaitUntilSettled();
        Assert.That(bench.Gaps, Is.Empty);
        Assert.That(bench.Items.Select(Name), Is.EqualTo(node.Messages.Select(message => $"{message.Topic} {message.Counter}")));
        Assert.That(bench.FindFault(node.Messages, arrived), Is.Null);
    }

    [Test]
    public void What_a_recorded_node_published_is_never_replaced_by_something_else(
        [Values("mempool-and-block", "rbf-replacement", "mempool-conflict-and-expiry", "initial-block-download-maxtipage", "large-block")] string scenario,
        [Range(1, 10)] int seed)
    {
        BurstNode.Published[] published = [.. TraceRows.Read(scenario, "messages.jsonl").Select(row => Read(scenario, row))];
        BurstNode.Published[] arrived = [.. Lose(published, new Random(seed))];
        using FillBench bench = new();
        bench.Feed(arrived);
        bench.Stop();
        Assert.That(bench.FindFault(published, arrived), Is.Null);
    }

    /// <summary>As a mark of 1,000 does it: the queue takes the beginning, and then some now and then.</summary>
    [Test]
    public void A_recorded_block_of_a_megabyte_is_whole_from_its_rawblock()
    {
        const string Scenario = "large-block";
        BurstNode.Published[] published = [.. TraceRows.Read(Scenario, "messages.jsonl").Select(row => Read(Scenario, row))];
        int block = Array.FindLastIndex(published, message => message.Topic == "sequence" && message.Body[32] == 'C');
        int first = block - (2 * 2_201);
        BurstNode.Published[] arrived = [.. published.Where((_, i) => i < first + 1_000 || i >= block || i % 700 < 100)];
        using FillBench bench = new();
        bench.Feed(arrived);
        bench.WaitUntilSettled();
        Assert.That(bench.FindFault(published, arrived), Is.Null);
        Assert.That(bench.Gaps, Is.Empty);
        Assert.That(bench.Items.Select(Name), Is.EqualTo(published.Select(message => $"{message.Topic} {message.Counter}")));
    }

    private static BurstNode.Published Read(string scenario, JsonElement row)
    {
        byte[] body;
        if (row.TryGetProperty("body", out JsonElement hex))
        {
            body = Convert.FromHexString(hex.GetString()!);
        }
        else
        {
            using Stream file = TraceRows.Unzip(Path.Combine(TestData.Trace(scenario), row.Text("body_file")));
            using MemoryStream copy = new();
            file.CopyTo(copy);
            body = copy.ToArray();
        }
        return new BurstNode.Published(row.Text("topic"), BitConverter.ToUInt32(Convert.FromHexString(row.Text("seq"))), body);
    }

    private static string Name(StreamItem item) => item is Notification message ? $"{message.Topic} {message.MessageSequence}" : item is Gap gap ? $"gap {gap.Topic} {gap.Expected} {gap.Received}" : $"{item}";

    private static void Act(BurstNode node, Random random)
    {
        switch (random.Next(10))
        {
            case < 5:
                node.Accept();
                break;
            case 5 when node.Mempool.Count > 0:
                node.Remove();
                break;
            case 6 when node.Height > 1:
                List<FollowBlock> left = node.Invalidate(random.Next(1, Math.Min(4, node.Height)));
                if (random.Next(2) == 0)
                {
                    left.Reverse();
                    left.ForEach(block => node.Connect(block));
                }
                break;
            case 7 when node.Height > 1:
                node.Reorganise(random.Next(1, Math.Min(4, node.Height)), _ => random.Next(4) > 0);
                break;
            default:
                Transaction[] shuffled = [.. node.Mempool];
                if (random.Next(2) == 0)
                {
                    random.Shuffle(shuffled);
                }
                node.Connect(shuffled.Take(random.Next(shuffled.Length + 1)));
                break;
        }
    }

    // Losses come in runs, as when a queue is full.
    private static IEnumerable<BurstNode.Published> Lose(IEnumerable<BurstNode.Published> messages, Random random)
    {
        int share = random.Next(1, 10);
        int left = 0;
        bool isLost = false;
        foreach (BurstNode.Published message in messages)
        {
            if (--left < 0)
            {
                (isLost, left) = (random.Next(10) < share, random.Next(random.Next(1, 20)));
            }
            if (!isLost)
            {
                yield return message;
            }
        }
    }
}
