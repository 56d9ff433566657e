using ZmqNative.Bitcoin;

namespace ZmqNative.Subscribing;

/// <summary>A message or event that waits behind a loss.</summary>
/// <param name="Message">The message; null for an event.</param>
/// <param name="Event">The event; null for a message.</param>
/// <param name="Kind">What the message says.</param>
/// <param name="Hash">Its block or transaction.</param>
/// <param name="Since">When it came, in milliseconds of <see cref="Environment.TickCount64"/>.</param>
internal sealed record HeldItem(
    IncomingMessage? Message, StreamEvent? Event, StreamMessageKind Kind, Hash256 Hash, long Since)
{
    /// <summary>The message sequence of a message that has a track.</summary>
    internal uint Counter => Message!.MessageSequence!.Value;

    /// <summary>The mempool sequence of an A or R; otherwise 0.</summary>
    internal ulong MempoolSequence =>
        Kind is StreamMessageKind.Added or StreamMessageKind.Removed
            ? NotificationParser.MempoolSequence(Message!.Body.Content) : 0;

    /// <summary>Whether it says that a block's burst has ended.</summary>
    internal bool IsBoundary => Kind >= StreamMessageKind.Connected;

    /// <summary>Whether it is C or D.</summary>
    internal bool IsStep => Kind is StreamMessageKind.Connected or StreamMessageKind.Disconnected;
}
