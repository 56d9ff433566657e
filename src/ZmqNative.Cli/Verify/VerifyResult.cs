namespace ZmqNative.Cli;

/// <summary>What a worker of <c>verify</c> found in the blocks of a task.</summary>
internal sealed class VerifyResult
{
    internal long Transactions { get; set; }

    /// <summary>Which of the task's blocks are bad, from 0, and a sentence each.</summary>
    internal List<(int Index, string Sentence)> Faults { get; } = [];

    internal ReadOnlyMemory<byte> ToBytes()
    {
        using MemoryStream stream = new();
        using BinaryWriter writer = new(stream);
        writer.Write(Transactions);
        writer.Write(Faults.Count);
        foreach ((int index, string sentence) in Faults)
        {
            writer.Write(index);
            writer.Write(sentence);
        }
        return stream.GetBuffer().AsMemory(0, (int)stream.Length);
    }

    /// <param name="bytes">What <see cref="ToBytes"/> returned.</param>
    /// <param name="blocks">The number of blocks in the task.</param>
    /// <exception cref="InvalidDataException">It is no result of this task.</exception>
    internal static VerifyResult Read(ReadOnlyMemory<byte> bytes, int blocks)
    {
        using BinaryReader reader = new(new MemoryStream(bytes.ToArray(), writable: false));
        VerifyResult result = new();
        try
        {
            result.Transactions = reader.ReadInt64();
            for (int left = reader.ReadInt32(); left > 0; left--)
            {
                result.Faults.Add((reader.ReadInt32(), reader.ReadString()));
            }
        }
        catch (Exception exception) when (exception is EndOfStreamException or FormatException)
        {
            throw new InvalidDataException("A worker sent a result that is cut off.", exception);
        }
        return result.Faults.TrueForAll(fault => fault.Index >= 0 && fault.Index < blocks)
            ? result : throw new InvalidDataException("A worker sent a result for blocks that it was not given.");
    }
}
