namespace ZmqNative.Subscribing;

/// <summary>What a subscriber has noticed, in the same stream as the notifications.</summary>
/// <remarks>
/// Gaps, restarts, discontinuities, duplicates and malformed messages stand exactly before the message that revealed them; those of the connection
/// are in order among themselves.
/// </remarks>
/// <param name="Source">The address, as given to the subscriber.</param>
/// <param name="Time">When it was received or noticed, UTC.</param>
public abstract record StreamEvent(string Source, DateTimeOffset Time) : StreamItem(Source, Time);
