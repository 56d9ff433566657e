using ZmqNative.Node.Recordings;

namespace ZmqNative.Fuzz;

/// <summary>A node's block file, behind the 8 bytes of its XOR key.</summary>
internal static class BlockFileTarget
{
    internal static void Take(byte[] input)
    {
        byte[] key = new byte[BlockFile.KeyLength];
        int length = Math.Min(input.Length, key.Length);
        input.AsSpan(0, length).CopyTo(key);
        using BlockFile file = new(ScratchFile.Write("blk00000.dat", input[length..]), key);
        BlockScan scan = new();
        scan.AddFramed(file);
        scan.AddRaw(file);
        long end = 0;
        foreach (BlockRecord record in scan.Found.Where(record => record.Offset > 0))
        {
            Property.Holds(record.Offset >= end, "two blocks overlap");
            end = record.Offset + record.Length;
            Property.Holds(end <= file.GetLength(), "a block ends behind the file");
            byte[] raw = new byte[record.Length];
            record.CopyTo(raw);
            try
            {
                _ = record.Parse(raw);
            }
            catch (InvalidDataException)
            {
                // Its header is right, and its transactions need not be.
            }
        }
        Property.Holds(
            scan.Skipped.Concat(scan.Damaged).All(sentence => sentence.EndsWith('.')), "a sentence has no end");
    }
}
