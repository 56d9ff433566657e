namespace ZmqNative.History;

/// <summary>
/// Which notifier a run belongs to. History on disk has runs of earlier lives of the publisher, whose
/// options may have been others, so that a notifier had another place then.
/// </summary>
internal sealed class HistoryPlaces
{
    private const int None = -1;

    private readonly List<HistoryNotifier> _current;
    private readonly List<HistoryNotifier> _earlier;
    private readonly Dictionary<int, int> _found = [];

    /// <param name="runs">All runs of which messages are held, and the current ones.</param>
    internal HistoryPlaces(IEnumerable<HistoryCounters> runs)
    {
        ILookup<bool, HistoryNotifier> all = runs.ToLookup(run => run.IsCurrent, run => run.Notifier);
        (_current, _earlier) = ([.. all[true]], [.. all[false]]);
    }

    /// <summary>
    /// The place that the notifier of a run has now, or had last where no other one has it now; -1 if
    /// another one has it.
    /// </summary>
    internal int Of(HistoryNotifier run)
    {
        if (!_found.TryGetValue(run.Number, out int place))
        {
            _found[run.Number] = place = Find(run);
        }
        return place;
    }

    private int Find(HistoryNotifier run)
    {
        HistoryNotifier? there = _current.Find(one => one.Place == run.Place);
        if (there is null || (IsSame(there, run) && there.Address == run.Address))
        {
            return there is null && FindNow(run) is { } now ? now.Place : run.Place;
        }
        return FindNow(run)?.Place ?? None;
    }

    // At the same address, or else where all of its messages moved to.
    private HistoryNotifier? FindNow(HistoryNotifier run)
    {
        List<HistoryNotifier> same = _current.FindAll(one => IsSame(one, run));
        return same.Find(one => one.Address == run.Address)
            ?? (same is [var only] && _earlier.Where(one => IsSame(one, run)).All(one => one.Address == run.Address)
                ? only : null);
    }

    private static bool IsSame(HistoryNotifier one, HistoryNotifier other) =>
        one.Type == other.Type && one.Topics.SequenceEqual(other.Topics);
}
