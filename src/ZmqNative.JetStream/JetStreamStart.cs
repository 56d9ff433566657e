namespace ZmqNative.JetStream;

/// <summary>Where a <see cref="JetStreamSubscriber"/> begins that has no position and no time.</summary>
public enum JetStreamStart
{
    /// <summary>With the next message.</summary>
    New,

    /// <summary>With the newest message of each topic.</summary>
    Last,

    /// <summary>With the oldest message in the stream.</summary>
    First,
}
