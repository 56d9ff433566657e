namespace ZmqNative.History;

/// <summary>A notifier that appends messages.</summary>
internal sealed class HistorySource(string type, IReadOnlyList<string> topics, string address, string endpoint)
{
    /// <summary>The present run; null before the first message.</summary>
    internal HistoryRun? Run { get; set; }

    internal HistoryNotifier Describe(int number, int place) => new(number, type, topics, address, endpoint, place);
}
