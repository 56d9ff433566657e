using System.Globalization;
using System.Security;
using System.Text;

namespace ZmqNative.Benchmarks;

/// <summary>A bar for each row of the tables: the median of its ratios to the baseline, on a logarithmic scale.</summary>
internal static class Chart
{
    private const int RowHeight = 18;
    private const int NameWidth = 360;
    private const int Decade = 130;
    private const double Least = 0.0001;

    private static readonly List<(string Table, string Name, double Ratio)> s_bars = [];

    /// <summary>Adds a bar.</summary>
    internal static void Add(string table, string name, double ratio) => s_bars.Add((table, name, ratio));

    /// <summary>All bars as SVG; a line stands where the baseline is.</summary>
    internal static string Draw()
    {
        StringBuilder svg = new();
        int y = RowHeight;
        foreach (IGrouping<string, (string Table, string Name, double Ratio)> table in s_bars.GroupBy(bar => bar.Table))
        {
            svg.AppendLine(CultureInfo.InvariantCulture, $"""<text x="4" y="{y + 13}" font-weight="bold">{SecurityElement.Escape(table.Key)}</text>""");
            y += RowHeight;
            foreach ((_, string name, double ratio) in table)
            {
                svg.AppendLine(CultureInfo.InvariantCulture, $"""<text x="12" y="{y + 13}">{SecurityElement.Escape(name)}</text>""");
                svg.AppendLine(CultureInfo.InvariantCulture, $"""<rect x="{NameWidth}" y="{y + 3}" width="{Place(ratio) - NameWidth:f1}" height="{RowHeight - 5}" fill="{(ratio <= 1.05 ? "#4a8" : "#c84")}"/>""");
                svg.AppendLine(CultureInfo.InvariantCulture, $"""<text x="{Place(ratio) + 4:f1}" y="{y + 13}">{ratio:0.####}</text>""");
                y += RowHeight;
            }
            y += RowHeight / 2;
        }
        double one = Place(1);
        return string.Create(CultureInfo.InvariantCulture, $"""
            <svg xmlns="http://www.w3.org/2000/svg" width="{Place(100):f0}" height="{y}" font-family="sans-serif" font-size="12">
            <rect width="100%" height="100%" fill="white"/>
            {svg}<line x1="{one}" y1="0" x2="{one}" y2="{y}" stroke="black" stroke-dasharray="4 3"/>
            </svg>
            """);
    }

    private static double Place(double ratio) => NameWidth + (Decade * Math.Log10(Math.Max(ratio, 2 * Least) / Least));
}
