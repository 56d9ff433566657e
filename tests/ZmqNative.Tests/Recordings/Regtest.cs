using System.Buffers.Binary;
using ZmqNative.Bitcoin;

namespace ZmqNative.Tests.Recordings;

/// <summary>Real regtest blocks, and ones mined on the spot: every second hash meets the target.</summary>
internal static class Regtest
{
    public const uint EasiestBits = 0x207fffff;

    /// <summary>The work of a block with these bits is 256, that of one with the easiest 2.</summary>
    public const uint HarderBits = 0x2000ffff;

    private static readonly Lazy<List<byte[]>> _chain = new(() =>
        [.. TraceRows.Read("mempool-and-block", "blocks.jsonl").Select(row => TraceRows.Body("mempool-and-block", row))]);

    /// <summary>A real chain from the genesis block on.</summary>
    public static IReadOnlyList<byte[]> Chain => _chain.Value;

    public static Hash256 HashOf(ReadOnlySpan<byte> block) => BlockHeader.Read(block).Hash;

    public static byte[] Mine(Hash256 previous, byte salt = 0, uint bits = EasiestBits, int version = 1, string coinbaseScript = "")
    {
        byte[] script = Convert.FromHexString(coinbaseScript);
        byte[] coinbase = [1, 0, 0, 0, 1, .. new byte[32], 255, 255, 255, 255, (byte)script.Length, .. script, 0, 0, 0, 0, 1, .. new byte[8], 1, salt, 0, 0, 0, 0];
        byte[] block = [.. new byte[BlockHeader.Length], 1, .. coinbase];
        Span<byte> header = block;
        BinaryPrimitives.WriteInt32LittleEndian(header, version);
        previous.Span.CopyTo(header[4..]);
        DoubleSha256.Hash(coinbase).Span.CopyTo(header[BlockHeader.MerkleRootOffset..]);
        BinaryPrimitives.WriteUInt32LittleEndian(header[BlockHeader.BitsOffset..], bits);
        for (uint nonce = 0; !ProofOfWork.IsMet(HashOf(block), bits); nonce++)
        {
            BinaryPrimitives.WriteUInt32LittleEndian(header[76..], nonce);
        }
        return block;
    }

    /// <summary>Blocks one on top of the other.</summary>
    public static List<byte[]> MineChain(Hash256 previous, int count, byte salt, uint bits = EasiestBits)
    {
        var blocks = new List<byte[]>();
        for (int i = 0; i < count; i++)
        {
            blocks.Add(Mine(previous, salt, bits));
            previous = HashOf(blocks[^1]);
        }
        return blocks;
    }
}
