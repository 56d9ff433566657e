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
            if (stored.First == stored.Next)
            {
                // Nothing of it is held: it only keeps its number from being given again.
                continue;
            }
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
        selection.Stream = memory.Stream;
        int before = selection.Items.Count;
        bool isThere;
        do
        {
            isThere = TrySkipMissing(cursor, selection);
            selection.Head = memory.Head;
            selection.IsDone = cursor.IsAtEnd || cursor.After >= selection.Head;
        }
        while (isThere && !selection.IsDone
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

    // What a cursor wants and nobody holds is reported once, and skipped. False if the next message is
    // on its way to the disk.
    private bool TrySkipMissing(HistoryCursor cursor, HistorySelection selection)
    {
        if (cursor.Run is { } run)
        {
            return TrySkipMissingOfRange(cursor, run.Number, selection);
        }
        ulong oldest = Oldest;
        if (cursor.After + 1 < oldest)
        {
            selection.Missing = new HistoryGap(selection.Missing?.First ?? (cursor.After + 1), oldest - 1);
            cursor.After = oldest - 1;
        }
        return true;
    }

    private bool TrySkipMissingOfRange(HistoryCursor cursor, int run, HistorySelection selection)
    {
        // More than once, because more may be removed after each look.
        while (!cursor.IsAtEnd)
        {
            // Before the look: what left memory and was durable then is found.
            ulong? durable = writer?.Durable;
            if (Find(run, cursor.Next) is { } offset)
            {
                cursor.After = offset - 1;
                return true;
            }
            long first = FirstHeld(Runs(), run, cursor);
            if (first == cursor.Next)
            {
                if (memory.Oldest > durable + 1)
                {
                    return false;
                }
                // The store does not have what it says.
                first = Math.Max(first + 1, FirstHeld(memory.Runs, run, cursor));
            }
            selection.Missing = new HistoryGap(
                selection.Missing?.First ?? unchecked((uint)cursor.Next), unchecked((uint)(first - 1)));
            cursor.Next = first;
        }
        return true;
    }

    private static long FirstHeld(List<HistorySpan> runs, int run, HistoryCursor cursor)
    {
        HistorySpan held = runs.Find(one => one.Notifier.Number == run);
        return held.Notifier is null ? cursor.Last + 1 : Math.Clamp(held.First, cursor.Next, cursor.Last + 1);
    }

    private ulong? Find(int run, long sequence) => memory.Find(run, sequence) ?? Stored(
        store => store.Find(run, unchecked((uint)sequence)) is { } offset && offset >= store.Oldest
            ? offset : (ulong?)null,
        null);

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
        bool isRemoved = false;
        (ulong last, Guid stream) = Stored(
            store =>
            {
                ulong last = store.Read(
                    cursor.After, isWanted, HistorySelection.MaxMessages, HistorySelection.MaxBytes, _read);
                isRemoved = store.Oldest > cursor.After + 1;
                return (last, store.Streams.FirstOrDefault(stream => stream.Offset >= last).Stream);
            },
            (cursor.After, Guid.Empty));
        if (isRemoved)
        {
            // Since it was looked for what is missing: another look is due.
            return true;
        }
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
