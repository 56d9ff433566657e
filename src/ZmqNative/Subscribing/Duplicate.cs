namespace ZmqNative.Subscribing;

/// <summary>A message sequence came a second time: the publisher has two notifiers of one kind on this address. The message follows.</summary>
/// <param name="Source">The address, as given to the subscriber.</param>
/// <param name="Time">When it was received or noticed, UTC.</param>
/// <param name="Topic">The topic.</param>
/// <param name="Received">The one that came.</param>
public sealed record Duplicate(string Source, DateTimeOffset Time, string Topic, uint Received) : StreamEvent(Source, Time);
