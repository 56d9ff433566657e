using System.Diagnostics;
using ZmqNative.Diagnostics;
using ZmqNative.Interop;
using ZmqNative.Protocol;
using ZmqNative.Security;

namespace ZmqNative.Subscribing;

/// <summary>
/// One address of a subscriber: its current connection, earlier ones that are not read to their
/// end, and its topics. Used by the receiving thread alone.
/// </summary>
/// <param name="context">The receiver's context.</param>
/// <param name="source">The address, as given to the subscriber.</param>
/// <param name="options">The subscriber's options.</param>
/// <param name="security">The keys of its sockets; null without CURVE.</param>
/// <param name="wake">Wakes the receiving thread, to read the news of <see cref="Probe"/>.</param>
internal sealed class Endpoint(
    ZmqContext context, string source, NotificationSubscriberOptions options, ClientSecurity? security = null,
    Action? wake = null) : IDisposable
{
    // The longest back-off where somebody accepts connections and is no publisher: unlike a refused
    // one, such an attempt costs both sides something.
    private static readonly TimeSpan s_longestForOthers = TimeSpan.FromSeconds(1);

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
    private readonly Backoff _backoff = new(options.ReconnectInterval, PeerAddress.LongestBackoff(source, options));
    private readonly Backoff _backoffForOthers = new(
        options.ReconnectInterval, Longer(options.MaxReconnectInterval, s_longestForOthers));

    private ZmqMechanism _mechanism;
    private bool _canProbe;

    // What was found at the address; null while it is unknown, or cannot be probed.
    private PeerProbe? _peer;

    // Whether the next attempt begins with libzmq's connection, because the last one was up.
    private bool _isDirect;
    private bool _isProbing;
    private bool _isSilentPeer;
    private long _upSince;
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
    /// while there is a connection or an attempt.
    /// </summary>
    internal long? NextAttempt => Current is null && !_isProbing ? _nextAttempt : null;

    /// <summary>When the last attempt began; null while there is none.</summary>
    internal long? AttemptedAt { get; set; }

    /// <summary>The probe whose results are not all known yet.</summary>
    internal PeerProbe? Probe { get; private set; }

    /// <summary>The reasons reported why there is no connection.</summary>
    internal ReportedReasons Reported { get; } = new();

    /// <summary>Whether the probe has to find a publisher before a connection is opened.</summary>
    internal bool IsProbing => _isProbing;

    /// <summary>Starts the first attempt, after a check of the options.</summary>
    /// <exception cref="ArgumentException">The sockets cannot receive notifications.</exception>
    /// <exception cref="ZmqException">libzmq does not accept the address.</exception>
    internal void Start()
    {
        (_mechanism, bool hasProxy) = Connection.Check(context, options, security);
        _canProbe = !hasProxy && PeerAddress.CanProbe(_connectTo);
        _connectionGauge = SubscriberMetrics.Connections.Add(source, () => IsUp ? 1 : 0);
        Attempt();
    }

    /// <summary>
    /// Starts the next attempt to connect: with a probe, or immediately where the last connection
    /// was up or nothing can be probed.
    /// </summary>
    internal void Attempt()
    {
        Debug.Assert(Current is null && !_isProbing, "There is one attempt at a time.");
        AttemptedAt = Environment.TickCount64;
        if (_isDirect || !_canProbe)
        {
            Open();
            return;
        }
        if (Probe is not null)
        {
            // What it has not found yet is looked for again.
            Probe.Dispose();
            _peer = null;
        }
        Probe = new PeerProbe(_connectTo, options, _mechanism, _peer?.AnswersPing, wake!);
        _isProbing = true;
        Probe.Start();
    }

    /// <summary>Opens a connection for messages.</summary>
    internal void Open()
    {
        Debug.Assert(Current is null, "There is one attempt at a time.");
        if (_isProbing)
        {
            (_isProbing, _peer) = (false, Probe);
        }
        _connections.Add(new Connection(context, _connectTo, options, security, _peer));
        SocketsChanged = true;
    }

    /// <summary>Takes the last results of the probe.</summary>
    /// <returns>Whether the publisher has just been found not to answer PING.</returns>
    internal bool EndProbe()
    {
        PeerProbe probe = Probe!;
        Probe = null;
        if (probe.AnswersPing && _isUp)
        {
            OpenHeartbeat();
        }
        bool isNew = !probe.AnswersPing && options.HeartbeatInterval > TimeSpan.Zero && !_isSilentPeer;
        _isSilentPeer |= isNew;
        return isNew;
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
        bool wasUp = ended.State == ConnectionState.Up;
        if (wasUp && !isRead && ended.HasHeartbeats && now - _upSince < ShortLife)
        {
            // It may be another publisher now, and one that ends the connection at a PING.
            _peer = null;
        }
        _isDirect = wasUp && _peer is not null;
        AttemptedAt = null;
        TimeSpan delay = isRead ? TimeSpan.Zero : (wasUp ? _backoff : _backoffForOthers).Next();
        _nextAttempt = now + (long)delay.TotalMilliseconds;
        bool mayHaveMessages = wasUp && !isRead;
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

    /// <summary>Schedules the next attempt after one that came to no connection.</summary>
    /// <returns>The time until then.</returns>
    internal TimeSpan Postpone(long now)
    {
        bool isOther = _isProbing && Probe!.IsAccepted;
        (_isProbing, Probe, AttemptedAt) = (false, null, null);
        TimeSpan delay = isOther ? _backoffForOthers.Next() : _backoff.Next();
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
        (_upSince, AttemptedAt) = (Environment.TickCount64, null);
        _backoff.Reset();
        _backoffForOthers.Reset();
        Reported.Clear();
        if (_peer?.AnswersPing ?? true)
        {
            OpenHeartbeat();
        }
    }

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
        Probe?.Dispose();
        _connections.ForEach(connection => connection.Dispose());
        _connectionGauge?.Dispose();
    }

    // A connection that ends so soon may have been ended because of its heartbeats.
    private long ShortLife => (long)(options.HeartbeatInterval + options.HeartbeatTimeout).TotalMilliseconds + 1000;

    private static TimeSpan Longer(TimeSpan one, TimeSpan other) => one > other ? one : other;

    // Beside the current connection, where that has no heartbeats.
    private void OpenHeartbeat()
    {
        try
        {
            SocketsChanged |= Current!.OpenHeartbeat();
        }
        catch (ZmqException)
        {
            // No socket is available at the moment: TCP keepalive alone has to do.
        }
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
