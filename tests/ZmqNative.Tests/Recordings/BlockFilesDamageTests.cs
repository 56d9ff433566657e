using CsCheck;
using ZmqNative.Node.Recordings;
using ZmqNative.Tests.Bitcoin;

namespace ZmqNative.Tests.Recordings;

/// <summary>Whatever a file holds, its blocks are read, or it is refused with one <see cref="InvalidDataException"/>.</summary>
public class BlockFilesDamageTests
{
    private static readonly byte[] _mainnet = TempFolder.Frame(TempFolder.Mainnet, RealBlocks.ReadMany().Take(4));
    private static readonly byte[] _regtest = TempFolder.Frame(TempFolder.Regtest, Regtest.Chain.Take(8).Select(block => new ReadOnlyMemory<byte>(block)));
    private TempFolder _folder = null!;

    [SetUp]
    public void CreateFolder() => _folder = new TempFolder();

    [TearDown]
    public void DeleteFolder() => _folder?.Dispose();

    [TestCase(50)]
    [TestCase(1, Category = "Long")]
    public void A_file_cut_anywhere_is_read_up_to_the_block_that_is_cut(int step)
    {
        List<int> ends = [];
        for (int end = 0; end < _mainnet.Length; ends.Add(end))
        {
            end += 8 + BitConverter.ToInt32(_mainnet, end + 4);
        }
        // Around the ends of the frames each length is tried.
        IEnumerable<int> lengths = Enumerable.Range(0, _mainnet.Length + 1)
            .Where(length => length % step == 0 || ends.Prepend(0).Any(end => Math.Abs(length - end) <= 90));
        foreach (int length in lengths)
        {
            Assert.That(Blocks(_mainnet[..length]), Is.EqualTo(ends.Count(end => end <= length)), $"cut to {length} bytes");
        }
    }

    [Test]
    public void Any_bit_flipped_in_mainnet_blocks_is_noticed() =>
        Gen.Int[0, (_mainnet.Length * 8) - 1].Sample(bit => Blocks(WithFlippedBit(_mainnet, bit)) < 4, iter: 800);

    [Test]
    public void Regtest_blocks_with_bits_flipped_are_read_or_refused() =>
        Gen.Int[0, (_regtest.Length * 8) - 1].Array[1, 4].Sample(bits => Blocks(bits.Aggregate(_regtest, WithFlippedBit)) is >= 0 and <= 8, iter: 800);

    [Test]
    public void Random_bytes_are_refused() => Gen.Byte.Array[0, 500].Sample(bytes => Blocks(bytes) == 0, iter: 500);

    [Test]
    public void Random_bytes_after_a_block_are_skipped()
    {
        byte[] first = TempFolder.Frame(TempFolder.Regtest, Regtest.Chain[0]);
        Gen.Byte[1, 255].Array[1, 500].Sample(bytes => Blocks([.. first, .. bytes]) == 1, iter: 500);
    }

    [Test]
    public void The_scan_needs_memory_for_headers_only()
    {
        // A file of 24 MB that is one block as far as its frame says.
        byte[] frame = TempFolder.Frame(TempFolder.Regtest, Regtest.Chain[0]);
        BitConverter.TryWriteBytes(frame.AsSpan(4), 24_000_000 - 8);
        string file = _folder.Write("blk00000.dat", frame);
        using (FileStream stream = File.OpenWrite(file))
        {
            stream.SetLength(24_000_000);
        }
        var scan = new BlockScan();
        using var blockFile = new BlockFile(file, new byte[8]);
        long before = GC.GetAllocatedBytesForCurrentThread();

        scan.AddFramed(blockFile);

        Assert.That(GC.GetAllocatedBytesForCurrentThread() - before, Is.LessThan(20_000));
        Assert.That(scan.Found, Has.Count.EqualTo(1));
    }

    /// <summary>How many blocks come out of a file; 0 when it is refused.</summary>
    private int Blocks(byte[] bytes)
    {
        string file = _folder.Write($"{Guid.NewGuid()}.dat", bytes);
        try
        {
            using BlockFiles feed = BlockFiles.Open(file);
            return RecordingListener.Replay(feed).Blocks.Count;
        }
        catch (InvalidDataException e) when (e.Message.EndsWith('.'))
        {
            return 0;
        }
        finally
        {
            File.Delete(file);
        }
    }

    private static byte[] WithFlippedBit(byte[] bytes, int bit)
    {
        byte[] flipped = [.. bytes];
        flipped[bit / 8] ^= (byte)(1 << (bit % 8));
        return flipped;
    }
}
