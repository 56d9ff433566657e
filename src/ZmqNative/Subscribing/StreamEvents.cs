using ZmqNative.History;

namespace ZmqNative.Subscribing;

#pragma warning disable CS1573 // The other parameters inherit their documentation.

/// <summary>An event of a stream that is no notification: a loss, a connection, a state.</summary>
/// <remarks>
/// Gaps, restarts, discontinuities, duplicates and malformed messages come immediately before the
/// message that revealed them. The events of connections are in order among themselves.
/// </remarks>
/// <inheritdoc cref="StreamItem" path="/param"/>
public abstract record StreamEvent(string Source, DateTimeOffset Time) : StreamItem(Source, Time)
{
    /// <summary>
    /// Whether messages may be missing from the stream here, so that a state that was derived from
    /// it has to be checked: true for <see cref="Gap"/>, <see cref="Discontinuity"/>,
    /// <see cref="PublisherRestarted"/>, <see cref="Malformed"/>, <see cref="Dropped"/>,
    /// <see cref="GoneFromHistory"/> and <see cref="HandshakeDone"/>, before which there was no connection. False for
    /// <see cref="Disconnected"/>, because nothing follows it before the next handshake but
    /// messages of the connection that ended.
    /// </summary>
    public bool MayHaveLostMessages =>
        this is Gap or Discontinuity or PublisherRestarted or Malformed or Dropped or GoneFromHistory or HandshakeDone;
}

/// <summary>
/// Messages of a topic were lost while publisher and connection stayed the same: the publisher's
/// queue for this subscriber had reached its high water mark.
/// </summary>
/// <inheritdoc cref="StreamItem" path="/param"/>
/// <param name="Topic">The topic.</param>
/// <param name="Expected">The message sequence that was due.</param>
/// <param name="Received">The message sequence that was received.</param>
/// <param name="Lost">The number of lost messages, also where the 32-bit counter wrapped.</param>
public sealed record Gap(string Source, DateTimeOffset Time, string Topic, uint Expected, uint Received, uint Lost)
    : StreamEvent(Source, Time);

/// <summary>
/// After a new connection a counter is ahead of the expected value: messages were lost, the
/// publisher was restarted, or both. The number of lost messages is unknown.
/// </summary>
/// <inheritdoc cref="StreamItem" path="/param"/>
/// <param name="Topic">The topic.</param>
/// <param name="Expected">The message sequence that was due.</param>
/// <param name="Received">The message sequence that was received.</param>
public sealed record Discontinuity(string Source, DateTimeOffset Time, string Topic, uint Expected, uint Received)
    : StreamEvent(Source, Time);

/// <summary>
/// The publisher was restarted: a counter went back, or its history has a new stream. What it sent
/// between the last message received and its end is unknown.
/// </summary>
/// <inheritdoc cref="StreamItem" path="/param"/>
/// <param name="Topic">The topic; each topic that has started again has an event of its own.</param>
/// <param name="Expected">The message sequence that was due.</param>
/// <param name="Received">The message sequence that was received.</param>
public sealed record PublisherRestarted(string Source, DateTimeOffset Time, string Topic, uint Expected, uint Received)
    : StreamEvent(Source, Time);

/// <summary>
/// Messages that the subscriber was to resume from, or that a restarted publisher sent before the
/// subscriber found it again, are not in the publisher's history any more.
/// </summary>
/// <inheritdoc cref="StreamItem" path="/param"/>
/// <param name="After">The position after which they were published, over all topics.</param>
/// <param name="Last">
/// The offset of the last of them; null if the history does not know the stream: then it is all that
/// the publisher sent after the position until its end.
/// </param>
public sealed record GoneFromHistory(string Source, DateTimeOffset Time, StreamPosition After, ulong? Last)
    : StreamEvent(Source, Time);

/// <summary>
/// A message sequence other than 0 was received twice: the publisher has two notifiers of one topic
/// at this address. The message follows. A second 0 is a <see cref="PublisherRestarted"/>: so a
/// node looks behind a relay that was restarted after its first message.
/// </summary>
/// <inheritdoc cref="StreamItem" path="/param"/>
/// <param name="Topic">The topic.</param>
/// <param name="Received">The message sequence that was received.</param>
public sealed record Duplicate(string Source, DateTimeOffset Time, string Topic, uint Received)
    : StreamEvent(Source, Time);

