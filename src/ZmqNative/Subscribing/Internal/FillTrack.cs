using ZmqNative.Bitcoin;

namespace ZmqNative.Subscribing;

/// <summary>One topic of a <see cref="SourceFiller"/>: what its consumer has.</summary>
internal class FillTrack
{
    /// <summary>The topic; null before its first message.</summary>
    internal SequenceTracker? Tracker { get; set; }

    /// <summary>The message sequence that the consumer gets next; null before the first.</summary>
    internal uint? Next { get; set; }

    /// <summary>Forgets everything: after a break in the stream nothing is certain.</summary>
    internal virtual void Reset() => Next = null;
}

/// <summary>
/// <c>hashtx</c> or <c>rawtx</c>: the messages since the last block, and the bursts that were not
/// placed among them.
/// </summary>
/// <param name="rank">The place of the topic's message among those of one transaction.</param>
internal sealed class TransactionTrack(int rank) : FillTrack
{
    // The transactions between two blocks are fewer.
    private const int MaximumArrived = 200_000;

    /// <summary>The most bursts whose places may stay open.</summary>
    internal const int MaximumCarried = 20;

    private uint _first;

    internal int Rank => rank;

    /// <summary>What arrived since the last block, by place: the counter less that of place 0.</summary>
    internal List<(int Place, Hash256 Id)> Arrived { get; private set; } = [];

    /// <summary>Whether place 0 is the first behind the last block's burst.</summary>
    internal bool IsExact { get; private set; }

    /// <summary>Bursts behind which nothing has arrived yet, so that their place is not certain.</summary>
    internal List<FillStep> Carried { get; private set; } = [];

    /// <summary>The place of the first message behind the carried bursts.</summary>
    internal int? CarriedEnd { get; private set; }

    /// <summary>
    /// What may return to the mempool from place 0 on; nothing unless <see cref="IsExact"/>.
    /// </summary>
    internal ReturnedTransactions Returned { get; set; } = ReturnedTransactions.None;

    internal int Place(uint counter) => unchecked((int)(counter - _first));

    internal uint Counter(int place) => unchecked(_first + (uint)place);

    /// <summary>A message is the first behind the carried bursts.</summary>
    /// <returns>Whether there are any.</returns>
    internal bool EndCarried(uint counter)
    {
        bool isFirst = Carried.Count > 0 && CarriedEnd is null;
        CarriedEnd = isFirst ? Place(counter) : CarriedEnd;
        return isFirst;
    }

    /// <summary>Begins with the first message of the topic.</summary>
    internal void Begin(uint counter)
    {
        if (Next is null)
        {
            (_first, Next, IsExact) = (counter, counter, false);
            Arrived.Clear();
        }
    }

    internal void Add(uint counter, Hash256 id)
    {
        if (Arrived.Count == MaximumArrived)
        {
            Restart(Place(counter), isExact: false);
        }
        Arrived.Add((Place(counter), id));
    }

    /// <summary>Begins again behind a block.</summary>
    /// <param name="place">The place that becomes place 0.</param>
    /// <param name="isExact">As <see cref="IsExact"/>.</param>
    internal void Restart(int place, bool isExact)
    {
        Arrived = [.. Arrived.Where(one => one.Place >= place).Select(one => (one.Place - place, one.Id))];
        _first = Counter(place);
        IsExact = isExact;
        Returned = ReturnedTransactions.None;
        Carry([]);
    }

    /// <summary>Remembers bursts whose place is not certain.</summary>
    internal void Carry(List<FillStep> bursts) => (Carried, CarriedEnd) = (bursts, null);

    internal override void Reset()
    {
        base.Reset();
        Restart(0, isExact: false);
        Arrived.Clear();
    }
}
