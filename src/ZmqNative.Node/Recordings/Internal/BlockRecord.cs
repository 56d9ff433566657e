using System.Buffers;
using ZmqNative.Bitcoin;

namespace ZmqNative.Node.Recordings;

/// <summary>
/// A block in a file: its header and its position. Its body is read when it is needed.
/// </summary>
internal sealed class BlockRecord(BlockFile file, long offset, int length, BlockHeader header)
{
    public BlockFile File { get; } = file;

    public int Length { get; } = length;

    public BlockHeader Header { get; } = header;

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
    public void CopyTo(Span<byte> raw) => File.Read(offset, raw);

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
            throw new InvalidDataException($"{File.Name}, offset {offset}: {e.Message}", e);
        }
        return block.Hash == Header.Hash
            ? block : throw File.Error(offset, $"block {Header.Hash}, as a moment ago", $"{block.Hash}");
    }

    /// <summary>Reads the bytes again, into a body outside the managed heap.</summary>
    /// <exception cref="InvalidDataException">The file cannot be read or has changed.</exception>
    public void ReadAgain(IBufferWriter<byte> body)
    {
        Span<byte> raw = body.GetSpan(Length)[..Length];
        CopyTo(raw);
        if (BlockHeader.Read(raw).Hash != Header.Hash)
        {
            throw File.Error(offset, $"block {Header.Hash}, as before", "another");
        }
        body.Advance(Length);
    }
}
