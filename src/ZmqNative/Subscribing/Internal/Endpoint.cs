using System.Diagnostics;
using ZmqNative.Diagnostics;
using ZmqNative.Interop;
using ZmqNative.Protocol;

namespace ZmqNative.Subscribing;

/// <summary>
/// One address of a subscriber: its current connection, earlier ones that are not read to their
/// end, and its topics. Used by the receiving thread alone.
/// </summary>
internal sealed class Endpoint(ZmqContext context, string source, NotificationSubscriberOptions options) : IDisposable
{
    // libzmq delivers the last messages of a connection just after it has reported its end, in
    // milliseconds.
    private const int DrainTime = 100;

    // Connections that wait to be read while the consumer reads nothing. Beyond that the second
    // oldest is closed, which shows as a discontinuity.
    private const int MaximumConnections = 8;

    // A publisher that invents topics must not fill the memory; the sequences of topics beyond are
    // not tracked.
    private const int MaximumTopics = 256;

    private readonly string _connectTo = SubscriberAddress.ToEndpoint(source);
    private readonly List<Connection> _connections = [];
    private readonly List<SequenceTracker> _topics = [];
    private SequenceTracker? _lastTopic;
    private readonly Backoff _backoff = new(options.ReconnectInterval, options.MaxReconnectInterval);
    private long _nextAttempt = long.MinValue;
    private IDisposable? _connectionGauge;
    private volatile bool _isUp;

    /// <summary>The address, as given to the subscriber.</summary>
    internal string Source => source;

    internal List<Connection> Connections => _connections;

    /// <summary>The connection whose messages come next: the oldest one.</summary>
    internal Connection? Oldest => _connections.Count > 0 ? _connections[0] : null;

    /// <summary>The connection that has not ended; null between two attempts.</summary>
    internal Connection? Current =>
        _connections is [.., { State: not ConnectionState.Draining } newest] ? newest : null;

    /// <summary>Whether the handshake of the current connection is complete. Any thread.</summary>
    internal bool IsUp => _isUp;

    /// <summary>Whether the oldest connection has messages that were not read yet.</summary>
    internal bool HasMessages { get; set; }

    /// <summary>Whether sockets were opened or closed since it was last reset.</summary>
    internal bool SocketsChanged { get; set; }

    /// <summary>
    /// When the next attempt is due, in milliseconds of <see cref="Environment.TickCount64"/>; null
    /// while there is a connection.
    /// </summary>
    internal long? NextAttempt => Current is null ? _nextAttempt : null;

    /// <summary>Starts the next attempt to connect.</summary>
    internal void Open()
    {
        Debug.Assert(Current is null, "There is one attempt at a time.");
        _connectionGauge ??= SubscriberMetrics.Connections.Add(source, () => IsUp ? 1 : 0);
        _connections.Add(new Connection(context, _connectTo, options));
        SocketsChanged = true;
    }

    /// <summary>Ends the current connection and schedules the next attempt.</summary>
    /// <param name="now">Milliseconds of <see cref="Environment.TickCount64"/>.</param>
    /// <param name="isRead">
    /// Whether it was read to its end: then it is closed now, and the next attempt is due now.
    /// </param>
    /// <returns>The time until the next attempt.</returns>
    internal TimeSpan End(long now, bool isRead)
    {
        Connection ended = Current!;
        TimeSpan delay = isRead ? TimeSpan.Zero : _backoff.Next();
        _nextAttempt = now + (long)delay.TotalMilliseconds;
        bool mayHaveMessages = ended.State == ConnectionState.Up && !isRead;
        ended.SetDraining(now);
        _isUp = false;
        if (!mayHaveMessages)
        {
            Remove(_connections.Count - 1);
        }
        else if (_connections.Count > MaximumConnections)
        {
            Remove(1);
        }
        SocketsChanged = true;
        return delay;
    }

    /// <summary>Schedules the next attempt after one that could not be started.</summary>
    /// <returns>The time until then.</returns>
    internal TimeSpan Postpone(long now)
    {
        TimeSpan delay = _backoff.Next();
        _nextAttempt = now + (long)delay.TotalMilliseconds;
        return delay;
    }

    /// <summary>
    /// The handshake of the current connection is complete: the back-off is reset.
    /// </summary>
    internal void CompleteHandshake()
    {
        Current!.SetUp();
        _isUp = true;
        _backoff.Reset();
    }

    /// <summary>
    /// Opens a connection for heartbeats beside the current one, where it needs one.
    /// </summary>
    internal void OpenHeartbeat() => SocketsChanged |= Current!.OpenHeartbeat();

    /// <summary>
    /// Removes the oldest connection if it has ended long enough ago; the caller has read it to its
    /// end.
    /// </summary>
    internal void RemoveDrained(long now)
    {
        if (Oldest is { State: ConnectionState.Draining } ended && now - ended.EndedAt >= DrainTime)
        {
            Remove(0);
        }
    }

    /// <summary>Whether it has published the topic.</summary>
    internal bool HasTopic(string topic) => _topics.Exists(known => known.Topic == topic);

    /// <summary>
    /// The tracker of a topic; a new one for each message of topics beyond the limit.
    /// </summary>
    internal SequenceTracker Find(ReadOnlySpan<byte> topic)
    {
        // Messages of one topic often follow each other.
        if (_lastTopic is { } last && last.Is(topic))
        {
            return last;
        }
        foreach (SequenceTracker known in _topics)
        {
            if (known.Is(topic))
            {
                return _lastTopic = known;
            }
        }
        bool isTracked = _topics.Count < MaximumTopics;
        SequenceTracker tracker = new(source, topic, options, isTracked);
        if (isTracked)
        {
            _topics.Add(tracker);
        }
        return tracker;
    }

    public void Dispose()
    {
        _connections.ForEach(connection => connection.Dispose());
        _connectionGauge?.Dispose();
    }

    private void Remove(int index)
    {
        _connections[index].Dispose();
        _connections.RemoveAt(index);
        SocketsChanged = true;

        // The poll set reports what the next connection has.
        HasMessages &= index > 0;
    }
}
