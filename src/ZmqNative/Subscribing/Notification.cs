namespace ZmqNative.Subscribing;

/// <summary>A notification from a publisher, one record for each kind.</summary>
/// <param name="Source">The address, as given to the subscriber.</param>
/// <param name="Time">When it was received or noticed, UTC.</param>
/// <param name="Topic">The first part, ASCII.</param>
/// <param name="MessageSequence">The third part: this publisher's counter for the topic; null when it sends none.</param>
public abstract record Notification(string Source, DateTimeOffset Time, string Topic, uint? MessageSequence) : StreamItem(Source, Time);
