using ZmqNative.Publishing;

namespace ZmqNative.Node.Relay;

/// <summary>
/// Slows down what was held up on its way and comes all at once: sent on as fast as it comes, it would exceed the high water mark of subscribers that keep up
/// with the node itself. What the node sends at its own speed is never slowed down.
/// </summary>
internal sealed class Pace
{
    // How long the other side may need for half of what its mark lets through: a busy machine has threads wait.
    private const double HalfTime = 40;

    // How many messages may follow each other without a pause, half of the mark; 0 is no limit.
    private readonly int _burst;

    // How many messages one of a topic becomes.
    private readonly Dictionary<string, int> _published = new(StringComparer.Ordinal);
    private double _ahead;
    private long _last = Environment.TickCount64;

    internal Pace(NotificationInterface notifications)
    {
        _burst = notifications.GetActiveNotifications().Select(row => row.HighWatermark).Where(mark => mark > 0).DefaultIfEmpty().Min() / 2;
        IReadOnlyList<PublishedTopic> published = notifications.GetPublishedTopics();
        foreach (string topic in UpstreamTopics.Of(published))
        {
            _published[topic] = UpstreamTopics.MessagesMadeFrom(topic, published);
        }
    }

    /// <summary>Whether there is a high water mark at all.</summary>
    internal bool IsLimited => _burst > 0;

    /// <summary>Waits, if need be, after something was published.</summary>
    /// <param name="topic">What came in.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    internal Task FollowAsync(string topic, CancellationToken cancellationToken) => IsTooFast(topic, Environment.TickCount64) ? Task.Delay((int)HalfTime / 2, cancellationToken) : Task.CompletedTask;

    /// <summary>Whether a pause is due after something was published.</summary>
    /// <param name="topic">The topic that came in.</param>
    /// <param name="now">In milliseconds of <see cref="Environment.TickCount64"/>.</param>
    internal bool IsTooFast(string topic, long now)
    {
        if (!IsLimited)
        {
            return false;
        }
        _ahead = Math.Max(0, _ahead - ((now - _last) * _burst / HalfTime)) + _published.GetValueOrDefault(topic);
        _last = now;
        return _ahead > _burst;
    }
}
