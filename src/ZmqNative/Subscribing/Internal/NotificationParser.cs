using System.Buffers.Binary;
using ZmqNative.Bitcoin;
using ZmqNative.Protocol;

namespace ZmqNative.Subscribing;

/// <summary>Makes the record of a notification that is known to be well formed.</summary>
internal static class NotificationParser
{
    internal static Notification Parse(in ReceivedNotification received)
    {
        HashKind kind = HashKindOf(received);
        if (kind == HashKind.None)
        {
            return ParseOther(received);
        }
        ReadOnlySpan<byte> body = received.Body;
        ulong mempoolSequence = kind is HashKind.Added or HashKind.Removed ? MempoolSequence(body) : 0;
        return Make(kind, received.Source, received.Time, received.MessageSequence, Hash(body[..Hash256.Length]), mempoolSequence);
    }

    // The layout is that of SequenceBody.
    internal static HashKind HashKindOf(in ReceivedNotification received) =>
        received.Known == Topic.HashBlock ? HashKind.Block
        : received.Known == Topic.HashTransaction ? HashKind.Transaction
        : received.Known != Topic.Sequence ? HashKind.None
        : (SequenceLabel)received.Body[Hash256.Length] switch
        {
            SequenceLabel.BlockConnect => HashKind.Connected,
            SequenceLabel.BlockDisconnect => HashKind.Disconnected,
            SequenceLabel.TransactionAcceptance => HashKind.Added,
            _ => HashKind.Removed,
        };

    /// <summary>The record of a notification that consists of more than a hash: it takes the body.</summary>
    internal static Notification ParseOther(in ReceivedNotification received) =>
        received.Known == Topic.RawBlock ? new RawBlock(received)
        : received.Known == Topic.RawTransaction ? new RawTransaction(received)
        : new OtherNotification(received, received.TopicName);

    internal static Notification Make(HashKind kind, string source, DateTimeOffset time, uint? messageSequence, Hash256 hash, ulong mempoolSequence) => kind switch
    {
        HashKind.Block => new HashBlock(source, time, messageSequence, hash),
        HashKind.Transaction => new HashTransaction(source, time, messageSequence, hash),
        HashKind.Connected => new BlockConnected(source, time, messageSequence, hash),
        HashKind.Disconnected => new BlockDisconnected(source, time, messageSequence, hash),
        HashKind.Added => new TransactionAdded(source, time, messageSequence, hash, mempoolSequence),
        _ => new TransactionRemoved(source, time, messageSequence, hash, mempoolSequence),
    };

    internal static ulong MempoolSequence(ReadOnlySpan<byte> body) => BinaryPrimitives.ReadUInt64LittleEndian(body[SequenceBody.BlockLength..]);

    /// <summary>A hash as it is on the wire.</summary>
    internal static Hash256 Hash(ReadOnlySpan<byte> displayOrder)
    {
        Hash256.ReadReversed(displayOrder, out Hash256 hash);
        return hash;
    }
}
