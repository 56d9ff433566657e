using ZmqNative.Bitcoin;

namespace ZmqNative.Subscribing;

/// <summary>Where the bursts of blocks are among the messages of <c>hashtx</c> or <c>rawtx</c>.</summary>
internal sealed class BurstPlan
{
    private readonly TransactionTrack _track;
    private readonly List<FillStep> _bursts;
    private readonly HashSet<int> _arrived;
    private readonly int?[] _starts;
    private readonly int? _end;
    private readonly int _firstReturned;

    /// <summary>Places the bursts.</summary>
    /// <param name="track">The topic; it has begun.</param>
    /// <param name="held">The topic's messages that are held, up to the last block.</param>
    /// <param name="ended">The blocks that ended with them.</param>
    /// <param name="behind">The topic's first message behind them; null if none has come.</param>
    /// <param name="count">
    /// The number of transactions added to the mempool since the last block, if that is known.
    /// </param>
    /// <param name="added">Those of which A arrived behind the last D.</param>
    internal BurstPlan(
        TransactionTrack track, IEnumerable<HeldItem> held, IReadOnlyList<FillStep> ended, HeldItem? behind, int? count,
        HashSet<Hash256> added)
    {
        _track = track;
        List<(int Place, Hash256 Id)> arrived =
            [.. track.Arrived, .. held.Select(item => (track.Place(item.Counter), item.Hash))];
        _bursts = [.. track.Carried, .. ended];
        _arrived = [.. arrived.Select(one => one.Place)];
        _end = ended.Count == 0 ? track.CarriedEnd : behind is null ? null : track.Place(behind.Counter);
        int? exact = track.IsExact && track.Carried.Count == 0 && ended.Count == 1 ? count : null;
        _starts = ended.Count == 0 || track.CarriedEnd is not { } border
            ? Find(_bursts, arrived, 0, _end, exact)
            : FindAround(border, arrived, ended);
        Returned = track.Returned.CountReturned(arrived, added, _starts.FirstOrDefault());
        _firstReturned = track.Returned.FindFirst(arrived, added);
        HasGap = arrived.Count > track.Arrived.Count && track.Place(track.Next!.Value)
            + arrived.Count - track.Arrived.Count <= arrived[^1].Place;
    }

    /// <summary>Whether a message is missing before the last one that is held.</summary>
    internal bool HasGap { get; }

    /// <summary>How many transactions have returned to the mempool since the last D.</summary>
    internal int Returned { get; }

    /// <summary>Whether a burst may be placed when another message comes.</summary>
    internal bool IsOpen => _end is null && Array.Exists(_starts, start => start is null);

    /// <summary>Adds the missing messages of the bursts.</summary>
    internal void AddTo(FillPlan plan)
    {
        int from = _track.Place(_track.Next!.Value);
        for (int place = Math.Max(_firstReturned, from); place < Returned; place++)
        {
            if (!_arrived.Contains(place))
            {
                (PathStep step, int at) = _track.Returned[place];
                plan.Add(_track.Returned.Key(place, _track.Rank), _track, _track.Counter(place), step, at);
            }
        }
        for (int i = 0; i < _bursts.Count; i++)
        {
            for (int at = 0; _starts[i] is { } start && at < _bursts[i].Step.Block.Ids.Length; at++)
            {
                if (start + at >= from && !_arrived.Contains(start + at))
                {
                    plan.Add(
                        _bursts[i].Key(at, _track.Rank), _track, _track.Counter(start + at), _bursts[i].Step, at);
                }
            }
        }
    }

    /// <summary>The place of a message in the stream's order, as far as the bursts show it.</summary>
    internal long Key(uint counter)
    {
        int place = _track.Place(counter);
        for (int i = _bursts.Count - 1; i >= 0; i--)
        {
            if (_starts[i] is { } start && place >= start)
            {
                int at = place - start;
                return at < _bursts[i].Step.Block.Ids.Length ? _bursts[i].Key(at, _track.Rank) : _bursts[i].EndKey;
            }
        }
        return place >= 0 && place < Returned ? _track.Returned.Key(place, _track.Rank) : -1;
    }

    /// <summary>The held messages were handed on.</summary>
    /// <param name="isWhole">
    /// Whether these are all blocks that were connected and disconnected: otherwise a block may have
    /// come and gone unseen, and what follows need not begin behind the last burst.
    /// </param>
    /// <param name="hasHead">As for <see cref="ReturnedTransactions.Disconnect"/>.</param>
    internal void Finish(bool isWhole, bool hasHead)
    {
        if (_bursts.Count == 0)
        {
            return;
        }
        if (_starts[^1] is { } start && !Array.Exists(_starts, one => one is null))
        {
            ReturnedTransactions returned = _track.Returned;
            int end = 0;
            for (int i = 0; i < _bursts.Count; i++)
            {
                returned = _bursts[i].Step.IsConnected ? ReturnedTransactions.None
                    : returned.Disconnect(_bursts[i], isNext: _starts[i] == end, hasHead);
                end = _starts[i]!.Value + _bursts[i].Step.Block.Ids.Length;
            }
            _track.Restart(start + _bursts[^1].Step.Block.Ids.Length, isWhole);
            _track.Returned = isWhole ? returned : ReturnedTransactions.None;
        }
        else if (_end is null && _bursts.Count <= TransactionTrack.MaximumCarried)
        {
            _track.Carry(_bursts);
        }
        else
        {
            _track.Restart(_track.Place(_track.Next!.Value), isExact: false);
        }
    }

    private static int?[] Find(
        IEnumerable<FillStep> bursts, IEnumerable<(int Place, Hash256 Id)> arrived, int from, int? end,
        int? exact = null)
    {
        int?[] starts = BurstPlacement.Find(
            [.. bursts.Select(burst => burst.Step.Block.Ids)],
            [.. arrived.Where(one => one.Place >= from).Select(one => (one.Place - from, one.Id))],
            end - from,
            exact - from);
        return [.. starts.Select(start => start + from)];
    }

    // Carried bursts ended before the first message that arrived behind them.
    private int?[] FindAround(
        int border, IReadOnlyList<(int Place, Hash256 Id)> arrived, IReadOnlyList<FillStep> ended)
    {
        int?[] carried = Find(_track.Carried, arrived.Where(one => one.Place < border), 0, border);
        int from = carried[^1] + _track.Carried[^1].Step.Block.Ids.Length ?? 0;
        int?[] later = Find(ended, arrived, from, _end);
        if (Array.Exists(carried, start => start is null) && later[0] < border)
        {
            carried = Find(_track.Carried, arrived.Where(one => one.Place < later[0]), 0, later[0]);
        }
        return [.. carried, .. later];
    }
}
