using ZmqNative.Interop;
using ZmqNative.Protocol;

namespace ZmqNative.Subscribing;

/// <summary>What the receiving thread knows of one address: its connection, those before it that are not read to their end, and its topics.</summary>
internal sealed class PublisherConnection(ZmqContext context, string source, NotificationSubscriberOptions options) : IDisposable
{
    // libzmq hands over the last messages of a connection just after it has reported its end.
    private const int LastMessages = 100;

    // Lives that wait to be read while the consumer takes nothing; those in between are given up, which shows as a discontinuity.
    private const int MaximumLives = 8;

    // A publisher that invents topics must not fill the memory; those beyond have no counters.
    private const int MaximumTopics = 256;

    private readonly string _endpoint = SubscriberAddress.ToEndpoint(source);
    private readonly List<ConnectionLife> _lives = [];
    private readonly List<TopicCounter> _topics = [];
    private TopicCounter? _last;
    private TimeSpan _delay = options.ReconnectInterval;
    private long _openAt = long.MinValue;

    internal string Source => source;

    internal IReadOnlyList<ConnectionLife> Lives => _lives;

    internal IReadOnlyList<TopicCounter> Topics => _topics;

    /// <summary>The life whose messages come next.</summary>
    internal ConnectionLife? Front => _lives.Count > 0 ? _lives[0] : null;

    /// <summary>Something may have come to the front life that is not received yet: only what is received to the last is told of again.</summary>
    internal bool MayHaveMessages { get; set; }

    internal bool IsUp => _lives.Count > 0 && _lives[^1] is { IsUp: true, EndedAt: null };

    /// <summary>When the next attempt is due; null while one is under way.</summary>
    internal long? OpenAt => _lives.Count == 0 || _lives[^1].EndedAt is not null ? _openAt : null;

    /// <summary>Makes the next attempt.</summary>
    internal void Open() => _lives.Add(new ConnectionLife(context, _endpoint, options));

    /// <summary>Ends the last life; the next attempt comes after the delay. At once: it is closed, and the next comes now.</summary>
    internal void End(long now, bool atOnce)
    {
        _lives[^1].EndedAt = now;
        Postpone(now, atOnce);
        if (atOnce || !_lives[^1].IsUp)
        {
            // Nothing can have come over it, or it was read.
            Remove(_lives.Count - 1);
        }
        else if (_lives.Count > MaximumLives)
        {
            Remove(1);
        }
    }

    /// <summary>An attempt could not even begin.</summary>
    internal void Postpone(long now, bool atOnce = false)
    {
        // A little at random, so that many subscribers do not come back in step.
        _openAt = atOnce ? now : now + (long)(_delay.TotalMilliseconds * (0.75 + (Random.Shared.NextDouble() / 2)));
        _delay = TimeSpan.FromTicks(Math.Min(_delay.Ticks * 2, options.MaxReconnectInterval.Ticks));
    }

    internal void Succeed() => _delay = options.ReconnectInterval;

    /// <summary>Removes the front life once it has ended and nothing more is to be read from it.</summary>
    /// <returns>Whether it was removed.</returns>
    internal bool RemoveDrained(long now)
    {
        if (Front?.EndedAt is not long ended || now - ended < LastMessages)
        {
            return false;
        }
        Remove(0);
        return true;
    }

    /// <summary>The counter of a topic; a new one each time when there are too many.</summary>
    internal TopicCounter Find(ReadOnlySpan<byte> topic)
    {
        // Messages of one topic often follow each other.
        if (_last is { } last && last.Is(topic))
        {
            return last;
        }
        foreach (TopicCounter known in _topics)
        {
            if (known.Is(topic))
            {
                return _last = known;
            }
        }
        TopicCounter counter = new(source, topic);
        if (_topics.Count < MaximumTopics)
        {
            _topics.Add(counter);
        }
        return counter;
    }

    public void Dispose() => _lives.ForEach(life => life.Dispose());

    private void Remove(int index)
    {
        _lives[index].Dispose();
        _lives.RemoveAt(index);

        // What the next one has is told when it is waited for.
        MayHaveMessages &= index > 0;
    }
}
