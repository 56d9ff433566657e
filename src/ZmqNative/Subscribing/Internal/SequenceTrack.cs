using ZmqNative.Bitcoin;

namespace ZmqNative.Subscribing;

/// <summary><c>sequence</c>: the additions behind a D, which say what has returned to the mempool.</summary>
internal sealed class SequenceTrack : FillTrack
{
    private readonly List<(int Place, Hash256 Id, ulong MempoolSequence)> _arrived = [];
    private ReturnedTransactions _returned = ReturnedTransactions.None;
    private uint _first;

    /// <summary>A block was disconnected.</summary>
    internal void Disconnect(in FillStep step, uint counter)
    {
        _returned = _returned.Disconnect(step, isNext: counter == _first && _arrived.Count == 0);
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

    /// <summary>The transactions of which A arrived since the last D.</summary>
    /// <param name="held">The topic's messages that are held.</param>
    internal HashSet<Hash256> FindAdded(IEnumerable<HeldItem> held) => _returned.Count == 0 ? [] :
    [
        .. _arrived.Where(one => IsReturned(unchecked(_first + (uint)one.Place), one.Id)).Select(one => one.Id),
        .. held.TakeWhile(item => !item.IsStep).Where(item => item.Kind == StreamMessageKind.Added)
            .Select(item => item.Hash),
    ];

    /// <summary>Adds the missing A of transactions that have returned.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="held">The topic's messages that are held.</param>
    /// <param name="known">What <see cref="FindAdded"/> found.</param>
    /// <param name="returned">
    /// How many have returned as <c>hashtx</c> or <c>rawtx</c> show it. In this topic alone a transaction
    /// that was not taken back and the R of another one that spends it look like two that were.
    /// </param>
    /// <returns>The message sequences of those added.</returns>
    internal HashSet<uint> AddTo(FillPlan plan, IEnumerable<HeldItem> held, HashSet<Hash256> known, int returned)
    {
        HashSet<uint> added = [];
        List<(int Place, Hash256 Id, ulong MempoolSequence)> arrived =
        [
            .. _arrived,
            .. held.TakeWhile(item => !item.IsStep)
                .Select(item => (Place(item.Counter), item.Hash, item.MempoolSequence)),
        ];
        if (_returned.Count == 0 || arrived.Count == 0)
        {
            return added;
        }
        // Every change of the mempool takes one number.
        ulong first = unchecked(arrived[0].MempoolSequence - (ulong)arrived[0].Place);
        int count = Math.Min(returned, _returned.CountReturned(
            arrived.TakeWhile(one => unchecked(one.MempoolSequence - (ulong)one.Place) == first)
                .Select(one => (one.Place, one.Id)),
            known));
        HashSet<int> places = [.. arrived.Select(one => one.Place)];
        for (int place = Math.Max(0, Place(Next!.Value)); place < count; place++)
        {
            if (!places.Contains(place))
            {
                uint counter = unchecked(_first + (uint)place);
                (PathStep step, int at) = _returned[place];
                plan.Add(_returned.Key(place, 2), this, counter, step, at, unchecked(first + (ulong)place));
                added.Add(counter);
            }
        }
        return added;
    }

    internal override void Reset()
    {
        base.Reset();
        Forget();
    }

    private int Place(uint counter) => unchecked((int)(counter - _first));
}
