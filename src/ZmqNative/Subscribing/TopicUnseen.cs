namespace ZmqNative.Subscribing;

/// <summary>A topic that was asked for has not been seen: nothing came within the time that was set, or the node says that it does not publish it.</summary>
/// <param name="Source">The address, as given to the subscriber.</param>
/// <param name="Time">When it was received or noticed, UTC.</param>
/// <param name="Topic">The topic.</param>
public sealed record TopicUnseen(string Source, DateTimeOffset Time, string Topic) : StreamEvent(Source, Time);
