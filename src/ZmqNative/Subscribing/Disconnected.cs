namespace ZmqNative.Subscribing;

/// <summary>The connection is gone, or could not be made into one, or was given up; a new one is tried.</summary>
/// <param name="Source">The address, as given to the subscriber.</param>
/// <param name="Time">When it was received or noticed, UTC.</param>
/// <param name="Reason">Why, in words.</param>
public sealed record Disconnected(string Source, DateTimeOffset Time, string Reason) : StreamEvent(Source, Time);
