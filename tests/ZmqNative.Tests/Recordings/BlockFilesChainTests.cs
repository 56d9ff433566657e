using ZmqNative.Bitcoin;
using ZmqNative.Node.Recordings;

namespace ZmqNative.Tests.Recordings;

public class BlockFilesChainTests
{
    private static readonly IReadOnlyList<byte[]> _chain = Regtest.Chain;
    private TempFolder _folder = null!;

    [SetUp]
    public void CreateFolder() => _folder = new TempFolder();

    [TearDown]
    public void DeleteFolder() => _folder?.Dispose();

    [Test]
    public void Blocks_in_any_order_and_file_come_out_as_the_chain()
    {
        byte[][] shuffled = [.. _chain];
        new Random(1).Shuffle(shuffled);
        WriteFile(0, shuffled[..40]);
        WriteFile(1, shuffled[40..90]);
        WriteFile(2, shuffled[90..]);

        ExpectChain(_chain, firstHeight: 0);
    }

    [Test]
    public void A_block_that_is_there_twice_is_connected_once()
    {
        WriteFile(0, [.. _chain.Take(10), .. _chain.Skip(5).Take(5), _chain[0]]);
        WriteFile(1, [.. _chain.Take(3)]);

        Assert.That(ExpectChain(_chain.Take(10), firstHeight: 0).BlocksFound, Is.EqualTo(10));
    }

    [Test]
    public void Space_allocated_ahead_is_skipped_and_so_are_empty_files()
    {
        byte[] key = [1, 2, 3, 4, 5, 6, 7, 8];
        _folder.Write("xor.dat", key);
        _folder.Write("blk00000.dat", [.. TempFolder.Xor(TempFolder.Frame(TempFolder.Regtest, Memory(_chain.Take(5))), key), .. new byte[200_000]]);
        _folder.Write("blk00001.dat", [.. TempFolder.Xor(TempFolder.Frame(TempFolder.Regtest, Memory(_chain.Skip(5).Take(5))), key), 0, 0, 0]);
        _folder.Write("blk00002.dat", new byte[100_000]);
        _folder.Write("blk00003.dat", []);
        _folder.Write("blk.dat", [1]);
        _folder.Write("rev00000.dat", [1]);
        _folder.Write("blk0000x.dat", [1]);

        ExpectChain(_chain.Take(10), firstHeight: 0);
    }

    [Test]
    public void The_chain_with_more_work_wins_though_another_is_longer_and_was_first()
    {
        Hash256 fork = Regtest.HashOf(_chain[4]);
        List<byte[]> longer = Regtest.MineChain(fork, 6, salt: 1);
        List<byte[]> harder = Regtest.MineChain(fork, 1, salt: 2, Regtest.HarderBits);
        WriteFile(0, [.. _chain.Take(5), .. longer, .. harder]);

        BlockFiles feed = ExpectChain([.. _chain.Take(5), .. harder], firstHeight: 0);

        Assert.That((feed.BlocksFound, feed.BlocksInChain), Is.EqualTo((12, 6)));
    }

    [Test]
    public void Of_two_chains_with_equal_work_the_first_seen_wins()
    {
        Hash256 fork = Regtest.HashOf(_chain[4]);
        byte[] one = Regtest.Mine(fork, salt: 1);
        byte[] other = Regtest.Mine(fork, salt: 2);

        WriteFile(0, [.. _chain.Take(5), one, other]);
        ExpectChain([.. _chain.Take(5), one], firstHeight: 0);
        WriteFile(0, [.. _chain.Take(5), other, one]);
        ExpectChain([.. _chain.Take(5), other], firstHeight: 0);
    }

    [Test]
    public void A_file_number_beyond_five_digits_comes_after_those_below()
    {
        Hash256 fork = Regtest.HashOf(_chain[4]);
        _folder.Write("blk100000.dat", TempFolder.Frame(TempFolder.Regtest, Regtest.Mine(fork, salt: 1)));
        _folder.Write("blk99999.dat", TempFolder.Frame(TempFolder.Regtest, Regtest.Mine(fork, salt: 2)));
        WriteFile(0, [.. _chain.Take(5)]);

        ExpectChain([.. _chain.Take(5), Regtest.Mine(fork, salt: 2)], firstHeight: 0);
    }

    [Test]
    public void Blocks_that_nothing_connects_are_left_out()
    {
        WriteFile(0, [.. _chain.Take(4), .. _chain.Skip(10).Take(20)]);

        Assert.That(ExpectChain(_chain.Skip(10).Take(20), firstHeight: 10).BlocksFound, Is.EqualTo(24));
    }

