namespace ZmqNative.Subscribing;

/// <summary>What happens to new items while the queue is full.</summary>
public enum OverflowPolicy
{
    /// <summary>They wait with libzmq and the publisher; what exceeds their limits is lost there, and seen as a gap.</summary>
    Wait,

    /// <summary>The oldest waiting notification makes room; <see cref="Dropped"/> tells how many did.</summary>
    DropOldest,

    /// <summary>The new notification is dropped; <see cref="Dropped"/> tells how many were.</summary>
    DropNewest,
}
