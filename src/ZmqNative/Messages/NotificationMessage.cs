namespace ZmqNative.Messages;

/// <summary>A notification as it arrived.</summary>
/// <param name="Source">The address it came from, as given to the subscriber.</param>
/// <param name="Topic">First part, as text.</param>
/// <param name="Body">Second part.</param>
/// <param name="MessageSequence">Third part, uint32 little-endian; null when the publisher sends no counter (two parts) or it has not 4 bytes.</param>
public sealed record NotificationMessage(string Source, string Topic, ReadOnlyMemory<byte> Body, uint? MessageSequence);
