namespace ZmqNative.History;

/// <summary>
/// Reads from memory, and what is no longer there from the store. Each is used by one thread.
/// </summary>
internal sealed class HistoryReader(HistoryMemory memory, HistoryWriter? writer)
{
    // How far back the newest message of each of a notifier's several topics is looked for.
    private const int NewestWithin = 1000;

    private readonly List<HistoryMessage> _read = [];

    /// <summary>The offset of the oldest message held.</summary>
    internal ulong Oldest
    {
        get
        {
            // The store first: what leaves memory in between is in there.
            ulong stored = Stored(static store => store.Oldest, ulong.MaxValue);
            return Math.Min(stored, memory.Oldest);
        }
    }

    /// <summary>All runs of which messages are held, and the current ones, by their numbers.</summary>
    internal List<HistorySpan> Runs()
    {
        List<HistorySpan> runs = memory.Runs;
        foreach (HistoryCounters stored in Stored(static store => store.Notifiers, []))
        {
            int same = runs.FindIndex(run => run.Notifier.Number == stored.Notifier.Number);
            if (same < 0)
            {
                runs.Add(HistorySpan.Of(stored));
            }
            else
            {
                runs[same] = runs[same].From(stored.First);
            }
        }
        runs.Sort(static (one, other) => one.Notifier.Number.CompareTo(other.Notifier.Number));
        return runs;
    }

    /// <summary>Which notifiers the runs belong to.</summary>
    internal HistoryPlaces Places() => new(Runs().Select(run => run.Counters));

    /// <summary>Selects the next messages of a cursor, and moves it behind them.</summary>
    internal void Read(HistoryCursor cursor, HistorySelection selection)
    {
        (selection.Stream, selection.Head) = (memory.Stream, memory.Head);
        int before = selection.Items.Count;
        do
        {
            SkipMissing(cursor, selection);
            selection.IsDone = cursor.IsAtEnd || cursor.After >= selection.Head;
        }
        while (!selection.IsDone
            && (TryReadMemory(cursor, selection) || TryReadStore(cursor, selection))
            && !(selection.IsDone = cursor.IsAtEnd || cursor.After >= selection.Head)
            && selection.Items.Count == before);
        selection.Last = cursor.After;
    }

    /// <summary>The newest messages, of each topic of each notifier.</summary>
    internal void ReadNewest(HistorySelection selection)
    {
        selection.IsUnlimited = true;
        HistoryPlaces places = Places();
        // A notifier that is no more, and whose place another one has, is known by its address.
        foreach (HistorySpan run in Runs().Where(run => !run.IsEmpty)
            .GroupBy(run => places.Of(run.Notifier) is var place && place >= 0
                ? $"{place}" : $"{run.Notifier.Type} {run.Notifier.Address}")
            .Select(runs => runs.Last()))
        {
            HashSet<string> found = [];
            for (long sequence = run.Next - 1;
                sequence >= Math.Max(run.First, run.Next - NewestWithin)
                    && found.Count < Math.Max(1, run.Notifier.Topics.Count);
                sequence--)
            {
                int before = selection.Items.Count;
                Read(new HistoryCursor { Run = run.Notifier, Next = sequence, Last = sequence }, selection);
                if (selection.Items.Count > before && !found.Add(selection.TopicOfLast))
                {
                    selection.RemoveLast();
                }
            }
        }
        selection.Sort();
        (selection.Stream, selection.Head, selection.Missing) = (memory.Stream, memory.Head, null);
        (selection.Last, selection.IsDone) = (selection.Head, true);
    }

    // What a cursor wants and nobody holds is reported once, and skipped.
    private void SkipMissing(HistoryCursor cursor, HistorySelection selection)
    {
        if (cursor.Run is { } run)
        {
            SkipMissingOfRange(cursor, run.Number, selection);
            return;
        }
        ulong oldest = Oldest;
        if (cursor.After + 1 < oldest)
        {
            selection.Missing = new HistoryGap(selection.Missing?.First ?? (cursor.After + 1), oldest - 1);
            cursor.After = oldest - 1;
        }
    }

    private void SkipMissingOfRange(HistoryCursor cursor, int run, HistorySelection selection)
    {
        ulong? offset = Find(run, cursor.Next);
        if (offset is null)
        {
            HistorySpan held = Runs().Find(one => one.Notifier.Number == run);
            long first = held.Notifier is null ? cursor.Last + 1 : Math.Clamp(held.First, cursor.Next, cursor.Last + 1);
            selection.Missing = new HistoryGap(unchecked((uint)cursor.Next), unchecked((uint)(first - 1)));
            cursor.Next = first;
            offset = cursor.IsAtEnd ? null : Find(run, first);
        }
        // Removed between two looks at it: the range ends here.
        (cursor.After, cursor.Next) = offset is { } found
            ? (found - 1, cursor.Next) : (cursor.After, cursor.Last + 1);
    }

    private ulong? Find(int run, long sequence) =>
        memory.Find(run, sequence) ?? Stored(store => store.Find(run, unchecked((uint)sequence)), null);

    // One reader at a time; none from the moment the store failed.
    private T Stored<T>(Func<IHistoryStore, T> read, T none) => writer is null ? none : writer.Read(read, none);

    private bool TryReadMemory(HistoryCursor cursor, HistorySelection selection)
    {
        if (memory.Pin(cursor.After + 1, out int index, out int count) is not { } segment)
        {
            return false;
        }
        int before = selection.Items.Count;
        for (; index < count && !cursor.IsAtEnd; index++)
        {
            if (cursor.Wants(memory.Notifier(segment.Entries[index].Run)))
            {
                if (!selection.TryAdd(segment, index))
                {
                    break;
                }
                cursor.Next++;
            }
            cursor.After = segment.FirstOffset + (ulong)index;
        }
        if (selection.Items.Count > before)
        {
            selection.Keep(segment);
        }
        else
        {
            memory.Unpin(segment);
        }
        return true;
    }

    private bool TryReadStore(HistoryCursor cursor, HistorySelection selection)
    {
        _read.Clear();
        Predicate<HistoryNotifier>? isWanted = cursor is { Run: null, Chosen: null } ? null : cursor.Wants;
        (ulong last, Guid stream) = Stored(
            store =>
            {
                ulong last = store.Read(
                    cursor.After, isWanted, HistorySelection.MaxMessages, HistorySelection.MaxBytes, _read);
                return (last, store.Streams.FirstOrDefault(stream => stream.Offset >= last).Stream);
            },
            (cursor.After, Guid.Empty));
        if (last <= cursor.After)
        {
            return false;
        }
        (cursor.After, selection.Stream) = (last, stream);
        foreach (HistoryMessage message in _read)
        {
            if (cursor.Wants(message.Notifier) && !cursor.IsAtEnd)
            {
                selection.Add(message);
                cursor.Next++;
            }
        }
        return true;
    }
}
