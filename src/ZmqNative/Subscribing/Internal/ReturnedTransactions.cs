using ZmqNative.Bitcoin;

namespace ZmqNative.Subscribing;

/// <summary>
/// The transactions of disconnected blocks, but for the coinbases: Core takes them back into its
/// mempool right behind the last D, those of the lowest block first. One that it does not take back
/// is left out, so what is behind it is at another place.
/// </summary>
internal sealed class ReturnedTransactions
{
    internal static readonly ReturnedTransactions None = new([], default, false);

    private readonly List<(PathStep Step, int At)> _all;
    private readonly FillStep _last;
    private readonly bool _hasHead;

    private ReturnedTransactions(List<(PathStep Step, int At)> all, FillStep last, bool hasHead) =>
        (_all, _last, _hasHead) = (all, last, hasHead);

    internal int Count => _all.Count;

    /// <summary>The block of a transaction, and its place there.</summary>
    internal (PathStep Step, int At) this[int place] => _all[place];

    internal Hash256 Id(int place) => _all[place].Step.Block.Ids[_all[place].At];

    /// <summary>The place of its message in the stream's order.</summary>
    internal long Key(int place, int rank) => _last.Key(_last.Step.Block.Ids.Length + 1 + place, rank);

    /// <summary>A block was disconnected.</summary>
    /// <param name="step">The block.</param>
    /// <param name="isNext">Whether these have not returned yet.</param>
    /// <param name="hasHead">
    /// Whether what was lost before the first one that arrived are others of these: not where the tip may
    /// have been disconnected as well, unseen, and its only transaction, the coinbase, took the place of
    /// one that was not taken back.
    /// </param>
    internal ReturnedTransactions Disconnect(in FillStep step, bool isNext, bool hasHead)
    {
        PathStep path = step.Step;
        return new ReturnedTransactions(
            [.. Enumerable.Range(1, path.Block.Ids.Length - 1).Select(at => (path, at)), .. isNext ? _all : []], step,
            hasHead);
    }

    /// <summary>The first place from which on those that were lost are known.</summary>
    /// <param name="arrived">What arrived, by place.</param>
    /// <param name="added">As for <see cref="CountReturned"/>.</param>
    internal int FindFirst(IEnumerable<(int Place, Hash256 Id)> arrived, HashSet<Hash256> added) => _hasHead ? 0
        : arrived.Where(one => one.Place >= 0 && one.Place < Count && one.Id == Id(one.Place) && added.Contains(one.Id))
            .Select(one => one.Place).FirstOrDefault();

    /// <summary>How many have returned: up to the last one that arrived at its place.</summary>
    /// <param name="arrived">What arrived, by place.</param>
    /// <param name="added">
    /// The transactions of which A arrived: only they were in the mempool for certain, and not in the
    /// burst of the next block, which has one transaction more in front.
    /// </param>
    /// <param name="end">The place at which something else begins; null if it is not known.</param>
    internal int CountReturned(IEnumerable<(int Place, Hash256 Id)> arrived, HashSet<Hash256> added, int? end = null)
    {
        int count = 0;
        foreach ((int place, Hash256 id) in arrived)
        {
            if (place < 0 || place >= Math.Min(end ?? Count, Count) || id != Id(place))
            {
                break;
            }
            count = added.Contains(id) ? place + 1 : count;
        }
        return count;
    }
}
