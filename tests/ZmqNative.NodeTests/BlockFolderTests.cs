using System.Buffers;
using System.Buffers.Binary;
using ZmqNative.Bitcoin;
using ZmqNative.Node.Recordings;

namespace ZmqNative.NodeTests;

/// <summary>A folder of blocks that a crash left in disorder: we read the blocks that bitcoind reads with -reindex.</summary>
public sealed class BlockFolderTests
{
    private const int Blocks = 20;
    private const int FrameLength = 8;

    [Test]
    public void What_bitcoind_reads_again_is_read()
    {
        using RegtestNode node = RegtestNode.Start();
        _ = node.Generate(Blocks);
        node.Stop();
        string folder = Path.Combine(node.DataFolder, "blocks");
        Disorder(folder);
        File.WriteAllText(Path.Combine(Path.GetDirectoryName(node.DataFolder)!, "bitcoin.conf"), "reindex=1\n");
        node.Launch();
        node.WaitUntilReady();
        // The last block is cut off.
        Assert.That(node.Height, Is.EqualTo(Blocks - 1));
        Hash256 tip = node.Tip;
        byte[] raw = Convert.FromHexString(node.Call("getblock", tip.ToString(), 0).GetValue<string>());
        node.Stop();

        using BlockFiles files = BlockFiles.Open(folder);
        Assert.That((files.BlocksInChain, files.BlocksFound), Is.EqualTo((Blocks, Blocks)));
        Assert.That(files.Skipped, Has.Count.EqualTo(5), string.Join('\n', files.Skipped));
        Assert.That(files.ReadEvents().Count(), Is.EqualTo(2 * Blocks));
        ArrayBufferWriter<byte> body = new();
        Assert.That(files.TryReadBlock(new BlockIndex(tip, Blocks - 1), body));
        Assert.That(body.WrittenSpan.ToArray(), Is.EqualTo(raw));
    }

    // Five places: the rest of an overwritten block, a hole, a repeated block, a block whose first copy is damaged, and a cut last
    // block.
    private static void Disorder(string folder)
    {
        string file = Path.Combine(folder, "blk00000.dat");
        string keyFile = Path.Combine(folder, "xor.dat");
        byte[] key = File.Exists(keyFile) ? File.ReadAllBytes(keyFile) : new byte[FrameLength];
        List<byte[]> records = Records(Mask(File.ReadAllBytes(file), key, 0));
        Assert.That(records, Has.Count.EqualTo(Blocks + 1));
        byte[] damaged = [.. records[3]];
        damaged[^1] ^= 1;
        List<byte> disorder = [];
        void Add(byte[] bytes) => disorder.AddRange(Mask(bytes, key, disorder.Count));
        Add(records[0]);
        Add(records[3][60..]);
        Add(records[1]);
        disorder.AddRange(new byte[500]);
        Add(records[2]);
        Add(records[2]);
        Add(damaged);
        records[3..^1].ForEach(Add);
        Add(records[^1][..^3]);
        File.WriteAllBytes(file, [.. disorder]);
    }

    private static List<byte[]> Records(byte[] file)
    {
        List<byte[]> records = [];
        for (int offset = 0, end; file[offset] == file[0]; offset = end)
        {
            end = offset + FrameLength + BinaryPrimitives.ReadInt32LittleEndian(file.AsSpan(offset + 4));
            records.Add(file[offset..end]);
        }
        return records;
    }

    private static byte[] Mask(byte[] bytes, byte[] key, int offset) =>
        [.. bytes.Select((value, i) => (byte)(value ^ key[(offset + i) % key.Length]))];
}
