namespace ZmqNative.Subscribing;

/// <summary>Watches how long topics have been silent, and which never came.</summary>
internal sealed class Watchdog
{
    private readonly long _started;
    private readonly Dictionary<string, long> _silentSince = [];
    private readonly HashSet<string> _stalled = [];
    private readonly List<string> _unseen;
    private readonly NotificationSubscriberOptions _options;

    internal Watchdog(NotificationSubscriberOptions options, long now)
    {
        (_options, _started) = (options, now);
        _unseen = [.. options.Topics.Except(options.MissingTopics)];
        foreach (string topic in options.StallAfter.Keys)
        {
            _silentSince[topic] = now;
        }
    }

    /// <summary>Whether it matters what comes.</summary>
    internal bool Waits => _silentSince.Count > 0 || _unseen.Count > 0;

    internal bool IsStalled => _stalled.Count > 0;

    /// <summary>When to look again, in milliseconds of <see cref="Environment.TickCount64"/>.</summary>
    internal long Next()
    {
        long next = _unseen.Count > 0 && _options.UnseenAfter > TimeSpan.Zero ? _started + (long)_options.UnseenAfter.TotalMilliseconds : long.MaxValue;
        foreach ((string topic, long since) in _silentSince)
        {
            next = Math.Min(next, since + Limit(topic));
        }
        return next;
    }

    internal void Saw(string topic, long now)
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

    /// <summary>While no publisher is connected silence is no news: time begins anew.</summary>
    internal void Excuse(long now)
    {
        foreach (string topic in _silentSince.Keys)
        {
            _silentSince[topic] = now;
        }
    }

    /// <summary>Topics whose time has just run out; it begins anew.</summary>
    internal IEnumerable<(string Topic, TimeSpan After)> TakeStalled(long now)
    {
        foreach (string topic in _silentSince.Keys.Where(topic => now - _silentSince[topic] >= Limit(topic)).ToList())
        {
            _silentSince[topic] = now;
            _ = _stalled.Add(topic);
            yield return (topic, _options.StallAfter[topic]);
        }
    }

    /// <summary>Topics that have not come within their time, once.</summary>
    internal IEnumerable<string> TakeUnseen(long now)
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
