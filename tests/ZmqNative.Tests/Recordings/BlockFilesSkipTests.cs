using ZmqNative.Bitcoin;
using ZmqNative.Node.Recordings;

namespace ZmqNative.Tests.Recordings;

/// <summary>What a crash leaves between the blocks is skipped, as bitcoind skips it, and said.</summary>
public class BlockFilesSkipTests
{
    private static readonly IReadOnlyList<byte[]> _chain = Regtest.Chain;
    private readonly List<byte> _file = [];
    private TempFolder _folder = null!;

    [SetUp]
    public void CreateFolder()
    {
        _folder = new TempFolder();
        _file.Clear();
    }

    [TearDown]
    public void DeleteFolder() => _folder?.Dispose();

    [Test]
    public void The_rest_of_an_overwritten_block()
    {
        Append(Record(0), Record(3)[60..], Record(1));
        Expect(2, $"offset {Record(0).Length}: skipped {Record(3).Length - 60} bytes that are no block.");
    }

    [Test]
    public void A_gap_of_zeros_longer_than_what_is_read_at_once()
    {
        Append(Record(0), new byte[200_000], Record(1));
        Expect(2, $"offset {Record(0).Length}: skipped 200000 zeros.");
    }

    [Test]
    public void A_magic_across_the_end_of_what_is_read_at_once()
    {
        for (int before = 0x1_0000 - 4; before <= 0x1_0000; before++)
        {
            _file.Clear();
            byte[] rest = [.. Enumerable.Repeat((byte)1, before)];
            Append(Record(0), rest, Record(1));
            Expect(2, $"offset {Record(0).Length}: skipped {before} bytes that are no block.");
        }
    }

    [Test]
    public void A_block_of_which_only_frame_and_header_were_written()
    {
        Append(Record(0), Record(1)[..88], Record(1), Record(2));
        // What the frame claims lies over the next block, and is left where that one's bytes do not fit.
        _folder.Write("blk00000.dat", [.. _file]);
        using BlockFiles feed = _folder.Open();
        Assert.That(feed.Skipped, Is.Not.Empty);
        Assert.That(feed.BlocksInChain, Is.Positive);
    }

    [Test]
    public void A_repeated_block_is_read_once_and_the_copy_is_used_where_the_first_is_damaged()
    {
        byte[] damaged = Record(1);
        damaged[^1] ^= 1;
        Append(Record(0), damaged, Record(1), Record(2));
        Expect(3, $"offset {Record(0).Length + Record(1).Length + 8}: skipped block {Regtest.HashOf(_chain[1])}, which was found before.");
    }

    [Test]
    public void A_last_block_that_the_files_end_cuts_off()
    {
        Append(Record(0), Record(1), Record(2)[..^1]);
        Expect(2, $"offset {Record(0).Length + Record(1).Length}: skipped the rest of the file, which holds no whole block.");
    }

    [Test]
    public void A_last_block_that_is_cut_off_in_the_space_allocated_ahead()
    {
        Append(Record(0), Record(1), [.. Record(2)[..^100], .. new byte[10_000]]);
        _folder.Write("blk00000.dat", [.. _file]);
        using BlockFiles feed = _folder.Open();
        Assert.That(feed.BlocksInChain, Is.EqualTo(2));
        Assert.That(feed.Skipped, Has.One.Items.And.One.StartsWith($"blk00000.dat, offset {Record(0).Length + Record(1).Length + 8}: ").And.One.EndsWith(" The block is skipped."));
        Assert.That(RecordingListener.Replay(feed).Blocks, Has.Count.EqualTo(2));
    }

    [Test]
    public void What_stands_before_the_first_block_of_a_known_network()
    {
        Append([1, 2, 3], Record(0));
        Expect(1, "offset 0: skipped 3 bytes that are no block.");
    }

    [Test]
    public void What_stands_in_the_space_allocated_ahead()
    {
        Append(Record(0), new byte[100_000], [7, 0]);
        Expect(1, $"offset {Record(0).Length}: skipped the rest of the file, which holds no whole block.");
    }

    [Test]
    public void A_block_without_work()
    {
        byte[] block = [.. _chain[1]];
        for (block[76] = 0; ProofOfWork.IsMet(Regtest.HashOf(block), Regtest.EasiestBits); block[76]++)
        {
        }
        Append(Record(0), TempFolder.Frame(TempFolder.Regtest, block));
        Expect(1, $"offset {Record(0).Length}: skipped the rest of the file, which holds no whole block.");
    }

    [Test]
    public void All_of_it_under_a_key_where_only_zeros_are_not_masked()
    {
        byte[] key = [1, 2, 3, 4, 5, 6, 7, 8];
        byte[] before = TempFolder.Xor([.. Record(0), .. Record(5)[50..], .. Record(1)], key);
        byte[] after = TempFolder.Xor([.. new byte[before.Length + 1000], .. Record(2)], key)[(before.Length + 1000)..];
        _folder.Write("xor.dat", key);
        Append(before, new byte[1000], after, new byte[5000]);
        Expect(
            3,
            $"offset {Record(0).Length}: skipped {Record(5).Length - 50} bytes that are no block.",
            $"offset {before.Length}: skipped 1000 zeros.");
    }

    private static byte[] Record(int height) => TempFolder.Frame(TempFolder.Regtest, _chain[height]);

    private void Append(params byte[][] pieces) => _file.AddRange(pieces.SelectMany(piece => piece));

    private void Expect(int blocks, params string[] skipped)
    {
        _folder.Write("blk00000.dat", [.. _file]);
        using BlockFiles feed = _folder.Open();
        Assert.That(feed.Skipped, Is.EqualTo(skipped.Select(text => $"blk00000.dat, {text}")));
        Assert.That(RecordingListener.Replay(feed).Blocks.Select(block => block.Hash), Is.EqualTo(_chain.Take(blocks).Select(block => Regtest.HashOf(block))));
    }
}
