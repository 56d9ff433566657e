namespace ZmqNative.Subscribing;

/// <summary>C and D that were lost, and whose message sequences are not known yet.</summary>
internal sealed class LostSteps
{
    private readonly List<FillStep> _steps = [];
    private FillStep[] _rest = [];

    internal int Count => _steps.Count;

    internal void Clear() => _steps.Clear();

    /// <summary>Adds them to a plan, where as many messages of the topic are missing.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="track"><c>sequence</c>.</param>
    /// <param name="held">Its messages that are held.</param>
    /// <param name="filled">The message sequences that are filled otherwise.</param>
    /// <param name="lost">The C and D that were lost among the held messages.</param>
    /// <param name="isBehind">
    /// Whether the last of them is behind all held messages of the topic, so that its gap has not shown
    /// yet: an announcement follows its C directly.
    /// </param>
    /// <returns>Whether nothing of the topic stays missing.</returns>
    internal bool AddTo(
        FillPlan plan, FillTrack track, IReadOnlyList<HeldItem> held, HashSet<uint> filled,
        IReadOnlyList<FillStep> lost, bool isBehind)
    {
        FillStep[] shown = isBehind ? [.. _steps] : [.. _steps, .. lost];
        List<uint> missing = [];
        uint? next = track.Next;
        foreach (HeldItem item in held)
        {
            for (uint counter = next ?? item.Counter; counter != item.Counter && missing.Count <= shown.Length;
                counter = unchecked(counter + 1))
            {
                if (!filled.Contains(counter))
                {
                    missing.Add(counter);
                }
            }
            next = unchecked(item.Counter + 1);
        }
        bool fits = missing.Count == shown.Length;
        for (int i = 0; fits && i < shown.Length; i++)
        {
            plan.Add(shown[i].Key(shown[i].Step.Block.Ids.Length, 2), track, missing[i], shown[i].Step);
        }
        // Of several that were lost some may be in a gap that has shown and does not fit.
        _rest = track.Next is null ? []
            : missing.Count == 0 ? [.. _steps, .. lost]
            : isBehind && (fits || lost.Count == 1) ? [.. lost] : [];
        return fits || missing.Count == 0;
    }

    /// <summary>The plan is carried out: those whose gap has not shown yet are remembered.</summary>
    internal void Finish()
    {
        _steps.Clear();
        _steps.AddRange(_rest);
    }
}
