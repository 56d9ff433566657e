namespace ZmqNative.Subscribing;

/// <summary>Why no publisher can be reached at an address.</summary>
/// <param name="reason">The reason, in words.</param>
internal sealed class PeerException(string reason) : Exception(reason);
