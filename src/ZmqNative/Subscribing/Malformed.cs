namespace ZmqNative.Subscribing;

/// <summary>A message that cannot be what its topic says; it is not in the stream.</summary>
/// <param name="Source">The address, as given to the subscriber.</param>
/// <param name="Time">When it was received or noticed, UTC.</param>
/// <param name="Topic">The topic.</param>
/// <param name="Reason">What is wrong with it, in words.</param>
/// <param name="PartLengths">Bytes of its parts, the first 16 at most.</param>
public sealed record Malformed(string Source, DateTimeOffset Time, string Topic, string Reason, IReadOnlyList<int> PartLengths) : StreamEvent(Source, Time);
