namespace ZmqNative.Benchmarks;

/// <summary>The rounds that count: those in which the control, the same work as the baseline once more, took within 5 % of it.</summary>
internal static class Counted
{
    /// <summary>One sentence: how many rounds count, and the median of each way against the baseline in those.</summary>
    /// <param name="what">What was measured.</param>
    /// <param name="names">The ways: the baseline, its control, the others.</param>
    /// <param name="rounds">A figure of each way for each round.</param>
    internal static string Describe(string what, IReadOnlyList<string> names, IReadOnlyCollection<double[]> rounds)
    {
        double[][] counted = [.. rounds.Where(round => Math.Abs((round[1] / round[0]) - 1) <= 0.05)];
        string medians = string.Concat(names.Select((name, i) => i < 2 || counted.Length == 0
            ? string.Empty
            : FormattableString.Invariant($"; {name} {Spread.Of(counted.Select(round => round[i] / round[0])).Median:f2}")));
        return $"Rounds that count by {what}: {counted.Length} of {rounds.Count}{medians}.";
    }
}
