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
    private const int LongestBlock = 0x200_0000;

    // A header and a number of transactions.
    private const int ShortestBlock = BlockHeader.Length + 1;

    private const int FrameLength = 8;

    // Mainnet, testnet3, testnet4, regtest, signet.
    private static readonly uint[] _knownMagics = [0xf9beb4d9, 0x0b110907, 0x1c163f28, 0xfabfb5da, 0x0a03cf40];

    private readonly HashSet<Hash256> _hashes = [];
    private readonly List<BlockRecord> _found = [];
    private uint? _magic;

    /// <summary>Every different block, in the order found.</summary>
    public IReadOnlyList<BlockRecord> Found => _found;

    /// <summary>
    /// Whether a file holds records of magic, length and block; otherwise it can only be one block.
    /// </summary>
    public static bool IsFramed(BlockFile file)
    {
        long fileLength = file.GetLength();
        Span<byte> frame = stackalloc byte[FrameLength];
        if (fileLength < FrameLength)
        {
            return false;
        }
        file.Read(0, frame);
        uint magic = BinaryPrimitives.ReadUInt32BigEndian(frame);
        if (_knownMagics.Contains(magic))
        {
            return true;
        }
        uint length = BinaryPrimitives.ReadUInt32LittleEndian(frame[4..]);
        if (length is < ShortestBlock or > LongestBlock || FrameLength + length > fileLength)
        {
            return false;
        }
        // An unknown network, accepted if another record of it, padding or the end of the file
        // follows.
        Span<byte> next = stackalloc byte[4];
        next = next[..file.ReadMasked(FrameLength + length, next)];
        if (!next.ContainsAnyExcept((byte)0))
        {
            return true;
        }
        file.Unmask(FrameLength + length, next);
        return frame.StartsWith(next);
    }

    /// <summary>
    /// Finds the blocks of a file of records: magic, length (32 bits, little-endian), block. The
    /// file may end with zeros.
    /// </summary>
    public void AddFramed(BlockFile file)
    {
        Span<byte> start = stackalloc byte[FrameLength + BlockHeader.Length];
        long fileLength = file.GetLength();
        long offset = 0;
        while (offset < fileLength)
        {
            Span<byte> record = start[..file.ReadMasked(offset, start)];
            if (!record[..Math.Min(FrameLength, record.Length)].ContainsAnyExcept((byte)0))
            {
                ExpectPadding(file, offset);
                return;
            }
            file.Unmask(offset, record);
            int length = ReadFrame(file, offset, record, fileLength);
            Add(file, offset + FrameLength, length, record[FrameLength..]);
            offset += FrameLength + length;
        }
    }

    /// <summary>Adds a whole file as one block.</summary>
    public void AddRaw(BlockFile file)
    {
        long length = file.GetLength();
        if (length is < ShortestBlock or > LongestBlock)
        {
            throw file.Error(0, $"a block of {ShortestBlock} to {LongestBlock} bytes", $"{length} bytes");
        }
        Span<byte> header = stackalloc byte[BlockHeader.Length];
        file.Read(0, header);
        Add(file, 0, (int)length, header);
    }

    private int ReadFrame(BlockFile file, long offset, ReadOnlySpan<byte> record, long fileLength)
    {
        if (record.Length < FrameLength)
        {
            throw file.Error(
                offset, $"{FrameLength} bytes of network magic and length",
                $"the end of the file after {record.Length}");
        }
        uint magic = BinaryPrimitives.ReadUInt32BigEndian(record);
        _magic ??= magic;
        if (magic != _magic)
        {
            throw file.Error(offset, $"the network magic {_magic:x8}", $"{magic:x8}");
        }
        uint length = BinaryPrimitives.ReadUInt32LittleEndian(record[4..]);
        long longest = Math.Min(LongestBlock, fileLength - offset - FrameLength);
        return length >= ShortestBlock && length <= longest
            ? (int)length
            : throw file.Error(offset + 4, $"a block length from {ShortestBlock} to {longest}", $"{length}");
    }

    private void Add(BlockFile file, long offset, int length, ReadOnlySpan<byte> bytes)
    {
        BlockHeader header = BlockHeader.Read(bytes);
        if (!ProofOfWork.IsMet(header.Hash, header.Bits))
        {
            throw file.Error(offset, $"a block whose hash meets its target {header.Bits:x8}", $"{header.Hash}");
        }
        if (_hashes.Add(header.Hash))
        {
            _found.Add(new BlockRecord(file, offset, length, header));
        }
    }

    /// <summary>
    /// Space that the node has preallocated is zero on disk, without the XOR.
    /// </summary>
    private static void ExpectPadding(BlockFile file, long offset)
    {
        Span<byte> buffer = new byte[0x1_0000];
        for (int read = 1; read > 0; offset += read)
        {
            read = file.ReadMasked(offset, buffer);
            int place = buffer[..read].IndexOfAnyExcept((byte)0);
            if (place >= 0)
            {
                throw file.Error(offset + place, "zeros up to the end of the file", $"{buffer[place]:x2}");
            }
        }
    }
}
