using System.Buffers.Binary;
using ZmqNative.Bitcoin;
using ZmqNative.Protocol;

namespace ZmqNative.Subscribing;

/// <summary>Creates the records of Core's topics. The rule of the topic was checked before.</summary>
internal static class NotificationParser
{
    /// <summary>
    /// The record of each of Core's topics; what
    /// <see cref="NotificationSubscriberOptions.Records"/> begins with.
    /// </summary>
    internal static Dictionary<Topic, Func<ReceivedNotification, Notification>> CoreRecords() => new()
    {
        [Topic.HashBlock] = received => new HashBlock(
            received.Source, received.Time, received.MessageSequence, Hash(received.Body)),
        [Topic.HashTransaction] = received => new HashTransaction(
            received.Source, received.Time, received.MessageSequence, Hash(received.Body)),
        [Topic.RawBlock] = received => new RawBlock(received),
        [Topic.RawTransaction] = received => new RawTransaction(received),
        [Topic.Sequence] = ParseSequence,
    };

    /// <summary>Creates the record of a notification.</summary>
    internal static Notification Parse(in ReceivedNotification received)
    {
        Notification notification =
            received.Parts.Tracker!.Record is { } record ? record(received) : new OtherNotification(received);
        notification.Run = received.Parts.Run;
        return received.Recovered ? notification with { Recovered = true } : notification;
    }

    /// <summary>Reads a hash in the order of display, as it is sent.</summary>
    internal static Hash256 Hash(ReadOnlySpan<byte> displayOrder)
    {
        Hash256.ReadReversed(displayOrder[..Hash256.Length], out Hash256 hash);
        return hash;
    }

    // The layout is that of SequenceBody.
    private static Notification ParseSequence(ReceivedNotification received)
    {
        (string source, DateTimeOffset time, uint? counter) =
            (received.Source, received.Time, received.MessageSequence);
        Hash256 hash = Hash(received.Body);
        return (SequenceLabel)received.Body[Hash256.Length] switch
        {
            SequenceLabel.BlockConnect => new BlockConnected(source, time, counter, hash),
            SequenceLabel.BlockDisconnect => new BlockDisconnected(source, time, counter, hash),
            SequenceLabel.TransactionAcceptance =>
                new TransactionAdded(source, time, counter, hash, MempoolSequence(received.Body)),
            _ => new TransactionRemoved(source, time, counter, hash, MempoolSequence(received.Body)),
        };
    }

    /// <summary>Reads the mempool sequence of a <c>sequence</c> body with the label A or R.</summary>
    internal static ulong MempoolSequence(ReadOnlySpan<byte> body) =>
        BinaryPrimitives.ReadUInt64LittleEndian(body[SequenceBody.BlockLength..]);
}
