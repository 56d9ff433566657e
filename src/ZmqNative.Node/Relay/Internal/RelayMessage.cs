using ZmqNative.Bitcoin;
using ZmqNative.Protocol;
using ZmqNative.Subscribing;

namespace ZmqNative.Node.Relay;

/// <summary>
/// A message of a node on its way through the relay, either as libzmq received it or as a copy that
/// was held. Its form was checked.
/// </summary>
internal readonly ref struct RelayMessage
{
    /// <summary>A message in libzmq's memory.</summary>
    internal RelayMessage(in ReceivedNotification received)
        : this(received.Known, received.TopicName, received.Body, received.MessageSequence) =>
            Parts = Counter is null ? null : received.Parts;

    /// <summary>A copy.</summary>
    internal RelayMessage(OtherNotification held)
        : this(Protocol.Topic.Find(held.Topic), held.Topic, held.Body, held.MessageSequence)
    {
    }

    private RelayMessage(Topic? known, string topic, ReadOnlySpan<byte> body, uint? counter)
    {
        Topic = topic;
        Body = body;
        Counter = counter;
        if (known is null)
        {
            return;
        }
        Kind = known == Protocol.Topic.HashTransaction ? StreamMessageKind.HashTransaction
            : known == Protocol.Topic.RawTransaction ? StreamMessageKind.RawTransaction
            : known == Protocol.Topic.HashBlock ? StreamMessageKind.HashBlock
            : known == Protocol.Topic.RawBlock ? StreamMessageKind.RawBlock
            : (SequenceLabel)body[Hash256.Length] switch
            {
                SequenceLabel.BlockConnect => StreamMessageKind.Connected,
                SequenceLabel.BlockDisconnect => StreamMessageKind.Disconnected,
                SequenceLabel.TransactionAcceptance => StreamMessageKind.Added,
                _ => StreamMessageKind.Removed,
            };
        Hash = Kind switch
        {
            StreamMessageKind.RawTransaction => default,
            StreamMessageKind.RawBlock => BlockHeader.Read(body).Hash,
            _ => NotificationParser.Hash(body),
        };
    }

    internal StreamMessageKind Kind { get; }

    /// <summary>The topic as text.</summary>
    internal string Topic { get; }

    internal ReadOnlySpan<byte> Body { get; }

    /// <summary>The node's message sequence; null when it sends none.</summary>
    internal uint? Counter { get; }

    /// <summary>
    /// The block or transaction; for <c>rawblock</c> the hash of the header, for <c>rawtx</c> and
    /// other topics empty, because computing it takes long.
    /// </summary>
    internal Hash256 Hash { get; }

    /// <summary>The parts, to be forwarded without a copy; null for a copy.</summary>
    internal IncomingMessage? Parts { get; }

    internal bool IsOfSequence => Kind is >= StreamMessageKind.Added and <= StreamMessageKind.Disconnected;
}
