using ZmqNative.Bitcoin;

namespace ZmqNative.Node.Recordings;

/// <summary>
/// A block in a file: its header and its position. Its body is read when it is needed.
/// </summary>
internal sealed class BlockRecord(BlockFile file, long offset, int length, BlockHeader header)
{
    public BlockFile File => file;

    /// <summary>Where the block begins in its file, behind magic and length.</summary>
    public long Offset => offset;

    public int Length => length;

    public BlockHeader Header => header;

    /// <summary>
    /// The same block at another place, read if it is damaged here; null when there is none.
    /// </summary>
    public BlockRecord? Copy { get; set; }

    /// <summary>
    /// The previous block; null for a genesis block or if that block was not found.
    /// </summary>
    public BlockRecord? Parent { get; set; }

    /// <summary>
    /// The work of this block and all blocks found below it; 0 until it is computed.
    /// </summary>
    public UInt128 ChainWork { get; set; }

    /// <summary>Reads the bytes.</summary>
    /// <param name="raw">Exactly <see cref="Length"/> bytes.</param>
    /// <exception cref="InvalidDataException">The file cannot be read.</exception>
    public void CopyTo(Span<byte> raw) => file.Read(offset, raw);

    /// <summary>Parses the bytes and checks them.</summary>
    /// <exception cref="InvalidDataException">
    /// The file has changed, or the block is damaged.
    /// </exception>
    public Block Parse(byte[] raw)
    {
        Block block;
        try
        {
            block = Block.Parse(raw);
        }
        catch (InvalidDataException e)
        {
            throw new InvalidDataException($"{this}: {e.Message}", e);
        }
        return block.Hash == header.Hash
            ? block : throw file.Error(offset, $"block {header.Hash}, as a moment ago", $"{block.Hash}");
    }

    /// <summary>The place: <c>blk00000.dat, offset 8</c>.</summary>
    public override string ToString() => $"{file.Name}, offset {offset}";
}
