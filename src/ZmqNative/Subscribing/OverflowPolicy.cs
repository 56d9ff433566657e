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
}
