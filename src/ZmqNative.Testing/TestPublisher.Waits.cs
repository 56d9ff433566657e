namespace ZmqNative.Testing;

/// <content>Readiness, instead of sleeping.</content>
public sealed partial class TestPublisher
{
    /// <summary>
    /// Waits until each of these topics has a subscriber. Messages published from then on reach it.
    /// </summary>
    /// <param name="timeout">How long at most.</param>
    /// <param name="topics">
    /// Whole topics, at least one. A subscription to a prefix of a topic, or to all topics, counts.
    /// </param>
    /// <remarks>
    /// A subscription of a connection that broke counts until the break is noticed: to wait for a
    /// new one, <see cref="WaitForNoSubscriber"/> first; after a restart that is not needed. After
    /// a reconnection, sockets of libzmq and NetMQ subscribe again only while some thread receives
    /// from them, so wait here on another thread. A second subscriber with the same subscription
    /// cannot be distinguished from the first, so give each a publisher of its own.
    /// </remarks>
    /// <exception cref="ArgumentException">There is no topic.</exception>
    /// <exception cref="TimeoutException">
    /// The time ran out; the message lists the subscriptions.
    /// </exception>
    /// <exception cref="ObjectDisposedException">It is disposed of.</exception>
    public void WaitForSubscriber(TimeSpan timeout, params string[] topics) =>
        WaitForSubscriberAsync(timeout, CancellationToken.None, topics).GetAwaiter().GetResult();

    /// <inheritdoc cref="WaitForSubscriber"/>
    /// <param name="timeout">How long at most.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <param name="topics">
    /// Whole topics, at least one; a subscription to a beginning of one, or to everything, counts.
    /// </param>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public Task WaitForSubscriberAsync(TimeSpan timeout, CancellationToken cancellationToken, params string[] topics)
    {
        ArgumentNullException.ThrowIfNull(topics);
        ArgumentOutOfRangeException.ThrowIfZero(topics.Length, nameof(topics));
        return _subscriptions.WaitForAsync(topics, timeout, cancellationToken);
    }

    /// <summary>
    /// Waits until there is no subscription: the publisher has noticed that its subscribers are
    /// gone.
    /// </summary>
    /// <param name="timeout">How long at most.</param>
    /// <exception cref="TimeoutException">
    /// The time ran out; the message says what is subscribed to.
    /// </exception>
    /// <exception cref="ObjectDisposedException">It is disposed of.</exception>
    public void WaitForNoSubscriber(TimeSpan timeout) =>
        WaitForNoSubscriberAsync(timeout, CancellationToken.None).GetAwaiter().GetResult();

    /// <inheritdoc cref="WaitForNoSubscriber"/>
    /// <param name="timeout">How long at most.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public Task WaitForNoSubscriberAsync(TimeSpan timeout, CancellationToken cancellationToken) =>
        _subscriptions.WaitForNoneAsync(timeout, cancellationToken);
}