    [Test]
    public void A_chain_whose_parent_is_unknown_begins_at_the_height_in_its_coinbase()
    {
        WriteFile(0, [.. _chain.Skip(40)]);
        ExpectChain(_chain.Skip(40), firstHeight: 40);
        WriteFile(0, [.. _chain.Skip(7)]);
        ExpectChain(_chain.Skip(7), firstHeight: 7);
    }

    [TestCase(1, "03a08601", 1)]
    [TestCase(2, "03a08601", 100_000)]
    [TestCase(2, "04ffff001d", 1)]
    public void Without_a_height_in_the_coinbase_it_begins_at_1(int version, string script, int height)
    {
        byte[] lowest = Regtest.Mine(Regtest.HashOf(_chain[9]), version: version, coinbaseScript: script);
        WriteFile(0, [lowest]);
        ExpectChain([lowest], height);
    }

    [Test]
    public void Any_network_magic_will_do_and_blocks_with_another_are_skipped()
    {
        _folder.Write("blk00000.dat", TempFolder.Frame(0xc0ffee11, Memory(_chain.Take(5))));
        _folder.Write("blk00001.dat", TempFolder.Frame(0xc0ffee11, Memory(_chain.Skip(5).Take(1))));
        ExpectChain(_chain.Take(6), firstHeight: 0);

        _folder.Write("blk00001.dat", TempFolder.Frame(0xc0ffee12, Memory(_chain.Skip(5).Take(1))));
        Assert.That(ExpectChain(_chain.Take(5), firstHeight: 0).Skipped, Is.EqualTo(
            ["blk00001.dat, offset 0: skipped the rest of the file, which holds no whole block."]));
    }

    [Test]
    public void A_file_of_an_unknown_network_is_told_from_one_with_a_single_block()
    {
        string two = _folder.Write("two", TempFolder.Frame(0x01000000, Memory(_chain.Take(2))));
        string one = _folder.Write("one", TempFolder.Frame(0x01000000, Memory(_chain.Take(1))));
        string padded = _folder.Write("padded", [.. TempFolder.Frame(0x01000000, Memory(_chain.Take(1))), 0, 0]);
        string raw = _folder.Write("raw", _chain[0]);

        using BlockFiles fromTwo = BlockFiles.Open(two), fromOne = BlockFiles.Open(one), fromPadded = BlockFiles.Open(padded), fromRaw = BlockFiles.Open(raw);

        Assert.That((fromTwo.BlocksInChain, fromOne.BlocksInChain, fromPadded.BlocksInChain, fromRaw.BlocksInChain), Is.EqualTo((2, 1, 1, 1)));
    }

    [Test]
    public void A_single_block_beside_a_key_is_read_as_it_is()
    {
        _folder.Write("xor.dat", [1, 2, 3, 4, 5, 6, 7, 8]);
        using BlockFiles feed = BlockFiles.Open(_folder.Write("raw", _chain[0]));
        Assert.That(feed.BlocksInChain, Is.EqualTo(1));
    }

    [Test]
    public void The_scan_says_how_far_it_is_after_each_file()
    {
        WriteFile(0, [.. _chain.Take(5)]);
        WriteFile(1, [.. _chain.Skip(5).Take(2)]);
        var heard = new List<(long, double)>();
        long[] sizes = [.. Directory.GetFiles(_folder.Path).Order(StringComparer.Ordinal).Select(file => new FileInfo(file).Length)];

        using BlockFiles feed = BlockFiles.Open(_folder.Path, new Scan(heard));

        Assert.That(heard, Is.EqualTo(new[] { (5L, (double)sizes[0] / sizes.Sum()), (7L, 1.0) }));
    }

    private static IEnumerable<ReadOnlyMemory<byte>> Memory(IEnumerable<byte[]> blocks) => blocks.Select(block => new ReadOnlyMemory<byte>(block));

    private void WriteFile(int number, byte[][] blocks) => _folder.Write($"blk{number:d5}.dat", TempFolder.Frame(TempFolder.Regtest, Memory(blocks)));

    private BlockFiles ExpectChain(IEnumerable<byte[]> blocks, int firstHeight)
    {
        using BlockFiles feed = _folder.Open();
        IEnumerable<string> connected = RecordingListener.Replay(feed).Lines.Where(line => line.StartsWith("connected", StringComparison.Ordinal));
        Assert.That(connected, Is.EqualTo(blocks.Select((block, i) => RecordingListener.Connected(Regtest.HashOf(block), firstHeight + i))));
        return feed;
    }

    private sealed class Scan(List<(long, double)> heard) : IProgress<(long, double)>
    {
        public void Report((long, double) value) => heard.Add(value);
    }
}
