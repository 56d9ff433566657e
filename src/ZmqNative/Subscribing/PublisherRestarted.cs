namespace ZmqNative.Subscribing;

/// <summary>After a new connection a counter went back: another life of the publisher. What its last one sent since then is unknown.</summary>
/// <param name="Source">The address, as given to the subscriber.</param>
/// <param name="Time">When it was received or noticed, UTC.</param>
/// <param name="Topic">The topic that showed it first.</param>
/// <param name="Expected">The message sequence that would have come next.</param>
/// <param name="Received">The one that came.</param>
public sealed record PublisherRestarted(string Source, DateTimeOffset Time, string Topic, uint Expected, uint Received) : StreamEvent(Source, Time);
