namespace ZmqNative.Subscribing;

/// <summary>
/// An item of a subscriber's stream: a <see cref="Notification"/> or a <see cref="StreamEvent"/>.
/// Programs cannot derive other items.
/// </summary>
/// <param name="Source">The publisher's address, as given to the subscriber.</param>
/// <param name="Time">When it was received or noticed, UTC.</param>
public abstract record StreamItem(string Source, DateTimeOffset Time);
