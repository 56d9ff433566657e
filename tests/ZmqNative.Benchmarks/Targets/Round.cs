namespace ZmqNative.Benchmarks.Targets;

/// <summary>One round of a row: what each way cost in it. Processes pass it on as a line of JSON.</summary>
/// <param name="Row">The name of the row.</param>
/// <param name="Unit">The unit of the costs.</param>
/// <param name="Ways">The names of the ways; the first is the baseline, the second the baseline again.</param>
/// <param name="Costs">What they cost.</param>
/// <param name="Bytes">What they allocated.</param>
/// <param name="Goals">What the row asks.</param>
internal sealed record Round(string Row, string Unit, string[] Ways, double[] Costs, double[] Bytes, Goal[] Goals)
{
    internal const string Control = "the same again (control)";

    private const double Tolerance = 0.05;

    /// <summary>Whether the control cost what the baseline cost, so that the round says something.</summary>
    internal bool IsCounted => Math.Abs((Costs[1] / Costs[0]) - 1) <= Tolerance;
}
