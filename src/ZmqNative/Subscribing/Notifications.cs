using ZmqNative.Bitcoin;

namespace ZmqNative.Subscribing;

#pragma warning disable CS1573 // The other parameters inherit their documentation.

/// <summary>A notification of a publisher; there is a record for each kind.</summary>
/// <param name="Source">The publisher's address, as given to the subscriber.</param>
/// <param name="Time">When it was received, UTC.</param>
/// <param name="Topic">The first part, ASCII.</param>
/// <param name="MessageSequence">
/// The third part: the publisher's counter for the topic; null when it sends none.
/// </param>
public abstract record Notification(string Source, DateTimeOffset Time, string Topic, uint? MessageSequence)
    : StreamItem(Source, Time)
{
    /// <summary>
    /// Whether it was lost on its way and came from the publisher's history
    /// (<see cref="NotificationSubscriberOptions.History"/>), or was made from what did arrive
    /// (<see cref="NotificationSubscriberOptions.FillGaps"/>): what the publisher sent, byte for byte, at
    /// the place where it belongs. <see cref="StreamItem.Time"/> is when it was recovered.
    /// </summary>
    public bool Recovered { get; init; }

    /// <summary>Where the publisher's history has it; null if that is not known.</summary>
    internal LiveRun? Run { get; set; }
}

/// <summary><c>hashblock</c>: the chain has a new tip.</summary>
/// <inheritdoc cref="Notification" path="/param[not(@name='Topic')]"/>
/// <param name="Hash">The hash of the block.</param>
public sealed record HashBlock(string Source, DateTimeOffset Time, uint? MessageSequence, Hash256 Hash)
    : Notification(Source, Time, "hashblock", MessageSequence);

/// <summary>
/// <c>hashtx</c>: a transaction entered the mempool, or is in a block that was connected or
/// disconnected.
/// </summary>
/// <inheritdoc cref="Notification" path="/param[not(@name='Topic')]"/>
/// <param name="TxId">The transaction's id, without witness.</param>
public sealed record HashTransaction(string Source, DateTimeOffset Time, uint? MessageSequence, Hash256 TxId)
    : Notification(Source, Time, "hashtx", MessageSequence);

/// <summary><c>sequence</c>, label C: a block was connected.</summary>
/// <inheritdoc cref="Notification" path="/param[not(@name='Topic')]"/>
/// <param name="Hash">The hash of the block.</param>
public sealed record BlockConnected(string Source, DateTimeOffset Time, uint? MessageSequence, Hash256 Hash)
    : Notification(Source, Time, "sequence", MessageSequence);

/// <summary><c>sequence</c>, label D: a block was disconnected.</summary>
/// <inheritdoc cref="Notification" path="/param[not(@name='Topic')]"/>
/// <param name="Hash">The hash of the block.</param>
public sealed record BlockDisconnected(string Source, DateTimeOffset Time, uint? MessageSequence, Hash256 Hash)
    : Notification(Source, Time, "sequence", MessageSequence);

/// <summary><c>sequence</c>, label A: a transaction entered the mempool.</summary>
/// <inheritdoc cref="Notification" path="/param[not(@name='Topic')]"/>
/// <param name="TxId">The transaction's id, without witness.</param>
/// <param name="MempoolSequence">
/// The node's counter of changes to its mempool, uint64. It may jump, because the transactions of a
/// connected block leave the mempool without a notification.
/// </param>
public sealed record TransactionAdded(
    string Source, DateTimeOffset Time, uint? MessageSequence, Hash256 TxId, ulong MempoolSequence)
    : Notification(Source, Time, "sequence", MessageSequence);

/// <summary>
/// <c>sequence</c>, label R: a transaction left the mempool for another reason than a block that
/// contains it.
/// </summary>
/// <inheritdoc cref="Notification" path="/param[not(@name='Topic')]"/>
/// <param name="TxId">The transaction's id, without witness.</param>
/// <param name="MempoolSequence">
/// The node's counter of changes to its mempool, uint64. It may jump, because the transactions of a
/// connected block leave the mempool without a notification.
/// </param>
public sealed record TransactionRemoved(
    string Source, DateTimeOffset Time, uint? MessageSequence, Hash256 TxId, ulong MempoolSequence)
    : Notification(Source, Time, "sequence", MessageSequence);

/// <summary>
/// A notification with a body of any length. The body is a copy in memory that the garbage
/// collector owns: nothing has to be disposed of, and spans over it stay valid.
/// <see cref="NotificationReceiver"/> is the form without a copy.
/// </summary>
public abstract record RawNotification : Notification
{
    private readonly byte[] _body;

    /// <summary>Copies the body; for records of topics of your own.</summary>
    /// <param name="received">The message.</param>
    protected RawNotification(in ReceivedNotification received)
        : base(received.Source, received.Time, received.TopicName, received.MessageSequence) =>
            _body = received.Body.ToArray();

    /// <summary>The second part; empty when there is none.</summary>
    public ReadOnlySpan<byte> Body => _body;

    /// <summary>
    /// The second part as memory; <see cref="Block.Parse"/> reads it without another copy.
    /// </summary>
    public ReadOnlyMemory<byte> BodyMemory => _body;
}

/// <summary>
/// <c>rawblock</c>: the new tip, serialised with witness; <see cref="Block.Parse"/> reads it.
/// </summary>
public sealed record RawBlock : RawNotification
{
    internal RawBlock(in ReceivedNotification received)
        : base(received)
    {
    }
}

/// <summary>
/// <c>rawtx</c>: a transaction as for <see cref="HashTransaction"/>, serialised with witness.
/// </summary>
public sealed record RawTransaction : RawNotification
{
    internal RawTransaction(in ReceivedNotification received)
        : base(received)
    {
    }
}

/// <summary>
/// A notification of a topic that has no record of its own. Parts beyond the third are ignored.
/// </summary>
public sealed record OtherNotification : RawNotification
{
    internal OtherNotification(in ReceivedNotification received)
        : base(received)
    {
    }
}
