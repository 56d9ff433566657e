namespace ZmqNative.JetStream;

/// <summary>What a <see cref="JetStreamPublisher"/> does.</summary>
public enum JetStreamState
{
    /// <summary>
    /// The server cannot be reached, or does not store; messages wait in the buffer.
    /// </summary>
    Waiting,

    /// <summary>Another writer holds the lease; this one is ready to replace it.</summary>
    Standby,

    /// <summary>It holds the lease and writes.</summary>
    Writing,

    /// <summary>The run has ended.</summary>
    Stopped,
}
