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
        Assert.That(masked.Open, Throws.TypeOf<InvalidDataException>().With.Message.EndsWith(
            "found 1 without a block: xor.dat, the key that bitcoind since version 28 writes beside its block files, is missing."));
    }

    [TestCase(0, ": xor.dat holds zeros, which bitcoind writes where the key was lost; the blocks need the lost one.")]
    [TestCase(1, ": the key in xor.dat may be that of another folder.")]
    public void A_key_that_was_lost_or_is_another(byte value, string hint)
    {
        using TempFolder masked = TempFolder.FromTrace("mine-blocks");
        masked.Write("xor.dat", [value, value, value, value, value, value, value, value]);
        Assert.That(masked.Open, Throws.TypeOf<InvalidDataException>().With.Message.EndsWith($"found 1 without a block{hint}"));
    }

    [TestCase("")]
    [TestCase("Hello")]
    [TestCase("A text file of some length, which is neither a block nor a file of blocks, however often one reads it.")]
    public void A_file_that_is_neither(string text)
    {
        string file = _folder.Write("notes.txt", System.Text.Encoding.ASCII.GetBytes(text));
        Assert.That(() => BlockFiles.Open(file), Throws.TypeOf<InvalidDataException>().With.Message.StartsWith(
            $"{file}: expected a blkNNNNN.dat file (with the xor.dat of its folder beside it) or a file with one block, found neither."));
    }

    [Test]
    public void A_block_longer_than_Core_writes_is_none()
    {
        string file = Path.Combine(_folder.Path, "blk00000.dat");
        byte[] frame = TempFolder.Frame(TempFolder.Regtest, _chain[0]);
        BitConverter.TryWriteBytes(frame.AsSpan(4), 0x200_0001);
        File.WriteAllBytes(file, frame);
        using (FileStream stream = File.OpenWrite(file))
        {
            stream.SetLength(0x300_0000);
        }
        Assert.That(_folder.Open, Throws.TypeOf<InvalidDataException>().With.Message.Contains("found 1 without a block"));
    }

    [Test]
    public void A_damaged_body_ends_the_feed_where_the_block_is_after_those_below_it()
    {
        byte[] file = [.. Two(), .. TempFolder.Frame(TempFolder.Regtest, _chain[2])];
        file[Two().Length - 1] ^= 1;
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
}
