using System.Globalization;
using System.Security;
using System.Text;

namespace ZmqNative.Benchmarks;

/// <summary>Curves as SVG, a panel for each, both axes logarithmic: medians as lines, the smallest and the largest of the rounds as a band around them.</summary>
internal static class CurvePlot
{
    private const int Width = 460;
    private const int Height = 340;
    private const int Left = 62;
    private const int Right = 16;
    private const int Top = 34;
    private const int Bottom = 46;

    private static readonly string[] s_colours = ["#c33", "#888", "#26a", "#2a6"];

    /// <summary>Draws them, two in a row.</summary>
    internal static string Draw(IReadOnlyList<Curve> curves)
    {
        StringBuilder svg = new();
        for (int i = 0; i < curves.Count; i++)
        {
            svg.AppendLine(CultureInfo.InvariantCulture, $"""<g transform="translate({i % 2 * Width} {i / 2 * Height})">""");
            Draw(svg, curves[i]);
            svg.AppendLine("</g>");
        }
        return $"""
            <svg xmlns="http://www.w3.org/2000/svg" width="{2 * Width}" height="{(curves.Count + 1) / 2 * Height}" font-family="sans-serif" font-size="11">
            <rect width="100%" height="100%" fill="white"/>
            {svg}</svg>
            """;
    }

    private static void Draw(StringBuilder svg, Curve curve)
    {
        // The control is the first way once more.
        (string Name, (double X, Spread Cost)[] Points)[] series = [.. curve.Points[0].Ways.Select((way, i) => (way.Name, curve.Points.Select(point => (point.X, point.Ways[i].Thread)).ToArray()))];
        series = [series[0], .. series[2..]];
        double fromX = curve.Points.Min(point => point.X), toX = curve.Points.Max(point => point.X);
        Spread[] costs = [.. series.SelectMany(one => one.Points).Select(point => point.Cost)];
        double fromY = Math.Floor(Math.Log10(costs.Min(cost => cost.Least))), toY = Math.Ceiling(Math.Log10(costs.Max(cost => cost.Most)));
        double X(double x) => Left + ((Width - Left - Right) * Math.Log(x / fromX) / Math.Log(toX / fromX));
        double Y(double cost) => Height - Bottom - ((Height - Top - Bottom) * (Math.Log10(cost) - fromY) / (toY - fromY));
        string Path(IEnumerable<(double X, double Cost)> points) => string.Join(' ', points.Select(point => FormattableString.Invariant($"{X(point.X):f1},{Y(point.Cost):f1}")));
        void Text(double x, double y, string more, string text) => svg.AppendLine(CultureInfo.InvariantCulture, $"""<text x="{x:f1}" y="{y:f1}" {more}>{SecurityElement.Escape(text)}</text>""");

        Text(Left, 18, """font-weight="bold" font-size="12" """, curve.Title);
        Text((Left + Width - Right) / 2, Height - 10, """text-anchor="middle" """, curve.Axis);
        Text(0, 0, $"""text-anchor="middle" transform="translate(14 {(Top + Height - Bottom) / 2}) rotate(-90)" """, "thread CPU of one notification");
        for (double power = fromY; power <= toY; power++)
        {
            double y = Y(Math.Pow(10, power));
            svg.AppendLine(CultureInfo.InvariantCulture, $"""<line x1="{Left}" x2="{Width - Right}" y1="{y:f1}" y2="{y:f1}" stroke="#ccc"/>""");
            Text(Left - 5, y + 4, """text-anchor="end" """, power < 3 ? $"{Math.Pow(10, power)} ns" : power < 6 ? $"{Math.Pow(10, power - 3)} µs" : $"{Math.Pow(10, power - 6)} ms");
        }
        foreach ((string label, double x, _) in curve.Points)
        {
            svg.AppendLine(CultureInfo.InvariantCulture, $"""<line x1="{X(x):f1}" x2="{X(x):f1}" y1="{Top}" y2="{Height - Bottom}" stroke="#eee"/>""");
            Text(X(x), Height - Bottom + 15, """text-anchor="middle" """, label);
        }
        for (int i = 0; i < series.Length; i++)
        {
            (string name, (double X, Spread Cost)[] points) = series[i];
            string colour = s_colours[i], band = Path([.. points.Select(point => (point.X, point.Cost.Most)), .. points.Reverse().Select(point => (point.X, point.Cost.Least))]);
            svg.AppendLine(CultureInfo.InvariantCulture, $"""<polygon points="{band}" fill="{colour}" opacity="0.12"/><polyline points="{Path(points.Select(point => (point.X, point.Cost.Median)))}" fill="none" stroke="{colour}" stroke-width="2"/>""");
            svg.AppendLine(CultureInfo.InvariantCulture, $"""<line x1="{Left + 8}" x2="{Left + 28}" y1="{Top + 10 + (15 * i)}" y2="{Top + 10 + (15 * i)}" stroke="{colour}" stroke-width="2"/>""");
            Text(Left + 33, Top + 14 + (15 * i), string.Empty, name);
        }
    }
}
