using System.Collections;
using ZmqNative.Subscribing;

namespace ZmqNative.Cli;

/// <summary>
/// The topics that came, in the order of their names; those beyond the first 32 are one. Not
/// thread-safe.
/// </summary>
internal sealed class TopicActivities : IEnumerable<KeyValuePair<string, TopicActivity>>
{
    private const int Most = 32;
    private const string Other = "(other)";

    private readonly SortedDictionary<string, TopicActivity> _topics = new(StringComparer.Ordinal);

    /// <summary>The present, in seconds of a clock that is never set.</summary>
    internal static long Second => Environment.TickCount64 / 1000;

    /// <summary>Counts a message.</summary>
    internal void Add(string topic, DateTimeOffset time, uint? messageSequence) =>
        Find(topic).Add(Second, time, messageSequence);

    /// <summary>Counts what an event says is lost.</summary>
    internal void Lose(StreamEvent item)
    {
        switch (item)
        {
            case Gap e:
                Find(e.Topic).AddLoss(e.Lost);
                break;
            case Discontinuity e:
                Find(e.Topic).AddLoss(0);
                break;
            case Dropped e:
                Find(e.Topic).AddLoss(e.Count);
                break;
        }
    }

    public IEnumerator<KeyValuePair<string, TopicActivity>> GetEnumerator() => _topics.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    private TopicActivity Find(string topic)
    {
        if (!_topics.TryGetValue(topic, out TopicActivity? activity)
            && (_topics.Count < Most || !_topics.TryGetValue(topic = Other, out activity)))
        {
            _topics.Add(topic, activity = new TopicActivity(Second));
        }
        return activity;
    }
}
