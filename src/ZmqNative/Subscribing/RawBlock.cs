namespace ZmqNative.Subscribing;

/// <summary><c>rawblock</c>: the new tip as a whole, serialised with witness; <see cref="Bitcoin.Block.Parse"/> reads it.</summary>
public sealed record RawBlock : RawNotification
{
    internal RawBlock(in ReceivedNotification received)
        : base(received, "rawblock")
    {
    }
}
