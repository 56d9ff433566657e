namespace ZmqNative.Subscribing;

/// <summary>
/// Handles a stream on the receiving thread, without a queue and without allocations. Its members
/// must not throw, and should return soon: while one runs, nothing is received.
/// </summary>
public interface INotificationHandler
{
    /// <summary>
    /// Whether a notification can be handled now (default: true). While it is false, messages wait
    /// in libzmq's queue, and connections are maintained. It is read again at least every 50 ms.
    /// </summary>
    bool IsReady => true;

    /// <summary>
    /// Handles a notification. Its memory is valid until this returns, unless the body is taken.
    /// </summary>
    /// <param name="notification">The notification.</param>
    void OnNotification(in ReceivedNotification notification);

    /// <summary>
    /// Handles an event. The last one is <see cref="StateChanged"/> with
    /// <see cref="SubscriberState.Stopped"/>.
    /// </summary>
    /// <param name="streamEvent">The event.</param>
    void OnEvent(StreamEvent streamEvent);
}
