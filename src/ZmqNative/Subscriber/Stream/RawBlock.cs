namespace ZmqNative.Subscriber;

/// <summary><c>rawblock</c>: the new tip as a whole, serialised with witness; <see cref="ZmqNative.Node.Block.Parse"/> reads it.</summary>
public sealed record RawBlock : RawNotification
{
    internal RawBlock(in ReceivedNotification received)
        : base(received, "rawblock")
    {
    }
}
