namespace ZmqNative.Subscribing;

/// <summary>The state of a subscriber's stream.</summary>
public enum SubscriberState
{
    /// <summary>At least one publisher is not connected.</summary>
    Recovering,

    /// <summary>Every publisher is connected and has completed the handshake.</summary>
    Live,

    /// <summary>
    /// Every publisher is connected, and a topic has been silent for longer than
    /// <see cref="NotificationSubscriberOptions.StallAfter"/> allows.
    /// </summary>
    Stalled,

    /// <summary>The subscriber was disposed of; no item follows.</summary>
    Stopped,
}
