using System.Buffers.Binary;
using ZmqNative.Messages;
using ZmqNative.Node;

namespace ZmqNative.Subscriber;

/// <summary>Makes the record of a notification that is known to be well formed.</summary>
internal static class NotificationParser
{
    internal static Notification Parse(in ReceivedNotification received)
    {
        ReadOnlySpan<byte> topic = received.Topic;
        return topic.SequenceEqual("hashblock"u8) ? new HashBlock(received.Source, received.Time, received.MessageSequence, Hash(received.Body))
            : topic.SequenceEqual("hashtx"u8) ? new HashTransaction(received.Source, received.Time, received.MessageSequence, Hash(received.Body))
            : topic.SequenceEqual("rawblock"u8) ? new RawBlock(received)
            : topic.SequenceEqual("rawtx"u8) ? new RawTransaction(received)
            : topic.SequenceEqual("sequence"u8) ? Sequence(received)
            : new OtherNotification(received, received.TopicName);
    }

    // The layout is that of SequenceBody.
    private static Notification Sequence(in ReceivedNotification received)
    {
        ReadOnlySpan<byte> body = received.Body;
        Hash256 hash = Hash(body[..Hash256.Length]);
        return (SequenceLabel)body[Hash256.Length] switch
        {
            SequenceLabel.BlockConnect => new BlockConnected(received.Source, received.Time, received.MessageSequence, hash),
            SequenceLabel.BlockDisconnect => new BlockDisconnected(received.Source, received.Time, received.MessageSequence, hash),
            SequenceLabel.TransactionAcceptance => new TransactionAdded(received.Source, received.Time, received.MessageSequence, hash, MempoolSequence(body)),
            _ => new TransactionRemoved(received.Source, received.Time, received.MessageSequence, hash, MempoolSequence(body)),
        };
    }

    private static ulong MempoolSequence(ReadOnlySpan<byte> body) => BinaryPrimitives.ReadUInt64LittleEndian(body[SequenceBody.BlockLength..]);

    /// <summary>A hash as it is on the wire.</summary>
    internal static Hash256 Hash(ReadOnlySpan<byte> displayOrder)
    {
        Span<byte> internalOrder = stackalloc byte[Hash256.Length];
        displayOrder.CopyTo(internalOrder);
        internalOrder.Reverse();
        return new Hash256(internalOrder);
    }
}
