using System.Buffers.Binary;
using ZmqNative.Bitcoin;
using ZmqNative.Protocol;
using ZmqNative.Subscribing;

namespace ZmqNative.Cli;

/// <summary>The second part of a notification as it was on the wire.</summary>
internal static class NotificationBody
{
    internal static string Hex(Notification notification) => notification switch
    {
        HashBlock block => $"{block.Hash}",
        HashTransaction transaction => $"{transaction.TxId}",
        BlockConnected block => Sequence(block.Hash, SequenceLabel.BlockConnect),
        BlockDisconnected block => Sequence(block.Hash, SequenceLabel.BlockDisconnect),
        TransactionAdded transaction =>
            Sequence(transaction.TxId, SequenceLabel.TransactionAcceptance, transaction.MempoolSequence),
        TransactionRemoved transaction =>
            Sequence(transaction.TxId, SequenceLabel.TransactionRemoval, transaction.MempoolSequence),
        RawNotification raw => Convert.ToHexStringLower(raw.Body),
        _ => string.Empty,
    };

    internal static int Length(Notification notification) => notification switch
    {
        RawNotification raw => raw.Body.Length,
        HashBlock or HashTransaction => Hash256.Length,
        BlockConnected or BlockDisconnected => SequenceBody.BlockLength,
        _ => SequenceBody.TransactionLength,
    };

    private static string Sequence(Hash256 hash, SequenceLabel label, ulong? mempoolSequence = null)
    {
        Span<byte> number = stackalloc byte[sizeof(ulong)];
        BinaryPrimitives.WriteUInt64LittleEndian(number, mempoolSequence ?? 0);
        return $"{hash}{(byte)label:x2}{(mempoolSequence is null ? string.Empty : Convert.ToHexStringLower(number))}";
    }
}
