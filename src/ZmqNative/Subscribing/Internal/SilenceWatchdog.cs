namespace ZmqNative.Subscribing;

/// <summary>Watches how long topics have been silent, and which have never been received.</summary>
internal sealed class SilenceWatchdog
{
    // The time after a handshake until it is reported which topics are waited for, in milliseconds.
    private const int PatienceForFirst = 2500;

    private readonly long _started;
    private readonly Dictionary<string, long> _silentSince = [];
    private readonly HashSet<string> _stalled = [];
    private readonly List<string> _unseen;
    private long? _awaitedSince;
    private bool _isAwaitedReported;
    private bool _isAnySeen;
    private readonly NotificationSubscriberOptions _options;

    internal SilenceWatchdog(NotificationSubscriberOptions options, long now)
    {
        (_options, _started) = (options, now);
        _unseen = [.. options.Topics.Except(options.MissingTopics)];
        foreach (string topic in options.StallAfter.Keys.Intersect(options.Records.Keys.Select(known => known.Name)))
        {
            _silentSince[topic] = now;
        }
    }

    /// <summary>Whether <see cref="OnMessage"/> has to be called.</summary>
    internal bool IsWatching => _options.StallAfter.Count > 0 || _unseen.Count > 0 || !_isAnySeen;

    internal bool IsStalled => _stalled.Count > 0;

    /// <summary>
    /// When the next topic may be silent for too long, in milliseconds of
    /// <see cref="Environment.TickCount64"/>.
    /// </summary>
    internal long NextDeadline()
    {
        long next = _unseen.Count > 0 && _options.UnseenAfter > TimeSpan.Zero
            ? _started + (long)_options.UnseenAfter.TotalMilliseconds
            : long.MaxValue;
        foreach ((string topic, long since) in _silentSince)
        {
            next = Math.Min(next, since + Limit(topic));
        }
        return Math.Min(next, _awaitedSince + PatienceForFirst ?? long.MaxValue);
    }

    /// <summary>A message of a topic was received.</summary>
    internal void OnMessage(string topic, long now)
    {
        _isAnySeen = true;
        if (_options.StallAfter.ContainsKey(topic))
        {
            _silentSince[topic] = now;
            _ = _stalled.Remove(topic);
        }
        for (int i = _unseen.Count - 1; i >= 0; i--)
        {
            if (topic.StartsWith(_unseen[i], StringComparison.Ordinal))
            {
                _unseen.RemoveAt(i);
            }
        }
    }

    /// <summary>Restarts the time of all topics, because silence meant nothing until now.</summary>
    internal void Restart(long now)
    {
        foreach (string topic in _silentSince.Keys)
        {
            _silentSince[topic] = now;
        }
    }

    /// <summary>A publisher is connected: what it publishes may come from now on.</summary>
    internal void OnHandshake(long now)
    {
        Restart(now);
        if (_options.UnseenAfter > TimeSpan.Zero && !_isAwaitedReported)
        {
            _awaitedSince = now;
        }
    }

    /// <summary>
    /// What has not come since the last handshake, in words; null before its time, and when
    /// everything has come. It is returned once.
    /// </summary>
    internal string? CollectAwaited(long now)
    {
        if (!(now - _awaitedSince >= PatienceForFirst))
        {
            return null;
        }
        (_awaitedSince, _isAwaitedReported) = (null, true);
        return _unseen.Count > 0 ? string.Join(" or ", _unseen) : _isAnySeen ? null : "message";
    }

    /// <summary>The topics whose time has just expired; it is restarted.</summary>
    internal IEnumerable<(string Topic, TimeSpan After)> CollectStalled(long now)
    {
        foreach (string topic in _silentSince.Keys.Where(topic => now - _silentSince[topic] >= Limit(topic)).ToList())
        {
            _silentSince[topic] = now;
            _ = _stalled.Add(topic);
            yield return (topic, _options.StallAfter[topic]);
        }
    }

    /// <summary>
    /// The topics that have not been received within their time; each is returned once.
    /// </summary>
    internal IEnumerable<string> CollectUnseen(long now)
    {
        if (_options.UnseenAfter <= TimeSpan.Zero || now - _started < (long)_options.UnseenAfter.TotalMilliseconds)
        {
            return [];
        }
        string[] unseen = [.. _unseen];
        _unseen.Clear();
        return unseen;
    }

    private long Limit(string topic) => (long)_options.StallAfter[topic].TotalMilliseconds;
}
