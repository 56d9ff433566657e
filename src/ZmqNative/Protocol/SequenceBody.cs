using System.Buffers.Binary;
using ZmqNative.Bitcoin;

namespace ZmqNative.Protocol;

/// <summary>The body of a <c>sequence</c> notification (Core: SendSequenceMsg).</summary>
/// <remarks>
/// <code>
/// block:        | hash, reversed, 32 bytes | label C or D, 1 byte |                                          33 bytes
/// transaction:  | txid, reversed, 32 bytes | label A or R, 1 byte | mempool sequence, uint64 LE, 8 bytes |   41 bytes
/// </code>
/// </remarks>
public static class SequenceBody
{
    /// <summary>Bytes of a block's body: 33.</summary>
    public const int BlockLength = Hash256.Length + 1;

    /// <summary>Bytes of a transaction's body: 41.</summary>
    public const int TransactionLength = BlockLength + sizeof(ulong);

    /// <summary>Writes a block's body.</summary>
    /// <param name="destination">At least 33 bytes.</param>
    /// <param name="hash">The block hash.</param>
    /// <param name="label">C or D.</param>
    public static void Write(Span<byte> destination, Hash256 hash, SequenceLabel label)
    {
        hash.CopyReversedTo(destination);
        destination[Hash256.Length] = (byte)label;
    }

    /// <summary>Writes a transaction's body.</summary>
    /// <param name="destination">At least 41 bytes.</param>
    /// <param name="txid">The transaction's id.</param>
    /// <param name="label">A or R.</param>
    /// <param name="mempoolSequence">The mempool sequence.</param>
    public static void Write(Span<byte> destination, Hash256 txid, SequenceLabel label, ulong mempoolSequence)
    {
        Write(destination, txid, label);
        BinaryPrimitives.WriteUInt64LittleEndian(destination[BlockLength..], mempoolSequence);
    }
}
