namespace ZmqNative.Benchmarks;

/// <summary>What one run of <see cref="HourCost"/> showed of the blocks' bursts.</summary>
internal sealed class HourRun
{
    /// <summary>From the first call of a block to the arrival of its rawblock, in milliseconds.</summary>
    internal List<double> LastArrivals { get; } = [];

    /// <summary>How many messages of a block's transactions did not arrive, at all subscribers together.</summary>
    internal int LostInBursts { get; set; }
}
