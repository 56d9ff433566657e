using System.Text.Json;
using ZmqNative.Bitcoin;
using ZmqNative.Node.Recordings;
using ZmqNative.Publishing;

namespace ZmqNative.Tests.Recordings;

public class SessionTraceTests
{
    [TestCaseSource(typeof(TraceRows), nameof(TraceRows.Replayable))]
    public void A_recording_is_told_event_by_event_as_it_was_heard(string scenario)
    {
        var heights = TraceRows.Read(scenario, "blocks.jsonl").ToDictionary(row => row.Text("hash"), row => row.GetProperty("height").GetInt32());
        string[] expected = [.. TraceRows.Read(scenario, "events.jsonl").Where(row => row.Text("kind") == "event").Select(row => Expected(row, heights)).OfType<string>()];
        using SessionTrace feed = SessionTrace.Open(TestData.Trace(scenario));
        Assert.That(feed.Progress, Is.EqualTo((0L, 0.0)));

        RecordingListener heard = RecordingListener.Replay(feed);

        Assert.That(heard.Lines, Is.EqualTo(expected));
        Assert.That(feed.Progress, Is.EqualTo(((long)expected.Length, 1.0)));
    }

    [TestCaseSource(typeof(TraceRows), nameof(TraceRows.Replayable))]
    public void Its_blocks_are_those_of_the_node_and_can_be_read(string scenario)
    {
        var rows = TraceRows.Read(scenario, "blocks.jsonl").ToDictionary(row => row.Text("hash"));
        using SessionTrace feed = SessionTrace.Open(TestData.Trace(scenario));
        List<Block> blocks = RecordingListener.Replay(feed).Blocks;
        using BlockBody body = new();
        Assert.That(blocks, Is.Not.Empty);
        foreach (Block block in blocks)
        {
            body.Clear();
            JsonElement row = rows[block.Hash.ToString()];
            Assert.That(block.Transactions.Length, Is.EqualTo(row.GetProperty("ntx").GetInt32()));
            Assert.That(feed.TryReadBlock(new BlockIndex(block.Hash, 0), body), Is.True);
            Assert.That(body.Finish().Span.SequenceEqual(TraceRows.Body(scenario, row)));
        }
    }

    [Test]
    public void Half_a_line_at_the_end_is_passed_over_in_each_file([Values("events.jsonl", "blocks.jsonl", "txs.jsonl")] string name)
    {
        var trace = MemoryTrace.From("mine-blocks");
        List<string> whole = RecordingListener.Replay(trace.Open()).Lines;
        trace[name] += "{\"i\":99,\"kind\":\"ev";
        Assert.That(RecordingListener.Replay(trace.Open()).Lines, Is.EqualTo(whole));
    }

    [Test]
    public void A_large_block_is_handed_over_without_a_copy()
    {
        using SessionTrace feed = SessionTrace.Open(TestData.Trace("large-block"));
        Block block = RecordingListener.Replay(feed).Blocks.Single();
        using BlockBody body = new();

        Assert.That(feed.TryReadBlock(new BlockIndex(block.Hash, 0), body), Is.True);

        Assert.That(body.Finish().Span.Overlaps(block.Transactions[0].Raw.Span));
        Assert.That(feed.TryReadBlock(new BlockIndex(default, 0), body), Is.False);
    }

    [Test]
    public void A_block_that_is_disconnected_is_the_one_that_was_connected()
    {
        using SessionTrace feed = SessionTrace.Open(TestData.Trace("multi-address"));
        List<Block> blocks = RecordingListener.Replay(feed).Blocks;
        Assert.That(blocks[^1], Is.SameAs(blocks[^2]));
    }

    [Test]
    public void A_recording_need_not_be_a_folder()
    {
        string folder = TestData.Trace("large-block");
        using SessionTrace feed = SessionTrace.Open(name => File.Exists(Path.Combine(folder, name)) ? new MemoryStream(File.ReadAllBytes(Path.Combine(folder, name))) : null);
        Assert.That(RecordingListener.Replay(feed).Lines, Has.Count.EqualTo(2202));
    }

