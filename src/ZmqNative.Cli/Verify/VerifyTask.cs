using ZmqNative.Node.Recordings;

namespace ZmqNative.Cli;

/// <summary>
/// A task of <c>verify</c>: some blocks of one file, by their place for workers on this machine, or
/// with their bytes for workers anywhere.
/// </summary>
internal static class VerifyTask
{
    private const byte Version = 1;
    private const byte ByPlace = 0;
    private const byte ByBytes = 1;

    // Kept from task to task: new memory for each block costs more than reading the file.
    [ThreadStatic]
    private static byte[]? t_buffer;

    /// <summary>Writes a task for workers that read the file themselves.</summary>
    internal static ReadOnlyMemory<byte> WritePlaces(IReadOnlyList<BlockRecord> records) =>
        Write(ByPlace, records, (writer, record) =>
        {
            writer.Write(record.Offset);
            writer.Write(record.Length);
        });

    /// <summary>Writes a task with the blocks in it.</summary>
    /// <exception cref="InvalidDataException">The file cannot be read.</exception>
    internal static ReadOnlyMemory<byte> WriteBytes(IReadOnlyList<BlockRecord> records)
    {
        byte[] buffer = new byte[records.Max(record => record.Length)];
        return Write(ByBytes, records, (writer, record) =>
        {
            Span<byte> block = buffer.AsSpan(0, record.Length);
            record.CopyTo(block);
            writer.Write(record.Length);
            writer.Write(block);
        });
    }

    /// <summary>Does a task.</summary>
    /// <param name="task">What one of the two above wrote.</param>
    /// <param name="allowPlaces">Whether to read the files that a task names.</param>
    /// <param name="cancellationToken">Ends it between two blocks.</param>
    /// <exception cref="InvalidDataException">It is no such task, or the file cannot be read.</exception>
    internal static VerifyResult Do(ReadOnlyMemory<byte> task, bool allowPlaces, CancellationToken cancellationToken)
    {
        using BinaryReader reader = new(new MemoryStream(task.ToArray(), writable: false));
        try
        {
            (byte version, byte kind) = (reader.ReadByte(), reader.ReadByte());
            if (version != Version || kind > ByBytes || (kind == ByPlace && !allowPlaces))
            {
                throw new InvalidDataException("The task is for another kind or version of worker.");
            }
            string path = reader.ReadString();
            using BlockFile file = new(path, reader.ReadBytes(BlockFile.KeyLength));
            return Check(reader, kind == ByPlace ? file : null, cancellationToken);
        }
        catch (EndOfStreamException)
        {
            throw new InvalidDataException("The task is cut off.");
        }
    }

    private static VerifyResult Check(BinaryReader reader, BlockFile? file, CancellationToken cancellationToken)
    {
        VerifyResult result = new();
        int count = reader.ReadInt32();
        for (int i = 0; i < count; i++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            long offset = file is null ? 0 : reader.ReadInt64();
            int length = reader.ReadInt32();
            if (length < 0 || length > BlockScan.LongestBlock)
            {
                throw new InvalidDataException($"The task has a block of {length} bytes.");
            }
            if (t_buffer is null || t_buffer.Length < length)
            {
                t_buffer = GC.AllocateUninitializedArray<byte>(length);
            }
            Memory<byte> block = t_buffer.AsMemory(0, length);
            if (file is null)
            {
                reader.BaseStream.ReadExactly(block.Span);
            }
            else
            {
                file.Read(offset, block.Span);
            }
            (int transactions, string? fault) = BlockCheck.Check(block);
            result.Transactions += transactions;
            if (fault is not null)
            {
                result.Faults.Add((i, fault));
            }
        }
        return result;
    }

    private static ReadOnlyMemory<byte> Write(
        byte kind, IReadOnlyList<BlockRecord> records, Action<BinaryWriter, BlockRecord> write)
    {
        using MemoryStream stream = new();
        using BinaryWriter writer = new(stream);
        writer.Write(Version);
        writer.Write(kind);
        writer.Write(records[0].File.Path);
        writer.Write(records[0].File.Key);
        writer.Write(records.Count);
        foreach (BlockRecord record in records)
        {
            write(writer, record);
        }
        return stream.GetBuffer().AsMemory(0, (int)stream.Length);
    }
}
