namespace ZmqNative.Benchmarks;

/// <summary>What many rounds gave.</summary>
/// <param name="Median">The one in the middle.</param>
/// <param name="Least">The smallest.</param>
/// <param name="Most">The largest.</param>
internal readonly record struct Spread(double Median, double Least, double Most)
{
    internal static Spread Of(IEnumerable<double> values)
    {
        double[] ordered = [.. values.Order()];
        return new Spread(ordered[ordered.Length / 2], ordered[0], ordered[^1]);
    }

    public static Spread operator /(Spread spread, double by) => new(spread.Median / by, spread.Least / by, spread.Most / by);
}
