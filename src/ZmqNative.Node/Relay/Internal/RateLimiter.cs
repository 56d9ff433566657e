using ZmqNative.Publishing;

namespace ZmqNative.Node.Relay;

/// <summary>
/// Limits the rate of messages that were delayed and arrive in one burst: passed on as fast as they
/// arrive, they would exceed the high water mark of subscribers that keep up with the node itself.
/// Messages that the node sends at its own speed are never delayed. A leaky bucket.
/// </summary>
internal sealed class RateLimiter
{
    // How long a subscriber may need for half of its high water mark, in milliseconds: on a busy
    // machine its thread waits for the processor.
    private const double HalfTime = 40;

    // How many messages may follow each other without a pause: half of the high water mark; 0 is no
    // limit.
    private readonly int _burst;

    // How many messages are published for one received message of each topic.
    private readonly Dictionary<string, int> _published = new(StringComparer.Ordinal);
    private double _ahead;
    private long _last = Environment.TickCount64;

    internal RateLimiter(NotificationInterface notifications)
    {
        _burst = notifications.GetActiveNotifications()
            .Select(row => row.HighWatermark).Where(mark => mark > 0).DefaultIfEmpty().Min() / 2;
        IReadOnlyList<PublishedTopic> published = notifications.Notifiers.Topics();
        foreach (string topic in UpstreamTopics.Of(published))
        {
            _published[topic] = UpstreamTopics.MessagesMadeFrom(topic, published);
        }
    }

    /// <summary>False when no notifier has a high water mark.</summary>
    internal bool IsLimited => _burst > 0;

    /// <summary>Waits after something was published, if a pause is due.</summary>
    /// <param name="topic">The topic that was received.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    internal Task WaitAsync(string topic, CancellationToken cancellationToken) =>
        IsTooFast(topic, Environment.TickCount64)
            ? Task.Delay((int)HalfTime / 2, cancellationToken)
            : Task.CompletedTask;

    /// <summary>Whether a pause is due after something was published.</summary>
    /// <param name="topic">The topic that was received.</param>
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
