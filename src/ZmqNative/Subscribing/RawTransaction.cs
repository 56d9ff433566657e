namespace ZmqNative.Subscribing;

/// <summary><c>rawtx</c>: a transaction as for <see cref="HashTransaction"/>, serialised with witness.</summary>
public sealed record RawTransaction : RawNotification
{
    internal RawTransaction(in ReceivedNotification received)
        : base(received, "rawtx")
    {
    }
}
