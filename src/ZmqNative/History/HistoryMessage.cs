namespace ZmqNative.History;

/// <summary>A message of the past, with the three parts that subscribers received.</summary>
/// <param name="Position">
/// Its place in the stream: resume from here to get what came after it.
/// </param>
/// <param name="Notifier">The notifier that published it.</param>
/// <param name="Topic">First part.</param>
/// <param name="Body">Second part.</param>
/// <param name="MessageSequence">Third part.</param>
public readonly record struct HistoryMessage(
    StreamPosition Position, HistoryNotifier Notifier, string Topic, byte[] Body, uint MessageSequence);
