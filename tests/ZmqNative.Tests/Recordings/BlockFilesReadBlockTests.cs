using ZmqNative.Bitcoin;
using ZmqNative.Node.Recordings;
using ZmqNative.Publishing;
using ZmqNative.Tests.Bitcoin;

namespace ZmqNative.Tests.Recordings;

public class BlockFilesReadBlockTests
{
    [Test]
    public void The_block_just_announced_is_handed_over_without_a_copy()
    {
        byte[] expected = RealBlocks.Read(RealBlocks.WithSegwit);
        using BlockFiles feed = BlockFiles.Open(Path.Combine(TestData.Blocks, RealBlocks.WithSegwit));
        Block block = RecordingListener.Replay(feed).Blocks.Single();
        using BlockBody body = new();

        Assert.That(feed.TryReadBlock(new BlockIndex(block.Hash, 0), body), Is.True);

        Assert.That(body.Finish().Span.SequenceEqual(expected));
        Assert.That(body.Finish().Span.Overlaps(block.Transactions[0].Raw.Span));
    }

    [Test]
    public void An_earlier_block_is_read_again_from_its_file()
    {
        using TempFolder folder = TempFolder.FromTrace("mine-blocks");
        using BlockFiles feed = folder.Open();
        RecordingListener heard = RecordingListener.Replay(feed);
        var rows = TraceRows.Read("mine-blocks", "blocks.jsonl");
        using BlockBody body = new();

        for (int height = 0; height < rows.Count; height++)
        {
            Assert.That(feed.TryReadBlock(new BlockIndex(heard.Blocks[height].Hash, height), body), Is.True);
            Assert.That(body.Finish().Span.ToArray(), Is.EqualTo(TraceRows.Body("mine-blocks", rows[height])));
            body.Clear();
        }
    }

    [Test]
    public void A_block_that_is_not_in_the_chain_cannot_be_read()
    {
        using TempFolder folder = TempFolder.FromTrace("mine-blocks");
        using BlockFiles feed = folder.Open();
        Hash256 first = RecordingListener.Replay(feed).Blocks[0].Hash;
        using BlockBody body = new();

        Assert.Multiple(() =>
        {
            Assert.That(feed.TryReadBlock(new BlockIndex(default, 0), body), Is.False);
            Assert.That(feed.TryReadBlock(new BlockIndex(first, 1), body), Is.False);
            Assert.That(feed.TryReadBlock(new BlockIndex(first, -1), body), Is.False);
            Assert.That(feed.TryReadBlock(new BlockIndex(first, 5), body), Is.False);
        });
    }

    [Test]
    public void A_block_whose_file_has_changed_or_gone_cannot_be_read_again()
    {
        using var folder = new TempFolder();
        string changed = folder.Write("blk00000.dat", TempFolder.Frame(TempFolder.Regtest, Regtest.Chain[0]));
        string cut = folder.Write("blk00001.dat", TempFolder.Frame(TempFolder.Regtest, Regtest.Chain[1]));
        string gone = folder.Write("blk00002.dat", TempFolder.Frame(TempFolder.Regtest, Regtest.Chain[2]));
        folder.Write("blk00003.dat", TempFolder.Frame(TempFolder.Regtest, Regtest.Chain[3]));
        using BlockFiles feed = folder.Open();
        RecordingListener heard = RecordingListener.Replay(feed);
        byte[] other = [.. Regtest.Chain[0]];
        other[BlockHeader.MerkleRootOffset] ^= 1;
        File.WriteAllBytes(changed, TempFolder.Frame(TempFolder.Regtest, other));
        File.WriteAllBytes(cut, [1, 2, 3]);
        File.Delete(gone);
        using BlockBody body = new();

        Assert.That(Enumerable.Range(0, 4).Select(height => feed.TryReadBlock(new BlockIndex(heard.Blocks[height].Hash, height), body)),
            Is.EqualTo(new[] { false, false, false, true }));
    }

    [Test]
    public void A_file_that_changes_between_the_scan_and_its_turn_ends_the_feed_with_a_sentence()
    {
        using var folder = new TempFolder();
        byte[] block = Regtest.Chain[1], other = Regtest.Chain[2];
        Assert.That(other, Has.Length.EqualTo(block.Length));
        string file = folder.Write("blk00000.dat", TempFolder.Frame(TempFolder.Regtest, block));
        using BlockFiles feed = folder.Open();
        File.WriteAllBytes(file, TempFolder.Frame(TempFolder.Regtest, other));

        Assert.That(() => RecordingListener.Replay(feed), Throws.TypeOf<InvalidDataException>().With.Message.EqualTo(
            $"blk00000.dat, offset 8: expected block {Regtest.HashOf(block)}, as a moment ago, found {Regtest.HashOf(other)}."));
        File.Delete(file);
        feed.Dispose();
        Assert.That(() => RecordingListener.Replay(feed), Throws.TypeOf<InvalidDataException>().With.Message.StartsWith("blk00000.dat cannot be read: "));
    }
}
