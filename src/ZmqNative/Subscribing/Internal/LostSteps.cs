namespace ZmqNative.Subscribing;

/// <summary>C and D that were lost, and whose message sequences are not known yet.</summary>
internal sealed class LostSteps
{
    private readonly List<FillStep> _steps = [];
    private FillStep[] _all = [];
    private bool _isMissing;

    internal int Count => _steps.Count;

    internal void Clear() => _steps.Clear();

    /// <summary>Adds them to a plan, where as many messages of the topic are missing.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="track"><c>sequence</c>.</param>
    /// <param name="held">Its messages that are held.</param>
    /// <param name="filled">The message sequences that are filled otherwise.</param>
    /// <param name="lost">The C and D that were lost among the held messages.</param>
    /// <returns>Whether nothing of the topic stays missing.</returns>
    internal bool AddTo(
        FillPlan plan, FillTrack track, IReadOnlyList<HeldItem> held, HashSet<uint> filled,
        IReadOnlyList<FillStep> lost)
    {
        _all = [.. _steps, .. lost];
        List<uint> missing = [];
        uint? next = track.Next;
        foreach (HeldItem item in held)
        {
            for (uint counter = next ?? item.Counter; counter != item.Counter && missing.Count <= _all.Length;
                counter = unchecked(counter + 1))
            {
                if (!filled.Contains(counter))
                {
                    missing.Add(counter);
                }
            }
            next = unchecked(item.Counter + 1);
        }
        _isMissing = missing.Count > 0;
        bool fits = missing.Count == _all.Length;
        for (int i = 0; fits && i < _all.Length; i++)
        {
            plan.Add(_all[i].Key(_all[i].Step.Block.Ids.Length, 2), track, missing[i], _all[i].Step);
        }
        return fits || !_isMissing;
    }

    /// <summary>The plan is carried out: those whose gap has not shown yet are remembered.</summary>
    internal void Finish(FillTrack track)
    {
        _steps.Clear();
        if (!_isMissing && track.Next is not null)
        {
            _steps.AddRange(_all);
        }
    }
}
