namespace ZmqNative.Subscribing;

/// <summary>Receives a stream on the receiving thread itself, without a queue and without allocations. Must not throw, and should not take long.</summary>
public interface INotificationHandler
{
    /// <summary>Whether it takes a message now. While not, messages wait with libzmq; connections are looked after all the same (default: yes).</summary>
    bool IsReady => true;

    /// <summary>A notification; its bytes are gone when this returns, unless the body is taken.</summary>
    /// <param name="notification">The notification.</param>
    void OnNotification(in ReceivedNotification notification);

    /// <summary>What was noticed; the last one says <see cref="SubscriberState.Stopped"/>.</summary>
    /// <param name="streamEvent">The event.</param>
    void OnEvent(StreamEvent streamEvent);
}
