namespace ZmqNative.Subscribing;

/// <summary>
/// A notification with a body of any length. The body is a copy in memory that the garbage collector owns: there is nothing to
/// dispose of, and what was read from it stays valid. <see cref="NotificationReceiver"/> is the form without a copy.
/// </summary>
public abstract record RawNotification : Notification
{
    private readonly byte[] _body;

    private protected RawNotification(in ReceivedNotification received, string topic)
        : base(received.Source, received.Time, topic, received.MessageSequence) => _body = received.Body.ToArray();

    /// <summary>The second part; empty when there is none.</summary>
    public ReadOnlySpan<byte> Body => _body;

    /// <summary>The second part, for what takes memory: <see cref="Bitcoin.Block.Parse"/> reads it without another copy.</summary>
    public ReadOnlyMemory<byte> BodyMemory => _body;
}
