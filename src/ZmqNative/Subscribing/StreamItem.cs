namespace ZmqNative.Subscribing;

/// <summary>What a subscriber's stream consists of: a <see cref="Notification"/> or a <see cref="StreamEvent"/>. The family is closed.</summary>
/// <param name="Source">The address, as given to the subscriber.</param>
/// <param name="Time">When it was received or noticed, UTC.</param>
public abstract record StreamItem(string Source, DateTimeOffset Time);
