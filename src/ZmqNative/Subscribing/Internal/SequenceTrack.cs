using ZmqNative.Bitcoin;

namespace ZmqNative.Subscribing;

/// <summary><c>sequence</c>: the additions behind a D, which say what has returned to the mempool.</summary>
internal sealed class SequenceTrack : FillTrack
{
    private readonly List<(int Place, Hash256 Id, ulong MempoolSequence)> _arrived = [];
    private ReturnedTransactions _returned = ReturnedTransactions.None;
    private uint _first;

    /// <summary>A block was disconnected.</summary>
    internal void Disconnect(in FillStep step, uint counter, bool hasHead)
    {
        _returned = _returned.Disconnect(step, isNext: counter == _first && _arrived.Count == 0, hasHead);
        _first = unchecked(counter + 1);
        _arrived.Clear();
    }

    /// <summary>Nothing is known to return.</summary>
    internal void Forget()
    {
        _returned = ReturnedTransactions.None;
        _arrived.Clear();
    }

    /// <summary>An A or R was handed on.</summary>
    internal void Add(uint counter, Hash256 id, ulong mempoolSequence)
    {
        if (Place(counter) is var place && place < _returned.Count)
        {
            _arrived.Add((place, id, mempoolSequence));
        }
    }

    /// <summary>Whether an A is that of a transaction that returns.</summary>
    internal bool IsReturned(uint counter, Hash256 id) =>
        Place(counter) is var place && place >= 0 && place < _returned.Count && _returned.Id(place) == id;

    /// <summary>
    /// The transactions of which A arrived since the last D at their places, without a C or D between
    /// them: every A and R takes one mempool sequence, C and D take none.
    /// </summary>
    /// <param name="held">The topic's messages that are held.</param>
    internal HashSet<Hash256> FindAdded(IEnumerable<HeldItem> held) =>
        [.. FindReturned(held).Select(one => one.Id)];

    /// <summary>Adds the missing A of transactions that have returned.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="held">The topic's messages that are held.</param>
    /// <param name="returned">
    /// How many have returned as <c>hashtx</c> or <c>rawtx</c> show it. In this topic alone a transaction
    /// that was not taken back and the R of another one that spends it look like two that were.
    /// </param>
    /// <returns>The message sequences of those added.</returns>
    internal HashSet<uint> AddTo(FillPlan plan, IReadOnlyList<HeldItem> held, int returned)
    {
        HashSet<uint> filled = [];
        List<(int Place, Hash256 Id, ulong MempoolSequence)> found = FindReturned(held);
        if (found.Count == 0)
        {
            return filled;
        }
        HashSet<Hash256> added = [.. found.Select(one => one.Id)];
        HashSet<int> places = [.. Arrived(held).Select(one => one.Place)];
        int first = Math.Max(
            _returned.FindFirst(found.Select(one => (one.Place, one.Id)), added), Place(Next!.Value));
        for (int place = Math.Max(0, first); place < Math.Min(returned, found[^1].Place); place++)
        {
            if (!places.Contains(place))
            {
                uint counter = unchecked(_first + (uint)place);
                (PathStep step, int at) = _returned[place];
                ulong mempoolSequence = unchecked(found[0].MempoolSequence + (ulong)place - (ulong)found[0].Place);
                plan.Add(_returned.Key(place, 2), this, counter, step, at, mempoolSequence);
                filled.Add(counter);
            }
        }
        return filled;
    }

    private List<(int Place, Hash256 Id, ulong MempoolSequence)> FindReturned(IEnumerable<HeldItem> held)
    {
        List<(int Place, Hash256 Id, ulong MempoolSequence)> arrived = _returned.Count == 0 ? [] : Arrived(held);
        return
        [
            .. arrived.TakeWhile(one => one.Place >= 0 && one.Place < _returned.Count
                && one.Id == _returned.Id(one.Place)
                && one.MempoolSequence - arrived[0].MempoolSequence == (ulong)(one.Place - arrived[0].Place)),
        ];
    }

    private List<(int Place, Hash256 Id, ulong MempoolSequence)> Arrived(IEnumerable<HeldItem> held) =>
    [
        .. _arrived,
        .. held.TakeWhile(item => !item.IsStep)
            .Select(item => (Place(item.Counter), item.Hash, item.MempoolSequence)),
    ];

    internal override void Reset()
    {
        base.Reset();
        Forget();
    }

    private int Place(uint counter) => unchecked((int)(counter - _first));
}
