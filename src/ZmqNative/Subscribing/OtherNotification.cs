namespace ZmqNative.Subscribing;

/// <summary>A notification of a topic that is none of Core's five, with whatever it has; parts beyond the third are passed over.</summary>
public sealed record OtherNotification : RawNotification
{
    internal OtherNotification(in ReceivedNotification received, string topic)
        : base(received, topic)
    {
    }
}
