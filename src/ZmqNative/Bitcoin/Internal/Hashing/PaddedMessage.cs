using System.Buffers.Binary;

namespace ZmqNative.Bitcoin;

/// <summary>A message that SHA-256's padding makes whole blocks of.</summary>
/// <param name="Number">Which it is of several.</param>
/// <param name="Start">Where in their memory it begins.</param>
/// <param name="Length">Without padding.</param>
internal readonly record struct PaddedMessage(int Number, int Start, int Length)
{
    /// <summary>The bytes that are compressed at once.</summary>
    public const int BlockLength = 64;

    public int Blocks => BlocksOf(Length);

    public static int BlocksOf(int length) => ((length + sizeof(ulong)) / BlockLength) + 1;

    /// <summary>Ends a message: a one, zeros, its length in bits.</summary>
    /// <param name="blocks">Whole blocks that begin with the message.</param>
    /// <param name="length">Without padding.</param>
    public static void Pad(Span<byte> blocks, int length)
    {
        blocks[length..].Clear();
        blocks[length] = 0x80;
        BinaryPrimitives.WriteUInt64BigEndian(blocks[^sizeof(ulong)..], 8 * (ulong)length);
    }
}
