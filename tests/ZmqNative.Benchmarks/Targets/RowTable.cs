using System.Globalization;

namespace ZmqNative.Benchmarks.Targets;

/// <summary>The rounds of a row from all runs, as a table.</summary>
internal static class RowTable
{
    internal static void Write(TextWriter output, Round[] rounds, int runs)
    {
        Round first = rounds[0];
        Round[] counted = [.. rounds.Where(round => round.IsCounted)];
        output.WriteLine(Line($"\n| {first.Row}: {counted.Length} of {rounds.Length} rounds count, {runs} runs | {first.Unit}: median | quarters | of the baseline: median | quarters | managed bytes |"));
        output.WriteLine("|---|---:|---:|---:|---:|---:|");
        if (counted.Length == 0)
        {
            return;
        }
        for (int i = 0; i < first.Ways.Length; i++)
        {
            double[] costs = [.. counted.Select(round => round.Costs[i]).Order()];
            double[] ratios = [.. counted.Select(round => round.Costs[i] / round.Costs[0]).Order()];
            output.WriteLine(Line(
                $"| {first.Ways[i]} | {Number(At(costs, 2))} | {Number(At(costs, 1))} to {Number(At(costs, 3))} | {At(ratios, 2):f2} | {At(ratios, 1):f2} to {At(ratios, 3):f2} | {counted.Average(round => round.Bytes[i]):f1} |"));
            Chart.Add(first.Row, first.Ways[i], At(ratios, 2));
        }
        foreach (Goal goal in first.Goals)
        {
            int way = Array.IndexOf(first.Ways, goal.Way), against = Array.IndexOf(first.Ways, goal.Against);
            double[] ratios = [.. counted.Select(round => goal.IsRate ? round.Costs[against] / round.Costs[way] : round.Costs[way] / round.Costs[against]).Order()];
            double median = At(ratios, 2);
            bool isMet = goal.IsRate ? median >= goal.Limit : median <= goal.Limit;
            output.WriteLine(Line(
                $"\n{goal.Way}, {(goal.IsRate ? "rate " : "")}of \"{goal.Against}\": {median:f2} ({At(ratios, 1):f2} to {At(ratios, 3):f2}), asked {(goal.IsRate ? "at least" : "at most")} {goal.Limit:f2}: {(isMet ? "met" : "MISSED")}."));
        }
    }

    private static double At(double[] ordered, int quarter) => ordered[(ordered.Length - 1) * quarter / 4];

    private static string Number(double value) => value.ToString(value < 10 ? "f2" : "f0", CultureInfo.InvariantCulture);

    private static string Line(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
