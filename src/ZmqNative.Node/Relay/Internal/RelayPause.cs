using ZmqNative.Subscribing;

namespace ZmqNative.Node.Relay;

/// <summary>
/// Gives the feed its turn, for the rate limit and to look after the node: the receiving thread may
/// not wait, because it looks after the connections.
/// </summary>
/// <param name="IsTick">True once a second, false for the rate limit.</param>
internal sealed record RelayPause(bool IsTick) : StreamItem(string.Empty, default);
