namespace ZmqNative.Node.Relay;

/// <summary>The state of a feed, and the reason.</summary>
/// <param name="State">The state.</param>
/// <param name="Reason">One sentence with the connection or the fault.</param>
/// <param name="Since">The time at which the state began.</param>
public sealed record FeedStatus(FeedState State, string Reason, DateTimeOffset Since);
