namespace ZmqNative.Subscribing;

/// <summary>Watches how long topics have been silent, and which have never been received.</summary>
internal sealed class SilenceWatchdog
{
    private readonly long _started;
    private readonly Dictionary<string, long> _silentSince = [];
    private readonly HashSet<string> _stalled = [];
    private readonly List<string> _unseen;
    private readonly NotificationSubscriberOptions _options;

    internal SilenceWatchdog(NotificationSubscriberOptions options, long now)
    {
        (_options, _started) = (options, now);
        _unseen = [.. options.Topics.Except(options.MissingTopics)];
        foreach (string topic in options.StallAfter.Keys)
        {
            _silentSince[topic] = now;
        }
    }

    /// <summary>Whether <see cref="OnMessage"/> has to be called.</summary>
    internal bool IsWatching => _silentSince.Count > 0 || _unseen.Count > 0;

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
        return next;
    }

    /// <summary>A message of a topic was received.</summary>
    internal void OnMessage(string topic, long now)
    {
        if (_silentSince.ContainsKey(topic))
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
