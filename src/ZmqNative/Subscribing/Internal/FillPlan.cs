namespace ZmqNative.Subscribing;

/// <summary>The messages that are missing among held items, in the stream's order.</summary>
internal sealed class FillPlan
{
    private readonly List<Fill> _fills = [];
    private readonly Dictionary<FillTrack, Queue<Fill>> _ofTrack = [];
    private readonly Dictionary<FillTrack, Queue<uint>> _held = [];
    private int _next;

    private readonly record struct Fill(
        long Key, FillTrack Track, uint Counter, PathStep Step, int Place, ulong MempoolSequence);

    /// <summary>Adds a missing message.</summary>
    /// <param name="key">Its place in the stream's order.</param>
    /// <param name="track">Its topic.</param>
    /// <param name="counter">Its message sequence.</param>
    /// <param name="step">Its block.</param>
    /// <param name="place">The transaction's place in the block.</param>
    /// <param name="mempoolSequence">That of an A; otherwise 0.</param>
    internal void Add(
        long key, FillTrack track, uint counter, in PathStep step, int place = 0, ulong mempoolSequence = 0) =>
        _fills.Add(new Fill(key, track, counter, step, place, mempoolSequence));

    /// <summary>How many messages of a topic are missing and known before a message.</summary>
    internal int CountBefore(FillTrack track, uint counter) =>
        _fills.Count(fill => fill.Track == track && unchecked((int)(fill.Counter - counter)) < 0);

    /// <summary>A message of the topic is held, and comes in its turn.</summary>
    internal void Expect(FillTrack track, uint counter)
    {
        if (!_held.TryGetValue(track, out Queue<uint>? same))
        {
            _held[track] = same = [];
        }
        same.Enqueue(counter);
    }

    /// <summary>The next held message of the topic was handed on.</summary>
    internal void HandedOn(FillTrack track) => _held[track].Dequeue();

    /// <summary>Everything was added.</summary>
    internal void Sort()
    {
        _fills.Sort(static (one, other) => one.Key.CompareTo(other.Key));
        foreach (Fill fill in _fills)
        {
            if (!_ofTrack.TryGetValue(fill.Track, out Queue<Fill>? same))
            {
                _ofTrack[fill.Track] = same = [];
            }
            same.Enqueue(fill);
        }
    }

    /// <summary>
    /// The place behind all missing messages of a topic that come before one of its messages.
    /// </summary>
    internal long KeyBehind(FillTrack? track, uint counter)
    {
        long key = -1;
        if (track is not null && _ofTrack.TryGetValue(track, out Queue<Fill>? same))
        {
            while (same.TryPeek(out Fill fill) && unchecked((int)(fill.Counter - counter)) < 0)
            {
                key = fill.Key + 1;
                _ = same.Dequeue();
            }
        }
        return key;
    }

    /// <summary>Hands on the missing messages before a place in the stream's order.</summary>
    internal void RecoverBefore(long key, FillOutput output)
    {
        for (; _next < _fills.Count && _fills[_next].Key < key; _next++)
        {
            Fill fill = _fills[_next];
            KnownBlock block = fill.Step.Block;
            if (unchecked((int)(fill.Counter - fill.Track.Next!.Value)) < 0 || IsAhead(fill))
            {
                continue; // It was reported as missing, or would come before a message that arrived.
            }
            if (fill.Track is not TransactionTrack track)
            {
                output.Recover(fill.Track, fill.Counter, fill.Step, fill.Place, fill.MempoolSequence);
                continue;
            }
            track.Add(fill.Counter, block.Ids[fill.Place]);
            if (track.Rank == 0)
            {
                output.Recover(track, fill.Counter, block.Ids[fill.Place]);
            }
            else
            {
                output.Recover(track, fill.Counter, block.RawTransaction(fill.Place));
            }
        }
    }

    private bool IsAhead(in Fill fill) => _held.TryGetValue(fill.Track, out Queue<uint>? same)
        && same.TryPeek(out uint next) && unchecked((int)(fill.Counter - next)) > 0;
}
