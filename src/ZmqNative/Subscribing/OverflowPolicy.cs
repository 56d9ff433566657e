namespace ZmqNative.Subscribing;

/// <summary>
/// What happens to new notifications while the queue of a <see cref="NotificationSubscriber"/> is
/// full.
/// </summary>
public enum OverflowPolicy
{
    /// <summary>
    /// They wait in libzmq's queue and then in the publisher's. What exceeds the publisher's high
    /// water mark is lost and reported as a <see cref="Gap"/>.
    /// </summary>
    Wait,

    /// <summary>
    /// The oldest notification in the queue is dropped; <see cref="Dropped"/> reports how many
    /// were.
    /// </summary>
    DropOldest,

    /// <summary>
    /// The new notification is dropped; <see cref="Dropped"/> reports how many were.
    /// </summary>
    DropNewest,

    /// <summary>
    /// Of each topic of each address only the newest notification waits, with all its parts: it takes
    /// the place of the one before, whether the queue is full or not. <see cref="Dropped"/> reports
    /// how many were dropped. For consumers that want the present state, such as a display.
    /// </summary>
    /// <remarks>
    /// This is what ZMQ_CONFLATE would be if it knew topics and kept all parts of a message. A full
    /// queue drops the topic that has waited longest.
    /// </remarks>
    KeepNewestOfEachTopic,
}