    [Test]
    public void A_transaction_may_be_announced_removed_and_announced_again_with_another_witness()
    {
        (string Txid, string Wtxid, string Row) one = MemoryTrace.Transaction(witness: 0x51), other = MemoryTrace.Transaction(witness: 0x52);
        Assert.That((one.Txid == other.Txid, one.Wtxid == other.Wtxid), Is.EqualTo((true, false)));
        var trace = new MemoryTrace
        {
            ["txs.jsonl"] = one.Row + other.Row,
            ["events.jsonl"] = Event("TransactionAddedToMempool", one.Wtxid, 1) + Event("TransactionRemovedFromMempool", one.Wtxid, 2)
                + Event("TransactionAddedToMempool", other.Wtxid, 3) + Event("TransactionAddedToMempool", one.Wtxid, 4),
        };
        var witnesses = new WitnessListener();

        foreach (Action<INodeEvents> nodeEvent in trace.Open().ReadEvents())
        {
            nodeEvent(witnesses);
        }

        Assert.That(witnesses.Added, Is.EqualTo(new byte[] { 0x51, 0x52, 0x51 }));

        string Event(string name, string wtxid, int sequence) => MemoryTrace.Event(name, $"\"txid\":\"{one.Txid}\",\"wtxid\":\"{wtxid}\",\"mempool_sequence\":{sequence},\"reason\":\"reorg\"");
    }

    [Test]
    public void A_transaction_that_was_there_before_the_recording_may_be_removed()
    {
        const string Txid = "00000000000000000000000000000000000000000000000000000000000000ab";
        var trace = new MemoryTrace
        {
            ["events.jsonl"] = MemoryTrace.Event("TransactionRemovedFromMempool", $"\"txid\":\"{Txid}\",\"wtxid\":\"{Txid}\",\"reason\":\"sizelimit\",\"mempool_sequence\":18446744073709551615"),
        };
        Assert.That(RecordingListener.Replay(trace.Open()).Lines, Is.EqualTo(new[] { RecordingListener.Removed(Txid, "sizelimit", ulong.MaxValue) }));
    }

    [Test]
    public void A_recording_may_begin_in_the_middle_of_a_chain_and_lack_a_block_it_could_not_get()
    {
        JsonElement row = TraceRows.Read("mine-blocks", "blocks.jsonl")[3];
        string missing = new('7', 64);
        var trace = new MemoryTrace
        {
            ["blocks.jsonl"] = row.GetRawText() + "\n" + $"{{\"height\":9,\"hash\":\"{missing}\",\"error\":\"Block not available (pruned data)\"}}\n",
            ["events.jsonl"] = MemoryTrace.Event("UpdatedBlockTip", $"\"hash\":\"{row.Text("hash")}\",\"fork\":\"{row.Text("prev")}\",\"ibd\":false")
                + MemoryTrace.Event("UpdatedBlockTip", $"\"hash\":\"{missing}\",\"fork\":null,\"ibd\":true"),
        };
        SessionTrace feed = trace.Open();
        using BlockBody body = new();

        RecordingListener heard = RecordingListener.Replay(feed);

        Assert.That(heard.Lines, Is.EqualTo(new[]
        {
            RecordingListener.Tip(row.Text("hash"), 3, row.Text("prev"), ibd: false), RecordingListener.Tip(missing, 9, null, ibd: true),
        }));
        Assert.That(heard.Forks[0], Is.EqualTo(new BlockIndex(Hash256.Parse(row.Text("prev")), 2)));
        Assert.That(feed.TryReadBlock(new BlockIndex(Hash256.Parse(missing), 9), body), Is.False);
    }

    private static string? Expected(JsonElement row, Dictionary<string, int> heights) => row.Text("name") switch
    {
        "BlockConnected" => RecordingListener.Connected(row.Text("hash"), row.GetProperty("height").GetInt32()),
        "BlockDisconnected" => RecordingListener.Disconnected(row.Text("hash"), row.GetProperty("height").GetInt32()),
        "UpdatedBlockTip" => RecordingListener.Tip(row.Text("hash"), heights[row.Text("hash")], row.GetProperty("fork").GetString(), row.GetProperty("ibd").GetBoolean()),
        "TransactionAddedToMempool" => RecordingListener.Added(row.Text("txid"), row.GetProperty("mempool_sequence").GetUInt64()),
        "TransactionRemovedFromMempool" => RecordingListener.Removed(row.Text("txid"), row.Text("reason"), row.GetProperty("mempool_sequence").GetUInt64()),
        _ => null,
    };

    private sealed class WitnessListener : INodeEvents
    {
        public List<byte> Added { get; } = [];

        // The last byte of the witness is before the four of the lock time.
        public void TransactionAddedToMempool(Transaction transaction, ulong mempoolSequence) => Added.Add(transaction.Raw.Span[^5]);

        public void TransactionRemovedFromMempool(Transaction transaction, MempoolRemovalReason reason, ulong mempoolSequence)
        {
        }

        public void UpdatedBlockTip(BlockIndex newTip, BlockIndex? fork, bool initialDownload)
        {
        }

        public void BlockConnected(ChainstateRole role, Block block, BlockIndex index)
        {
        }

        public void BlockDisconnected(Block block, BlockIndex index)
        {
        }
    }
}
