using Microsoft.Data.Sqlite;

namespace ZmqNative.History.Sqlite;

/// <summary>
/// The notifiers of which messages are held, as in the table <c>notifiers</c>, and the one with the
/// highest number, because no number is given twice. Used under the lock of the store.
/// </summary>
internal sealed class SqliteRuns
{
    private readonly SortedDictionary<int, HistoryCounters> _runs = [];
    private readonly Dictionary<int, HistoryNotifier> _described = [];

    internal IReadOnlyList<HistoryCounters> All => [.. _runs.Values];

    /// <summary>A notifier of which messages are, or were, held.</summary>
    // A reader's snapshot may be older than the last removal.
    internal HistoryNotifier Notifier(int number) => _described[number];

    /// <summary>Takes back a change.</summary>
    internal void Restore(IReadOnlyList<HistoryCounters> all)
    {
        _runs.Clear();
        foreach (HistoryCounters run in all)
        {
            _runs[run.Notifier.Number] = run;
        }
    }

    internal void Load(SqliteConnection connection)
    {
        using SqliteCommand query = connection.CreateCommand();
        query.CommandText = "SELECT number, type, topics, address, endpoint, place, first, next FROM notifiers";
        using SqliteDataReader rows = query.ExecuteReader();
        while (rows.Read())
        {
            HistoryNotifier notifier = new(
                rows.GetInt32(0), rows.GetString(1),
                rows.GetString(2).Split(' ', StringSplitOptions.RemoveEmptyEntries),
                rows.GetString(3), rows.GetString(4), rows.GetInt32(5));
            _described[notifier.Number] = notifier;
            _runs[notifier.Number] =
                new HistoryCounters(notifier, (uint)rows.GetInt64(6), (uint)rows.GetInt64(7), IsCurrent: false);
        }
    }

    /// <summary>Changes the runs by messages that are added, and numbers that are removed.</summary>
    /// <returns>
    /// The changed runs; those of which nothing is left have equal message sequences.
    /// </returns>
    internal IEnumerable<HistoryCounters> Change(
        IReadOnlyList<HistoryMessage> added, IReadOnlyDictionary<int, uint> removed)
    {
        Dictionary<int, uint> first = [], last = [];
        foreach (HistoryMessage message in added)
        {
            int number = message.Notifier.Number;
            _ = first.TryAdd(number, message.MessageSequence);
            last[number] = message.MessageSequence;
            _ = _described.TryAdd(number, message.Notifier);
        }
        Dictionary<int, HistoryCounters> changed = [];
        foreach ((int number, uint sequence) in last)
        {
            HistoryCounters before = _runs.GetValueOrDefault(number)
                ?? new HistoryCounters(_described[number], first[number], first[number], IsCurrent: false);
            changed[number] = before with { Next = unchecked(sequence + 1) };
        }
        foreach ((int number, uint count) in removed)
        {
            HistoryCounters run = changed.GetValueOrDefault(number) ?? _runs[number];
            changed[number] = run with { First = unchecked(run.First + count) };
        }
        foreach ((int number, HistoryCounters run) in changed)
        {
            _runs[number] = run;
        }
        foreach (HistoryCounters run in _runs.Values.SkipLast(1).Where(run => run.First == run.Next).ToList())
        {
            _ = _runs.Remove(run.Notifier.Number);
        }
        return changed.Values;
    }
}
