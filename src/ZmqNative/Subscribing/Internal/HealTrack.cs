using ZmqNative.History;

namespace ZmqNative.Subscribing;

/// <summary>
/// One topic of an address: what was handed on of it, and what arrives. Both have a run of the
/// publisher's notifier and a message sequence: where the same one is due, a message that arrives is
/// handed on.
/// </summary>
internal sealed class HealTrack(SequenceTracker tracker)
{
    // What arrives next, in the same run: over this connection, and null if that is not known.
    private Connection? _connection;
    private uint _arriving;

    internal SequenceTracker Tracker => tracker;

    /// <summary>The run of the last message that was handed on; null if it is not known.</summary>
    internal LiveRun? Run { get; private set; }

    /// <summary>The message sequence after the last one that was handed on.</summary>
    internal uint Next { get; private set; }

    /// <summary>Whether the last message arrived over a connection, in the run that was handed on.</summary>
    internal bool IsOf(Connection connection) => _connection == connection;

    /// <summary>Whether a message continues what has arrived over its connection.</summary>
    internal bool Follows(Connection connection, uint counter) => _connection == connection && counter == _arriving;

    /// <summary>Whether the message that was observed last continues what has arrived.</summary>
    internal bool FollowsObserved(Connection connection) => _connection == connection && tracker.HasObserved(_arriving);

    /// <summary>Whether a message sequence comes before the one that is due.</summary>
    internal bool IsBehind(uint counter) => unchecked(counter - Next) > int.MaxValue;

    /// <summary>Counts a message that follows.</summary>
    /// <returns>Whether it is due; otherwise it was handed on from the history.</returns>
    internal bool Advance()
    {
        bool isDue = _arriving++ == Next;
        if (isDue)
        {
            Next = _arriving;
        }
        return isDue;
    }

    /// <summary>Everything before a message sequence was handed on, or was reported as missing.</summary>
    internal void Reach(LiveRun? run, uint next)
    {
        if (Run != run)
        {
            _connection = null;
        }
        (Run, Next) = (run, next);
    }

    /// <summary>What follows is handed on with others.</summary>
    internal void Renew(HealSpan span) => Run = Run?.With(span);

    /// <summary>A message sequence of the run is what arrives next.</summary>
    internal void Join(Connection connection, uint arriving) => (_connection, _arriving) = (connection, arriving);

    /// <summary>
    /// Whether the run of what arrived over a connection may be the current one: its message sequence
    /// fits.
    /// </summary>
    internal bool MayBeOf(HistoryCounters current, Connection connection) => _connection == connection
        && unchecked(Next - current.First) <= unchecked(current.Next - current.First);
}
