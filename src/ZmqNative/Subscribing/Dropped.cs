namespace ZmqNative.Subscribing;

/// <summary>The consumer was too slow, and the queue dropped items as its policy says.</summary>
/// <param name="Source">The address, as given to the subscriber.</param>
/// <param name="Time">When it was received or noticed, UTC.</param>
/// <param name="Topic">The topic.</param>
/// <param name="Count">Notifications dropped, and those that dropped gaps would have told of.</param>
public sealed record Dropped(string Source, DateTimeOffset Time, string Topic, long Count) : StreamEvent(Source, Time);
