namespace ZmqNative.Subscribing;

/// <summary>How a subscriber's stream is doing, for programs to look at.</summary>
public enum SubscriberState
{
    /// <summary>A publisher is not connected, now or not yet.</summary>
    Recovering,

    /// <summary>Every publisher is connected and has completed the handshake.</summary>
    Live,

    /// <summary>A topic has been silent for longer than was set, although the publisher is connected.</summary>
    Stalled,

    /// <summary>It was disposed of or cancelled, and nothing comes any more.</summary>
    Stopped,
}
