namespace ZmqNative.Node.Relay;

/// <summary>How a feed is doing, and why.</summary>
/// <param name="State">How it is doing.</param>
/// <param name="Reason">One sentence: what was connected to, or what is wrong.</param>
/// <param name="Since">When this began.</param>
public sealed record FeedStatus(FeedState State, string Reason, DateTimeOffset Since);
