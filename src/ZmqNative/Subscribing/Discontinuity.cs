namespace ZmqNative.Subscribing;

/// <summary>After a new connection a counter jumped forward: lost messages, a restart, or both. How many are missing cannot be known.</summary>
/// <param name="Source">The address, as given to the subscriber.</param>
/// <param name="Time">When it was received or noticed, UTC.</param>
/// <param name="Topic">The topic.</param>
/// <param name="Expected">The message sequence that would have come next.</param>
/// <param name="Received">The one that came.</param>
public sealed record Discontinuity(string Source, DateTimeOffset Time, string Topic, uint Expected, uint Received) : StreamEvent(Source, Time);
