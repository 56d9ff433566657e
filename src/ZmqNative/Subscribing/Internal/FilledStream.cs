using ZmqNative.Bitcoin;
using ZmqNative.Protocol;

namespace ZmqNative.Subscribing;

/// <summary>
/// The topics of one address in their order: puts what is missing at its place, where that is certain.
/// </summary>
internal sealed class FilledStream(BlockBook book, FillOutput output)
{
    private readonly TransactionTrack _hashTransactions = new(rank: 0), _rawTransactions = new(rank: 1);
    private readonly Announcements _announcements = new(output);
    private readonly SequenceTrack _sequence = new();

    private readonly LostSteps _lostSteps = new();
    private long _ordinal;

    // Where the stream is, in the order of FillStep.Key.
    private long _reached = -1;

    // The transactions added to the mempool since the last C or D, while none can be missing.
    private int? _added;

    /// <summary>Whether <c>rawblock</c> has come.</summary>
    internal bool HasRawBlocks => _announcements.Blocks.Next is not null;

    /// <summary>Whether an announcement did not come, and <see cref="OnSilence"/> makes it.</summary>
    internal bool IsAnnouncementDue => _announcements.IsDue;

    private TransactionTrack[] Transactions => field ??= [_hashTransactions, _rawTransactions];

    internal FillTrack? Track(StreamMessageKind kind) => kind switch
    {
        StreamMessageKind.HashTransaction => _hashTransactions,
        StreamMessageKind.RawTransaction => _rawTransactions,
        StreamMessageKind.HashBlock => _announcements.Hashes,
        StreamMessageKind.RawBlock => _announcements.Blocks,
        StreamMessageKind.Other => null,
        _ => _sequence,
    };

    /// <summary>
    /// Whether a gap is one of a topic whose gaps are found and reported here, so that it only marks
    /// where something may be missing.
    /// </summary>
    internal bool IsMark(Gap gap) => Topic.Find(gap.Topic) is { } topic && Track(topic).Next is not null;

    /// <summary>Whether the consumer has everything that was missing in a gap.</summary>
    internal bool IsFilled(Gap gap) => Topic.Find(gap.Topic) is { } topic && Track(topic).Next == gap.Received;

    /// <summary>Forgets everything: after a break in the stream nothing is certain.</summary>
    internal void Reset()
    {
        Array.ForEach(Transactions, track => track.Reset());
        _announcements.Reset();
        _sequence.Reset();
        _lostSteps.Clear();
        _added = null;
    }

    /// <summary>Recovers what must have come by now.</summary>
    internal void OnSilence() => _announcements.RecoverDue(StreamMessageKind.Removed, default);

    /// <summary>Notes a message behind a block whose burst is not placed.</summary>
    /// <returns>Whether it may place the burst, or fill a gap.</returns>
    internal bool IsEvidence(StreamMessageKind kind, Hash256 hash, uint counter) =>
        Track(kind) is TransactionTrack transactions
            ? transactions.EndCarried(counter)
        : Track(kind) == _sequence && ((_lostSteps.Count > 0
            && unchecked(counter - _sequence.Next) == (uint)_lostSteps.Count) || _sequence.IsReturned(counter, hash));

    /// <summary>Hands on a message behind which nothing waits.</summary>
    internal void Pass(in ReceivedNotification notification, StreamMessageKind kind, Hash256 hash)
    {
        _announcements.RecoverDue(kind, hash);
        if (notification.MessageSequence is { } counter && Track(kind) is { } track)
        {
            if (track.Next is { } next && unchecked(counter + 1) == next)
            {
                return; // It was recovered already.
            }
            Observe(
                track, kind, counter, hash,
                track == _sequence && notification.Body.Length == SequenceBody.TransactionLength
                    ? NotificationParser.MempoolSequence(notification.Body) : 0);
            track.Next = unchecked(counter + 1);
            if (track is TransactionTrack { Carried.Count: > 0 } transactions)
            {
                // Nothing is missing behind the carried bursts.
                transactions.Restart(transactions.Place(counter), isExact: false);
            }
        }
        output.Pass(notification);
    }

    /// <summary>Hands on a message or event as it is, with gaps before it.</summary>
    internal void Release(HeldItem item)
    {
        _announcements.RecoverDue(item.Kind, item.Hash);
        HandOn(item);
    }

    /// <summary>Hands on items as they are, of which the last one reports a block that is not known.</summary>
    internal void Skip(IReadOnlyList<HeldItem> items)
    {
        foreach (HeldItem item in items)
        {
            if (ReferenceEquals(item, items[^1]))
            {
                _announcements.Lose();
            }
            Release(item);
        }
        foreach (TransactionTrack track in Transactions)
        {
            track.Restart(track.Place(track.Next ?? 0), isExact: false);
        }
        _lostSteps.Clear();
        _sequence.Forget();
        _added = null;
    }

