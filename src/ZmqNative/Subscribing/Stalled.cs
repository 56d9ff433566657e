namespace ZmqNative.Subscribing;

/// <summary>No message of a topic for as long as was set. The connection is made anew.</summary>
/// <param name="Source">The address, as given to the subscriber.</param>
/// <param name="Time">When it was received or noticed, UTC.</param>
/// <param name="Topic">The topic.</param>
/// <param name="After">The time that was set.</param>
public sealed record Stalled(string Source, DateTimeOffset Time, string Topic, TimeSpan After) : StreamEvent(Source, Time);