/// <summary>A message that cannot belong to its topic; it is not delivered.</summary>
/// <inheritdoc cref="StreamItem" path="/param"/>
/// <param name="Topic">The topic.</param>
/// <param name="Reason">The reason, in words.</param>
/// <param name="PartLengths">The lengths of its parts in bytes; of the first 16 at most.</param>
public sealed record Malformed(
    string Source, DateTimeOffset Time, string Topic, string Reason, IReadOnlyList<int> PartLengths)
    : StreamEvent(Source, Time);

/// <summary>
/// The consumer was too slow, and the queue dropped notifications as its policy says.
/// </summary>
/// <inheritdoc cref="StreamItem" path="/param"/>
/// <param name="Topic">The topic.</param>
/// <param name="Count">
/// Notifications that were dropped, and those missing in gaps that were dropped.
/// </param>
public sealed record Dropped(string Source, DateTimeOffset Time, string Topic, long Count) : StreamEvent(Source, Time);

/// <summary>
/// No message of a topic was received for the time set by
/// <see cref="NotificationSubscriberOptions.StallAfter"/>. The subscriber reconnects.
/// </summary>
/// <inheritdoc cref="StreamItem" path="/param"/>
/// <param name="Topic">The topic.</param>
/// <param name="After">The time that was set.</param>
public sealed record Stalled(string Source, DateTimeOffset Time, string Topic, TimeSpan After)
    : StreamEvent(Source, Time);

/// <summary>
/// The handshake is complete: a ZeroMQ publisher answers (ZMQ_EVENT_HANDSHAKE_SUCCEEDED). Which
/// topics it has is not known from this.
/// </summary>
/// <inheritdoc cref="StreamItem" path="/param"/>
public sealed record HandshakeDone(string Source, DateTimeOffset Time) : StreamEvent(Source, Time);

/// <summary>
/// What the subscriber waits for has not come: a publisher, its handshake, or the first message of
/// a topic. It is reported within 3 s, and again when the reason changes; the same reason at most
/// once a minute, unless there was a connection in between.
/// </summary>
/// <param name="Source">
/// The publisher's address; all addresses of the subscriber for a topic, separated by commas.
/// </param>
/// <param name="Time">When it was noticed, UTC.</param>
/// <param name="Topic">
/// A topic that was not received within <see cref="NotificationSubscriberOptions.UnseenAfter"/>, or
/// is one of <see cref="NotificationSubscriberOptions.MissingTopics"/>; null otherwise.
/// </param>
/// <param name="Reason">What is waited for and why it has not come, in words.</param>
public sealed record Waiting(string Source, DateTimeOffset Time, string? Topic, string Reason)
    : StreamEvent(Source, Time);

/// <summary>
/// A connection whose handshake was complete ended, or was given up. The subscriber reconnects.
/// </summary>
/// <inheritdoc cref="StreamItem" path="/param"/>
/// <param name="Reason">The reason, in words.</param>
public sealed record Disconnected(string Source, DateTimeOffset Time, string Reason) : StreamEvent(Source, Time);

/// <summary>The state of the stream changed.</summary>
/// <param name="Source">Empty: the state is that of all addresses together.</param>
/// <param name="Time">When it changed, UTC.</param>
/// <param name="State">The new state.</param>
public sealed record StateChanged(string Source, DateTimeOffset Time, SubscriberState State)
    : StreamEvent(Source, Time)
{
    internal NotificationSubscriberOptions? Options { get; init; }

    /// <summary>
    /// Whether messages of a topic can come in this stream: it is subscribed to, and is not one of
    /// <see cref="NotificationSubscriberOptions.MissingTopics"/>. Whether a publisher has it is
    /// known to a node's RPC only.
    /// </summary>
    /// <param name="topic">The topic, by its full name.</param>
    public bool CanCarry(string topic) => Options is null
        || (!Options.MissingTopics.Contains(topic)
            && (Options.Topics.Count == 0
                || Options.Topics.Any(prefix => topic.StartsWith(prefix, StringComparison.Ordinal))));
}
