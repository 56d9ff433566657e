using System.Buffers.Binary;

namespace ZmqNative.Bitcoin;

/// <summary>The fields of a block's 80-byte header that are used here.</summary>
/// <param name="Hash">The double SHA-256 of the 80 bytes.</param>
/// <param name="Version">From version 2 on the coinbase may begin with the height (BIP 34).</param>
/// <param name="Previous">The parent's hash; zero for a genesis block.</param>
/// <param name="MerkleRoot">The root of the merkle tree over the txids.</param>
/// <param name="Bits">The target in compact form.</param>
internal readonly record struct BlockHeader(Hash256 Hash, int Version, Hash256 Previous, Hash256 MerkleRoot, uint Bits)
{
    public const int Length = 80;
    public const int MerkleRootOffset = 36;
    public const int BitsOffset = 72;

    /// <summary>Reads exactly <see cref="Length"/> bytes.</summary>
    public static BlockHeader Read(ReadOnlySpan<byte> header) => new(
        DoubleSha256.Hash(header[..Length]),
        BinaryPrimitives.ReadInt32LittleEndian(header),
        new Hash256(header.Slice(4, Hash256.Length)),
        new Hash256(header.Slice(MerkleRootOffset, Hash256.Length)),
        BinaryPrimitives.ReadUInt32LittleEndian(header[BitsOffset..]));
}