    /// <summary>Fills what is missing among held items, and hands them on.</summary>
    /// <param name="items">The items; where there are steps, the last one reports a block.</param>
    /// <param name="behind">What came behind them.</param>
    /// <param name="steps">The blocks whose bursts ended with the items.</param>
    /// <param name="force">
    /// False to do nothing where more messages may make it certain what is missing.
    /// </param>
    /// <returns>Whether the items were handed on.</returns>
    internal bool Settle(
        IReadOnlyList<HeldItem> items, IReadOnlyList<HeldItem> behind, IReadOnlyList<PathStep> steps, bool force)
    {
        HeldItem last = items[^1];
        FillStep[] ended = [.. steps.Select((step, i) => new FillStep(_ordinal + i, step))];
        int? accepted = CountAdded(items);
        HeldItem[] sequence = [.. items.Where(item => Track(item.Kind) == _sequence)];
        HashSet<Hash256> known = _sequence.FindAdded(sequence);
        FillPlan plan = new();
        Dictionary<FillTrack, BurstPlan> bursts = [];
        foreach (TransactionTrack track in Transactions)
        {
            HeldItem[] held = [.. items.Where(item => Track(item.Kind) == track)];
            if (track.Next is null && held.Length > 0)
            {
                track.Begin(held[0].Counter);
            }
            if (track.Next is not null)
            {
                HeldItem? next = behind.FirstOrDefault(item => Track(item.Kind) == track);
                bursts[track] = new BurstPlan(track, held, ended, next, last.IsStep ? accepted : null, known);
                bursts[track].AddTo(plan);
            }
        }
        HashSet<uint> added = _sequence.AddTo(
            plan, sequence, bursts.Values.Select(burst => burst.Returned).DefaultIfEmpty().Max());
        bool isSequenceWhole = _lostSteps.AddTo(
            plan, _sequence, sequence, added, last.IsStep ? ended[..^1] : ended,
            isBehind: !last.IsStep && ended.Length > 0);
        bool waits = last.IsBoundary
            ? bursts.Values.Any(one => one.HasGap && one.IsOpen)
            : !isSequenceWhole || !bursts.Keys.All(track => IsWhole(track, items, plan));
        if (waits && !force)
        {
            return false;
        }
        _lostSteps.Finish();
        plan.Sort();
        foreach (HeldItem item in items)
        {
            if (Track(item.Kind) is { } track)
            {
                plan.Expect(track, item.Counter);
            }
        }
        _ordinal += ended.Length;
        foreach (HeldItem item in items)
        {
            FillTrack? track = Track(item.Kind);
            _reached = Math.Max(_reached, ReferenceEquals(item, last) && ended.Length > 0 ? ended[^1].EndKey
                : track is not null && bursts.TryGetValue(track, out BurstPlan? burst) ? burst.Key(item.Counter) : -1);
            if (track is not null)
            {
                _reached = Math.Max(_reached, plan.KeyBehind(track, item.Counter));
            }
            plan.RecoverBefore(_reached, output);
            _announcements.RecoverDue(item.Kind, item.Hash);
            if (ReferenceEquals(item, last))
            {
                _announcements.Apply(steps, isWhole: last.IsStep || steps.Count == 0);
            }
            HandOn(item);
            if (track is not null)
            {
                plan.HandedOn(track);
            }
        }
        plan.RecoverBefore(long.MaxValue, output);
        bool hasHead = steps.Count > 0 && book.Find(steps[^1].Block.Parent) is { Ids.Length: > 1 };
        foreach (BurstPlan burst in bursts.Values)
        {
            burst.Finish(isWhole: last.IsStep && isSequenceWhole, hasHead);
        }
        if (last.IsStep && ended.Length > 0 && !ended[^1].Step.IsConnected)
        {
            _sequence.Disconnect(ended[^1], last.Counter, hasHead);
        }
        else if (ended.Length > 0)
        {
            _sequence.Forget();
        }
        _added = last.IsStep ? 0 : ended.Length > 0 || accepted is null ? null : _added;
        return true;
    }

    private FillTrack Track(Topic topic) => topic == Topic.HashTransaction ? _hashTransactions
        : topic == Topic.RawTransaction ? _rawTransactions
        : topic == Topic.HashBlock ? _announcements.Hashes
        : topic == Topic.RawBlock ? _announcements.Blocks
        : _sequence;

    private void HandOn(HeldItem item)
    {
        if (item.Message is not { } message)
        {
            if (item.Event is not Gap gap || !IsMark(gap))
            {
                output.Report(item.Event!);
            }
            return;
        }
        FillTrack? track = Track(item.Kind);
        if (track is not null)
        {
            if (track is AnnouncementTrack announcements)
            {
                _announcements.RecoverBefore(announcements, item.Hash, item.Counter);
            }
            Observe(track, item.Kind, item.Counter, item.Hash, item.MempoolSequence);
        }
        output.Deliver(message, track);
    }

    private static bool IsMissing(FillTrack track, uint counter) => track.Next is { } next && counter != next;

    private bool IsWhole(FillTrack track, IReadOnlyList<HeldItem> items, FillPlan plan)
    {
        HeldItem[] held = [.. items.Where(item => Track(item.Kind) == track)];
        if (held.Length == 0 || track.Next is not { } next)
        {
            return true;
        }
        int known = held.Length - 1 + plan.CountBefore(track, held[^1].Counter);
        return unchecked(held[^1].Counter - next) == (uint)known;
    }

    private int? CountAdded(IReadOnlyList<HeldItem> items)
    {
        int? added = _added;
        uint? next = _sequence.Next;
        foreach (HeldItem item in items.Where(item => Track(item.Kind) == _sequence))
        {
            added = item.Counter != next ? null : item.Kind == StreamMessageKind.Added ? added + 1 : added;
            next = unchecked(item.Counter + 1);
        }
        return added;
    }

    private void Observe(
        FillTrack track, StreamMessageKind kind, uint counter, Hash256 hash, ulong mempoolSequence)
    {
        switch (track)
        {
            case TransactionTrack transactions:
                transactions.Begin(counter);
                transactions.Add(counter, hash);
                break;
            case AnnouncementTrack announcements:
                _announcements.Observe(announcements, hash, counter);
                break;
            default:
                if (kind is StreamMessageKind.Added or StreamMessageKind.Removed)
                {
                    _sequence.Add(counter, hash, mempoolSequence);
                }
                if (IsMissing(track, counter))
                {
                    _announcements.Doubt();
                }
                _added = IsMissing(track, counter) ? null : kind == StreamMessageKind.Added ? _added + 1 : _added;
                break;
        }
        track.Next ??= counter;
    }
}
