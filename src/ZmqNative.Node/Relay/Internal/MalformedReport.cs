using ZmqNative.Subscribing;

namespace ZmqNative.Node.Relay;

/// <summary>
/// What is to be said of malformed messages: of each topic the first at once, and then at most once
/// a minute how many came since. Used by one thread at a time.
/// </summary>
internal sealed class MalformedReport
{
    // In milliseconds.
    private const int RepeatAfter = 60_000;

    // A publisher may make up topics; those beyond are one.
    private const int MostTopics = 16;
    private const string Others = "other topics";

    private readonly SortedDictionary<string, Entry> _topics = new(StringComparer.Ordinal);

    /// <summary>
    /// What was said last of each topic and is not a minute old: sentences. Null for nothing.
    /// </summary>
    internal string? Current => _topics.Count == 0
        ? null : string.Join(' ', _topics.Values.Select(entry => entry.Sentence));

    /// <summary>Counts a message.</summary>
    internal void Add(Malformed message)
    {
        string topic = _topics.Count < MostTopics || _topics.ContainsKey(message.Topic) ? message.Topic : Others;
        if (!_topics.TryGetValue(topic, out Entry? entry))
        {
            _topics.Add(topic, entry = new Entry(topic));
        }
        entry.Last = message;
        entry.Count++;
    }

    /// <summary>The sentences that are due, each with the last message that it is about.</summary>
    /// <param name="now">In milliseconds of <see cref="Environment.TickCount64"/>.</param>
    /// <param name="isEnd">True for all that was not said yet.</param>
    internal IReadOnlyList<(string Sentence, Malformed About)> Collect(long now, bool isEnd = false)
    {
        List<(string, Malformed)>? due = null;
        foreach ((string topic, Entry entry) in _topics.ToArray())
        {
            if (entry.Said is { } said && now - said < RepeatAfter && !isEnd)
            {
                continue;
            }
            if (entry.Count == 0)
            {
                _ = _topics.Remove(topic);
                continue;
            }
            entry.Say(now);
            (due ??= []).Add((entry.Sentence, entry.Last!));
        }
        return due ?? [];
    }

    private sealed class Entry(string topic)
    {
        internal Malformed? Last { get; set; }

        internal long Count { get; set; }

        internal long? Said { get; private set; }

        internal string Sentence { get; private set; } = string.Empty;

        internal void Say(long now)
        {
            string what = (Said, Count) switch
            {
                (null, 1) => "A message",
                (null, _) => $"{Count} messages",
                (_, 1) => "1 more message",
                _ => $"{Count} more messages",
            };
            Sentence = $"{what} of {topic} cannot be read: {Last!.Reason}.";
            (Said, Count) = (now, 0);
        }
    }
}
