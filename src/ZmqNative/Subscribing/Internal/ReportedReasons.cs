namespace ZmqNative.Subscribing;

/// <summary>
/// The reasons that were reported of one wait, each at most once a minute, also where several
/// alternate.
/// </summary>
internal sealed class ReportedReasons
{
    // In milliseconds.
    private const int RepeatAfter = 60_000;

    // With more reasons than these the oldest one is forgotten.
    private const int Most = 16;

    private readonly Dictionary<string, long> _times = new(StringComparer.Ordinal);

    /// <summary>Whether a reason is to be reported: it is new, or was reported a minute ago.</summary>
    internal bool MayReport(string reason, long now)
    {
        if (_times.TryGetValue(reason, out long before) && now - before < RepeatAfter)
        {
            return false;
        }
        _times[reason] = now;
        if (_times.Count > Most)
        {
            _ = _times.Remove(_times.MinBy(pair => pair.Value).Key);
        }
        return true;
    }

    /// <summary>The wait has ended: what is waited for next is reported again.</summary>
    internal void Clear() => _times.Clear();
}
