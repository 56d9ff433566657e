using ZmqNative.Bitcoin;
using ZmqNative.Node.Recordings;
using ZmqNative.Publishing;

namespace ZmqNative.Tests.Recordings;

public class BlockFilesErrorTests
{
    private static readonly IReadOnlyList<byte[]> _chain = Regtest.Chain;
    private TempFolder _folder = null!;

    [SetUp]
    public void CreateFolder() => _folder = new TempFolder();

    [TearDown]
    public void DeleteFolder() => _folder?.Dispose();

    [Test]
    public void Nothing_at_the_path() => Refused(Path.Combine(_folder.Path, "none"),
        $"{_folder.Path}{Path.DirectorySeparatorChar}none: expected a folder with blkNNNNN.dat files, such a file, or a file with one block, found nothing.");

    [Test]
    public void A_folder_without_block_files() =>
        Refused(_folder.Path, $"{_folder.Path}: expected blkNNNNN.dat files with blocks, found no such file.");

    [Test]
    public void A_folder_whose_block_files_are_empty()
    {
        _folder.Write("blk00000.dat", new byte[1000]);
        _folder.Write("blk00001.dat", []);
        Refused(_folder.Path, $"{_folder.Path}: expected blkNNNNN.dat files with blocks, found 2 without a block.");
    }

    [Test]
    public void A_key_of_the_wrong_length()
    {
        _folder.Write("blk00000.dat", TempFolder.Frame(TempFolder.Regtest, _chain[0]));
        _folder.Write("xor.dat", new byte[7]);
        Refused(_folder.Path, "xor.dat: expected a key of 8 bytes, found 7.");
    }

    [Test]
    public void A_key_that_is_missing()
    {
        using TempFolder masked = TempFolder.FromTrace("mine-blocks");
        File.Delete(Path.Combine(masked.Path, "xor.dat"));
        Assert.That(() => BlockFiles.Open(Path.Combine(masked.Path, "blk00000.dat")), Throws.TypeOf<InvalidDataException>().With.Message.Contains("xor.dat"));
        Assert.That(masked.Open, Throws.TypeOf<InvalidDataException>().With.Message.StartsWith("blk00000.dat, offset 4: expected a block length from 81 to "));
    }

    [TestCase("")]
    [TestCase("Hello")]
    [TestCase("A text file of some length, which is neither a block nor a file of blocks, however often one reads it.")]
    public void A_file_that_is_neither(string text)
    {
        string file = _folder.Write("notes.txt", System.Text.Encoding.ASCII.GetBytes(text));
        Assert.That(() => BlockFiles.Open(file), Throws.TypeOf<InvalidDataException>().With.Message.StartsWith(
            $"{file}: expected a blkNNNNN.dat file (with the xor.dat of its folder beside it) or a file with one block, found neither: notes.txt, offset 0: expected a block"));
    }

    [Test]
    public void A_record_that_does_not_begin_with_the_magic() =>
        RefusedFile([.. Two(), 1, 2, 3, 4, 5, 6, 7, 8], $"blk00000.dat, offset {Two().Length}: expected the network magic fabfb5da, found 01020304.");

    [Test]
    public void A_record_cut_in_its_frame() => RefusedFile([.. Two(), 0xfa, 0xbf, 0xb5],
        $"blk00000.dat, offset {Two().Length}: expected 8 bytes of network magic and length, found the end of the file after 3.");

    [Test]
    public void A_block_longer_than_the_rest_of_the_file() =>
        RefusedFile(Two()[..^1], $"blk00000.dat, offset {8 + _chain[0].Length + 4}: expected a block length from 81 to {_chain[1].Length - 1}, found {_chain[1].Length}.");

    [Test]
    public void A_length_that_no_block_has()
    {
        byte[] file = Two();
        BitConverter.TryWriteBytes(file.AsSpan(4), uint.MaxValue);
        RefusedFile(file, $"blk00000.dat, offset 4: expected a block length from 81 to {file.Length - 8}, found 4294967295.");
    }

    [Test]
    public void A_file_that_begins_with_a_known_magic_is_not_taken_for_a_single_block()
    {
        byte[] file = TempFolder.Frame(TempFolder.Mainnet, _chain[0]);
        string path = _folder.Write("one.dat", file[..^1]);
        Refused(path, $"one.dat, offset 4: expected a block length from 81 to {file.Length - 9}, found {file.Length - 8}.");
    }

    [Test]
    public void A_longer_block_than_Core_writes()
    {
        string file = Path.Combine(_folder.Path, "blk00000.dat");
        byte[] frame = TempFolder.Frame(TempFolder.Regtest, _chain[0]);
        BitConverter.TryWriteBytes(frame.AsSpan(4), 0x200_0001);
        File.WriteAllBytes(file, frame);
        using (FileStream stream = File.OpenWrite(file))
        {
            stream.SetLength(0x300_0000);
        }
        Refused(_folder.Path, "blk00000.dat, offset 4: expected a block length from 81 to 33554432, found 33554433.");
    }

    [Test]
    public void Something_after_the_padding() =>
        RefusedFile([.. Two(), .. new byte[100_000], 7, 0], $"blk00000.dat, offset {Two().Length + 100_000}: expected zeros up to the end of the file, found 07.");

    [Test]
    public void A_block_without_work()
    {
        byte[] block = [.. _chain[1]];
        for (block[76] = 0; ProofOfWork.IsMet(Regtest.HashOf(block), Regtest.EasiestBits); block[76]++)
        {
        }
        RefusedFile(TempFolder.Frame(TempFolder.Regtest, block), $"blk00000.dat, offset 8: expected a block whose hash meets its target 207fffff, found {Regtest.HashOf(block)}.");
    }

    [Test]
    public void A_damaged_body_ends_the_feed_where_the_block_is_after_those_below_it()
    {
        byte[] file = Two();
        file[^1] ^= 1;
        _folder.Write("blk00000.dat", file);
        using BlockFiles feed = _folder.Open();
        var heard = new RecordingListener();

        Assert.That(() =>
        {
            foreach (Action<INodeEvents> nodeEvent in feed.ReadEvents())
            {
                nodeEvent(heard);
            }
        }, Throws.TypeOf<InvalidDataException>().With.Message.StartsWith($"blk00000.dat, offset {8 + _chain[0].Length + 8}: byte 36 of the block: expected the merkle root"));
        Assert.That(heard.Lines, Has.Count.EqualTo(2));
    }

    private static byte[] Two() => TempFolder.Frame(TempFolder.Regtest, _chain[0], _chain[1]);

    private static void Refused(string path, string message) =>
        Assert.That(() => BlockFiles.Open(path), Throws.TypeOf<InvalidDataException>().With.Message.EqualTo(message));

    private void RefusedFile(byte[] file, string message)
    {
        _folder.Write("blk00000.dat", file);
        Refused(_folder.Path, message);
    }
}
