namespace ZmqNative.Subscribing;

/// <summary>The stream as a whole changed its state.</summary>
/// <param name="Source">The address, as given to the subscriber.</param>
/// <param name="Time">When it was received or noticed, UTC.</param>
/// <param name="State">The new state.</param>
public sealed record StateChanged(string Source, DateTimeOffset Time, SubscriberState State) : StreamEvent(Source, Time);
