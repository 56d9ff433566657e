namespace ZmqNative.Subscribing;

/// <summary>The reasons that were reported since the last connection, each at most once a minute.</summary>
internal sealed class ReportedReasons
{
    // In milliseconds.
    private const int RepeatAfter = 60_000;

    private readonly Dictionary<string, long> _times = [];

    /// <summary>Whether a reason is to be reported: it is new, or was reported a minute ago.</summary>
    internal bool MayReport(string reason, long now)
    {
        if (_times.TryGetValue(reason, out long before) && now - before < RepeatAfter)
        {
            return false;
        }
        _times[reason] = now;
        return true;
    }

    /// <summary>There is a connection: what is waited for next is reported again.</summary>
    internal void Clear() => _times.Clear();
}
