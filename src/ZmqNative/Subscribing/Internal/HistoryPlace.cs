using ZmqNative.History;

namespace ZmqNative.Subscribing;

/// <summary>Where the history has a message.</summary>
/// <param name="Position">Its stream and offset.</param>
/// <param name="Notifier">Its run.</param>
internal readonly record struct HistoryPlace(StreamPosition Position, HistoryNotifier Notifier);
