using ZmqNative.Bitcoin;
using ZmqNative.Node.Recordings;
using ZmqNative.Tests.Bitcoin;

namespace ZmqNative.Tests.Recordings;

public class BlockFilesRealTests
{
    [Test]
    public void The_first_255_mainnet_blocks_are_connected_in_order_and_become_the_tip_one_by_one()
    {
        using BlockFiles feed = BlockFiles.Open(Path.Combine(TestData.Blocks, RealBlocks.ManyMainnet));
        string[] hashes = [.. RealBlocks.ReadMany().Select(raw => Block.Parse(raw).Hash.ToString())];
        Assert.That(feed.Progress, Is.EqualTo((0L, 0.0)));

        RecordingListener heard = RecordingListener.Replay(feed);

        // The genesis block is not in the file: the first is taken for block 1, and it has no fork point that is known.
        Assert.That(heard.Lines, Is.EqualTo(hashes.SelectMany((hash, i) => new[]
        {
            RecordingListener.Connected(hash, i + 1),
            RecordingListener.Tip(hash, i + 1, i == 0 ? null : hashes[i - 1], ibd: false),
        })));
        Assert.That((feed.BlocksFound, feed.BlocksInChain), Is.EqualTo((255, 255)));
        Assert.That(feed.Progress, Is.EqualTo((255L, 1.0)));
    }

    [TestCase(RealBlocks.WithoutSegwit, 300025)]
    [TestCase(RealBlocks.Testnet, 928828)]
    [TestCase(RealBlocks.WithSegwit, 574200)]
    public void A_file_with_one_block_is_a_chain_of_one_at_the_height_its_coinbase_says(string file, int height)
    {
        string hash = RealBlocks.Expected(file).GetProperty("hash").GetString()!;
        using BlockFiles feed = BlockFiles.Open(Path.Combine(TestData.Blocks, file));

        RecordingListener heard = RecordingListener.Replay(feed);

        Assert.That(heard.Lines, Is.EqualTo(new[] { RecordingListener.Connected(hash, height), RecordingListener.Tip(hash, height, null, ibd: false) }));
    }

    [TestCase("mine-blocks")]
    [TestCase("large-block")]
    [TestCase("mempool-and-block")]
    [TestCase("initial-block-download-maxtipage")]
    [TestCase("knots-wallet-topics")]
    public void The_chain_in_the_block_files_of_a_node_is_its_active_chain(string scenario)
    {
        using TempFolder folder = TempFolder.FromTrace(scenario);
        Assert.That(File.ReadAllBytes(Path.Combine(folder.Path, "xor.dat")), Is.Not.EqualTo(new byte[8]));
        using BlockFiles feed = folder.Open();
        var active = TraceRows.Read(scenario, "blocks.jsonl").Where(row => row.GetProperty("active").GetBoolean()).ToList();

        RecordingListener heard = RecordingListener.Replay(feed);

        Assert.That(heard.Lines.Where(line => line.StartsWith("connected", StringComparison.Ordinal)),
            Is.EqualTo(active.Select(row => RecordingListener.Connected(row.Text("hash"), row.GetProperty("height").GetInt32()))));
        Assert.That(heard.Blocks.Select(block => block.Transactions.Length), Is.EqualTo(active.Select(row => row.GetProperty("ntx").GetInt32())));
    }

    [Test]
    public void One_block_file_alone_is_read_with_the_key_beside_it()
    {
        using TempFolder folder = TempFolder.FromTrace("mine-blocks");
        using BlockFiles feed = BlockFiles.Open(Path.Combine(folder.Path, "blk00000.dat"));
        Assert.That(feed.BlocksInChain, Is.EqualTo(5));
    }

    [Test]
    public void A_block_that_a_node_invalidated_by_hand_still_has_the_most_work()
    {
        using TempFolder folder = TempFolder.FromTrace("multi-address");
        using BlockFiles feed = folder.Open();
        Assert.That(feed.BlocksInChain, Is.EqualTo(TraceRows.Read("multi-address", "blocks.jsonl").Count));
    }
}
