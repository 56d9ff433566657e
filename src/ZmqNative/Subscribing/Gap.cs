namespace ZmqNative.Subscribing;

/// <summary>Messages of a topic were lost within one life of the publisher: its queue for us was full.</summary>
/// <param name="Source">The address, as given to the subscriber.</param>
/// <param name="Time">When it was received or noticed, UTC.</param>
/// <param name="Topic">The topic.</param>
/// <param name="Expected">The message sequence that would have come next.</param>
/// <param name="Received">The one that came.</param>
/// <param name="Lost">How many, also across the wrap of the 32-bit counter.</param>
public sealed record Gap(string Source, DateTimeOffset Time, string Topic, uint Expected, uint Received, uint Lost) : StreamEvent(Source, Time);
