using System.Buffers.Binary;
using ZmqNative.Bitcoin;

namespace ZmqNative.Node.Recordings;

/// <summary>
/// The first pass over block files: finds every block and reads its header, but no body.
/// </summary>
internal sealed class BlockScan
{
    /// <summary>
    /// The greatest valid block length in bytes, which is Core's limit for its own files
    /// (MAX_SIZE).
    /// </summary>
    public const int LongestBlock = 0x200_0000;

    // A header and a number of transactions.
    private const int ShortestBlock = BlockHeader.Length + 1;

    private const int MagicLength = sizeof(uint);
    private const int FrameLength = 8;

    // Mainnet, testnet3, testnet4, regtest, signet.
    private uint[] _magics = [0xf9beb4d9, 0x0b110907, 0x1c163f28, 0xfabfb5da, 0x0a03cf40];

    private readonly Dictionary<Hash256, BlockRecord> _byHash = [];

    // One for all places that are skipped: a damaged file has many.
    private byte[]? _buffer;

    /// <summary>Every different block, in the order found.</summary>
    public List<BlockRecord> Found { get; } = [];

    /// <summary>One sentence for each place that is no block, or a block found before.</summary>
    public List<string> Skipped { get; } = [];

    /// <summary>
    /// One sentence for each record that is framed as a block and is none: its header does not meet
    /// its own target, or it is cut off. What it occupies is among <see cref="Skipped"/>.
    /// </summary>
    public List<string> Damaged { get; } = [];

    /// <summary>Whether a file begins with a record, of whatever network.</summary>
    public static bool IsFramed(BlockFile file) => ReadRecord(file, 0, file.GetLength()) is not null;

    /// <summary>
    /// Finds the blocks of a file of records: magic, length (32 bits, little-endian), block. What
    /// is no such record is skipped up to the next, as in Core (LoadExternalBlockFile).
    /// </summary>
    public void AddFramed(BlockFile file)
    {
        long fileLength = file.GetLength();
        for (long offset = 0; offset < fileLength;)
        {
            if (ReadRecord(file, offset, fileLength) is (var magic, { } record) && Expects(magic))
            {
                _magics = [magic];
                Add(record);
                offset += FrameLength + record.Length;
            }
            else
            {
                offset = SkipToRecord(file, offset, fileLength);
            }
        }
    }

    /// <summary>Adds a whole file as one block, if it can be one.</summary>
    public void AddRaw(BlockFile file)
    {
        if (file.GetLength() is >= ShortestBlock and <= LongestBlock and var length
            && ReadHeader(file, 0) is { } header)
        {
            Add(new BlockRecord(file, 0, (int)length, header));
        }
    }

    // Until the first record is found, the magic of any known network will do, or whatever a first
    // file begins with.
    private bool Expects(uint magic) => Found.Count == 0 || magic == _magics[0];

    private void Add(BlockRecord record)
    {
        if (_byHash.TryAdd(record.Header.Hash, record))
        {
            Found.Add(record);
            return;
        }
        Skipped.Add($"{record}: skipped block {record.Header.Hash}, which was found before.");
        BlockRecord first = _byHash[record.Header.Hash];
        (record.Copy, first.Copy) = (first.Copy, record);
    }

    /// <summary>Notes what is skipped; the offset of the next record, or of the file's end.</summary>
    private long SkipToRecord(BlockFile file, long start, long fileLength)
    {
        byte[] buffer = _buffer ??= new byte[0x1_0000];
        (long next, long used) = (fileLength, fileLength);
        for (long offset = start; next == fileLength && offset < fileLength;)
        {
            Span<byte> chunk = buffer.AsSpan(0, file.ReadMasked(offset, buffer));
            if (chunk.IndexOfAnyExcept((byte)0) is >= 0 and int place)
            {
                // Space that the node has preallocated is zero on disk, without the XOR.
                used = Math.Min(used, offset + place);
                file.Unmask(offset, chunk);
                next = FindRecord(file, chunk, offset, fileLength);
            }
            // A magic may lie across the end of the chunk.
            offset += chunk.Length == buffer.Length ? chunk.Length - MagicLength + 1 : chunk.Length;
        }
        if (used < fileLength)
        {
            string what = next == fileLength ? "the rest of the file, which holds no whole block"
                : used < next ? $"{next - start} bytes that are no block" : $"{next - start} zeros";
            Skipped.Add($"{file.Name}, offset {start}: skipped {what}.");
        }
        return next;
    }

    private long FindRecord(BlockFile file, ReadOnlySpan<byte> chunk, long offset, long fileLength)
    {
        for (int place = 0; place <= chunk.Length - MagicLength; place++)
        {
            if (_magics.Contains(BinaryPrimitives.ReadUInt32BigEndian(chunk[place..])))
            {
                if (ReadRecord(file, offset + place, fileLength) is not null)
                {
                    return offset + place;
                }
                NoteDamage(file, offset + place, fileLength);
            }
        }
        return fileLength;
    }

    // A magic alone may be chance; with a plausible length, and either a header that meets its
    // target or another magic where the record ends, it is a block that was written.
    private void NoteDamage(BlockFile file, long offset, long fileLength)
    {
        if (fileLength - offset < FrameLength + ShortestBlock)
        {
            return;
        }
        Span<byte> frame = stackalloc byte[FrameLength];
        file.Read(offset, frame);
        uint length = BinaryPrimitives.ReadUInt32LittleEndian(frame[MagicLength..]);
        long start = offset + FrameLength, end = start + length;
        if (length is < ShortestBlock or > LongestBlock)
        {
            return;
        }
        if (end > fileLength)
        {
            if (ReadHeader(file, start) is { } header)
            {
                Damaged.Add($"{file.Name}, offset {start}: block {header.Hash} of {length} bytes is cut off "
                    + $"after {fileLength - start}.");
            }
        }
        else if (end == fileLength || EndsThere(file, end, frame[..MagicLength]))
        {
            Damaged.Add($"{file.Name}, offset {start}: the header of a record of {length} bytes does not meet its "
                + "own target.");
        }
    }

    // Behind a record is the next, or space that was preallocated.
    private static bool EndsThere(BlockFile file, long end, ReadOnlySpan<byte> magic)
    {
        Span<byte> next = stackalloc byte[MagicLength];
        if (file.ReadMasked(end, next) < MagicLength || !next.ContainsAnyExcept((byte)0))
        {
            return true;
        }
        file.Unmask(end, next);
        return next.SequenceEqual(magic);
    }

    /// <summary>The record at an offset; null when there is none with a plausible block.</summary>
    private static (uint Magic, BlockRecord Record)? ReadRecord(BlockFile file, long offset, long fileLength)
    {
        if (offset + FrameLength + ShortestBlock > fileLength)
        {
            return null;
        }
        Span<byte> frame = stackalloc byte[FrameLength];
        file.Read(offset, frame);
        uint length = BinaryPrimitives.ReadUInt32LittleEndian(frame[MagicLength..]);
        return length is >= ShortestBlock and <= LongestBlock
            && length <= fileLength - offset - FrameLength
            && ReadHeader(file, offset + FrameLength) is { } header
                ? (BinaryPrimitives.ReadUInt32BigEndian(frame),
                    new BlockRecord(file, offset + FrameLength, (int)length, header))
                : null;
    }

    private static BlockHeader? ReadHeader(BlockFile file, long offset)
    {
        Span<byte> bytes = stackalloc byte[BlockHeader.Length];
        file.Read(offset, bytes);
        BlockHeader header = BlockHeader.Read(bytes);
        return ProofOfWork.IsMet(header.Hash, header.Bits) ? header : null;
    }
}
