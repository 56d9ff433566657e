using System.Diagnostics;
using ZmqNative.Bitcoin;

namespace ZmqNative.Subscribing;

//  places     0   1   2   3   4   5   6   7   8        a place is a counter of the topic, less the first
//  arrived    m   .   a   .   c   .   .   n            m, n: transactions of the mempool; a, c: of the block
//  the block          a   b   c   d                    begins at place 2: b and d are missing, and known
//
//  Searching ──a burst is pinned by its coinbase──────────────> Placed ──the messages contradict──> Unfit
//      │                                                           ^
//      └──one place only is consistent with all that arrived───────┘
//      └──several are, or none is: it stays unplaced, and its messages stay missing

/// <summary>
/// Finds the counters of the transactions of blocks: Core publishes all transactions of a block that
/// is connected or disconnected in the block's order, without another transaction between them. A
/// burst is placed only where every other place contradicts a message that arrived.
/// </summary>
internal static class BurstPlacement
{
    /// <summary>Finds the place of the first transaction of each burst.</summary>
    /// <param name="bursts">The txids of each block in the order of the block; in the stream's order.</param>
    /// <param name="arrived">The messages that arrived, by their place; each place at most once.</param>
    /// <param name="end">
    /// The place behind the last at which a burst can end; null while it is unknown, because nothing has
    /// arrived behind the bursts.
    /// </param>
    /// <param name="exact">The place of the last burst where it is known otherwise.</param>
    /// <returns>The places; null for a burst that fits nowhere or at several places.</returns>
    internal static int?[] Find(
        IReadOnlyList<Hash256[]> bursts, IReadOnlyList<(int Place, Hash256 Id)> arrived, int? end, int? exact = null)
    {
        Burst[] all = [.. bursts.Select(ids => new Burst(ids))];
        PlaceByCoinbase(all, arrived);
        if (exact is not null)
        {
            all[^1].Start = exact;
        }
        if (Array.Exists(all, burst => burst.Start is { } start
            && !burst.IsConsistent(arrived, start, 0, end ?? int.MaxValue)))
        {
            return new int?[all.Length];
        }
        bool goesOn = IsInOrder(all);
        if (!goesOn)
        {
            return new int?[all.Length];
        }
        while (goesOn)
        {
            goesOn = false;
            for (int i = 0; i < all.Length; i++)
            {
                if (all[i].Start is null && Window(all, i, i, end) is (var from, { } to))
                {
                    all[i].Start = all[i].FindOnly(arrived, from, to);
                    goesOn |= all[i].Start is not null;
                }
            }
        }
        PlaceLost(all, arrived, end);
        Debug.Assert(IsInOrder(all), "Each was placed between those before and behind it.");
        return [.. all.Select(burst => burst.Start)];
    }

    // A coinbase is never in the mempool: it is published with its block only, and arrives as often as
    // the block is connected or disconnected here, or was lost.
    private static void PlaceByCoinbase(Burst[] all, IReadOnlyList<(int Place, Hash256 Id)> arrived)
    {
        foreach (IGrouping<Hash256, Burst> same in all.GroupBy(burst => burst.Coinbase))
        {
            Burst[] bursts = [.. same];
            int[] places = [.. arrived.Where(one => one.Id == same.Key).Select(one => one.Place)];
            for (int i = 0; i < bursts.Length && bursts.Length == places.Length; i++)
            {
                bursts[i].Start = places[i];
            }
        }
    }

    private static bool IsInOrder(Burst[] all)
    {
        int end = 0;
        foreach (Burst burst in all)
        {
            if (burst.Start < end)
            {
                return false;
            }
            end = burst.Start + burst.Count ?? end;
        }
        return true;
    }

    private static (int From, int? To) Window(Burst[] all, int first, int last, int? end)
    {
        Burst? before = all.Take(first).LastOrDefault(burst => burst.Start is not null);
        Burst? behind = all.Skip(last + 1).FirstOrDefault(burst => burst.Start is not null);
        return (before?.Start + before?.Count ?? 0, behind is null ? end : behind.Start);
    }

    // Bursts that are lost as a whole, where as many messages are missing as they have: these are they.
    private static void PlaceLost(Burst[] all, IReadOnlyList<(int Place, Hash256 Id)> arrived, int? end)
    {
        for (int first = 0; first < all.Length; first++)
        {
            int last = first;
            while (last < all.Length && all[last].Start is null)
            {
                last++;
            }
            if (last > first && Window(all, first, last - 1, end) is (var from, { } to))
            {
                PlaceLost(all.AsSpan(first, last - first), arrived, from, to);
            }
            first = last;
        }
    }

    private static void PlaceLost(
        ReadOnlySpan<Burst> lost, IReadOnlyList<(int Place, Hash256 Id)> arrived, int from, int to)
    {
        HashSet<int> taken = [];
        int count = 0;
        foreach (Burst burst in lost)
        {
            count += burst.Count;
        }
        foreach ((int place, Hash256 id) in arrived)
        {
            if (place >= from && place < to)
            {
                taken.Add(place);
                foreach (Burst burst in lost)
                {
                    if (burst.Contains(id))
                    {
                        return;
                    }
                }
            }
        }
        if (to - from - taken.Count != count)
        {
            return;
        }
        int[] starts = new int[lost.Length];
        int next = from;
        for (int i = 0; i < lost.Length; i++)
        {
            while (taken.Contains(next))
            {
                next++;
            }
            starts[i] = next;
            if (!lost[i].IsConsistent(arrived, next, from, to))
            {
                return;
            }
            next += lost[i].Count;
        }
        for (int i = 0; i < lost.Length; i++)
        {
            lost[i].Start = starts[i];
        }
    }

    private sealed class Burst
    {
        private readonly Dictionary<Hash256, int> _places = [];

        internal Burst(Hash256[] ids)
        {
            (Count, Coinbase) = (ids.Length, ids[0]);
            for (int i = 0; i < ids.Length; i++)
            {
                _places[ids[i]] = i;
            }
        }

        internal int Count { get; }

        internal Hash256 Coinbase { get; }

        internal int? Start { get; set; }

        internal bool Contains(Hash256 id) => _places.ContainsKey(id);

        /// <summary>Whether all that arrived at its places are its transactions, each at its own.</summary>
        internal bool IsConsistent(IReadOnlyList<(int Place, Hash256 Id)> arrived, int start, int from, int to)
        {
            if (start < from || start > to - Count)
            {
                return false;
            }
            foreach ((int place, Hash256 id) in arrived)
            {
                if (place >= start && place < start + Count
                    && !(_places.TryGetValue(id, out int at) && place - at == start))
                {
                    return false;
                }
            }
            return true;
        }

        /// <summary>The only consistent place within a window.</summary>
        internal int? FindOnly(IReadOnlyList<(int Place, Hash256 Id)> arrived, int from, int to)
        {
            List<int> found = [];
            HashSet<int> tried = [];
            int free = from;
            foreach ((int place, Hash256 id) in arrived.Append((to, default)))
            {
                if (place < from || place > to)
                {
                    continue;
                }
                // Where nothing arrived, each place is as good as another.
                if (place - free >= Count)
                {
                    found.AddRange(Enumerable.Range(free, Math.Min(2, place - free - Count + 1)));
                }
                free = place + 1;
                if (place < to && _places.TryGetValue(id, out int at) && tried.Add(place - at)
                    && IsConsistent(arrived, place - at, from, to))
                {
                    found.Add(place - at);
                }
                if (found.Count > 1)
                {
                    return null;
                }
            }
            return found is [var only] ? only : null;
        }
    }
}
