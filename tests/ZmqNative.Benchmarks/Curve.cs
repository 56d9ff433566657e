namespace ZmqNative.Benchmarks;

/// <summary>The cost of one notification against something that varies: a table, and a panel of the plot.</summary>
/// <param name="title">What is notified of.</param>
/// <param name="axis">What varies, with its unit.</param>
internal sealed class Curve(string title, string axis)
{
    private readonly List<(string Label, double X, int Notifications, SideBySide Work)> _works = [];

    internal string Title => title;

    internal string Axis => axis;

    /// <summary>What was measured; thread CPU is that of one notification.</summary>
    internal (string Label, double X, Measured[] Ways)[] Points { get; private set; } = [];

    /// <summary>Adds a point to be measured.</summary>
    /// <param name="label">How the axis and the table name it.</param>
    /// <param name="x">Where it stands on the axis, which is logarithmic.</param>
    /// <param name="notifications">How many notifications each unit of the work makes.</param>
    /// <param name="work">The work.</param>
    internal void Add(string label, double x, int notifications, SideBySide work) => _works.Add((label, x, notifications, work));

    /// <summary>Measures all points and prints the table: nanoseconds, and ratios to the baseline's of the same round; the process's CPU as such a ratio only.</summary>
    internal void Run(TextWriter output)
    {
        SideBySide.Measure([.. _works.Select(point => point.Work)]);
        Points = [.. _works.Select(point => (point.Label, point.X, Array.ConvertAll(point.Work.Results(), way => way with { Thread = way.Thread / point.Notifications })))];
        string[] others = [.. Points[0].Ways[1..].Select(way => way.Name)];
        output.WriteLine($"\n{title}\n\n| {axis} | {Points[0].Ways[0].Name}, ns | {string.Concat(others.Select(name => $"{name} | "))}process CPU: {string.Join(", ", others)} |\n|---|{string.Concat(Enumerable.Repeat("---:|", others.Length + 2))}");
        foreach ((string label, _, Measured[] ways) in Points)
        {
            IEnumerable<string> cells = ways[1..].Select(way => FormattableString.Invariant($"{way.Thread.Median:f0} ns, **{way.ThreadRatio.Median:g3}** ({way.ThreadRatio.Least:g3} to {way.ThreadRatio.Most:g3})"));
            (double median, double least, double most) = ways[0].Thread;
            string process = string.Join(", ", ways[1..].Select(way => FormattableString.Invariant($"{way.ProcessRatio.Median:f2}")));
            output.WriteLine(FormattableString.Invariant($"| {label} | {median:f0} ({least:f0} to {most:f0}) | {string.Join(" | ", cells)} | {process} |"));
        }
    }
}
