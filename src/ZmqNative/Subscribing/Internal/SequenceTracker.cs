using System.Text;
using ZmqNative.Diagnostics;
using ZmqNative.Protocol;

namespace ZmqNative.Subscribing;

/// <summary>
/// Tracks the message sequence of one topic of one endpoint, over all its connections and all runs
/// of the publisher.
/// </summary>
internal sealed class SequenceTracker
{
    // A sequence passes from 2^32 - 1 to 0. Up to this distance, a jump over that end is a loss and
    // not a restart.
    private const uint WrapWindow = 1 << 24;

    private readonly byte[] _bytes;
    private readonly bool _isTracked;
    private bool _hasSeries;
    private uint? _expected;
    private object? _connection;

    /// <summary>Starts with the first message, whatever its sequence is.</summary>
    /// <param name="source">The publisher's address.</param>
    /// <param name="topic">The topic as it is sent.</param>
    /// <param name="options">The records there are.</param>
    /// <param name="isTracked">False for one of too many topics, which all share a tag in metrics.</param>
    internal SequenceTracker(
        string source, ReadOnlySpan<byte> topic, NotificationSubscriberOptions options, bool isTracked = true)
    {
        (Source, _bytes, _isTracked) = (source, topic.ToArray(), isTracked);
        Topic = Encoding.Latin1.GetString(topic);
        (Known, Record) = options.Records.FirstOrDefault(record => record.Key.Name == Topic);
    }

    /// <summary>The publisher's address, as given to the subscriber.</summary>
    internal string Source { get; }

    /// <summary>The topic as it is sent.</summary>
    internal ReadOnlySpan<byte> Bytes => _bytes;

    /// <summary>
    /// The topic as text; bytes beyond ASCII as Latin-1, so that different topics stay different.
    /// </summary>
    internal string Topic { get; }

    /// <summary>
    /// The tag of the topic in metrics: one for all topics whose sequences are not tracked.
    /// </summary>
    internal string Tag => _isTracked ? Topic : SubscriberMetrics.OtherTopics;

    /// <summary>The topic if it has a record; null otherwise.</summary>
    internal Topic? Known { get; }

    /// <summary>Creates the record of a notification of the topic; null if it has none of its own.</summary>
    internal Func<ReceivedNotification, Notification>? Record { get; }

    /// <summary>Counts a message in metrics; with the first one all series of the topic begin.</summary>
    internal void Count(long bytes)
    {
        if (!SubscriberMetrics.CountsMessages)
        {
            return;
        }
        if (!_hasSeries)
        {
            _hasSeries = true;
            SubscriberMetrics.Begin(Tag, Source);
        }
        SubscriberMetrics.Received(Tag, Source, bytes);
    }

    /// <summary>Whether a message sequence was the last one observed.</summary>
    internal bool HasObserved(uint counter) => _expected == unchecked(counter + 1);

    internal bool Is(ReadOnlySpan<byte> topic) => topic.SequenceEqual(_bytes);

    /// <summary>Compares a message sequence with the expected one.</summary>
    /// <param name="received">The message sequence.</param>
    /// <param name="connection">
    /// The connection it came over, or another object that stands for one life of its writer: after a
    /// new one the publisher may have been restarted.
    /// </param>
    /// <param name="time">The time of the event.</param>
    /// <returns>
    /// What the sequence reveals; null for the expected one, and for the first of the topic.
    /// </returns>
    internal StreamEvent? Observe(uint received, object? connection, DateTimeOffset time)
    {
        bool isReconnected = _connection != connection;
        _connection = connection;
        if (_expected is not uint expected || received == expected)
        {
            _expected = unchecked(received + 1);
            return null;
        }
        StreamEvent? revealed = Compare(expected, received, isReconnected, time);
        _expected = revealed is Duplicate ? expected : unchecked(received + 1);
        return revealed;
    }

    /// <summary>Compares a message sequence with the one that is due, and remembers nothing.</summary>
    /// <param name="expected">The message sequence that is due.</param>
    /// <param name="received">The message sequence.</param>
    /// <param name="isReconnected">Whether it came over another connection than the one before.</param>
    /// <param name="time">The time of the event.</param>
    /// <returns>What the sequence reveals; null for the expected one.</returns>
    internal StreamEvent? Compare(uint expected, uint received, bool isReconnected, DateTimeOffset time)
    {
        uint ahead = unchecked(received - expected);
        if (ahead == 0)
        {
            return null;
        }
        // A second 0 comes from a publisher behind a relay that was restarted after its first message.
        if (!isReconnected && ahead == uint.MaxValue && received != 0)
        {
            return new Duplicate(Source, time, Topic, received);
        }

        // Numerically smaller, or more than half of the range away, is a step back; but a short
        // step forward may pass the end of the range.
        bool isBack = ahead > WrapWindow && (received < expected || ahead > int.MaxValue);
        return isBack ? new PublisherRestarted(Source, time, Topic, expected, received)
            : isReconnected ? new Discontinuity(Source, time, Topic, expected, received)
            : new Gap(Source, time, Topic, expected, received, ahead);
    }
}
