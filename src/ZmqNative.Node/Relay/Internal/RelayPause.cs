using ZmqNative.Subscribing;

namespace ZmqNative.Node.Relay;

/// <summary>
/// Gives the feed its turn, for the rate limit and to look after the node: the receiving thread may
/// not wait, because it looks after the connections.
/// </summary>
internal sealed record RelayPause() : StreamItem(string.Empty, default);
