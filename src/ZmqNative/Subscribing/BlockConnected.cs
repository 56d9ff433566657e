using ZmqNative.Bitcoin;

namespace ZmqNative.Subscribing;

/// <summary><c>sequence</c>, label C: a block was connected.</summary>
/// <param name="Source">The address, as given to the subscriber.</param>
/// <param name="Time">When it was received or noticed, UTC.</param>
/// <param name="MessageSequence">The third part; null when the publisher sends none.</param>
/// <param name="Hash">The block's hash.</param>
public sealed record BlockConnected(string Source, DateTimeOffset Time, uint? MessageSequence, Hash256 Hash)
    : Notification(Source, Time, "sequence", MessageSequence);
