namespace ZmqNative.Benchmarks.Targets;

/// <summary>One way to do the work of a row.</summary>
/// <param name="Name">What the table calls it.</param>
/// <param name="Measure">Does a slice of the work and returns what one unit of it cost.</param>
internal sealed record Way(string Name, Func<Cost> Measure)
{
    /// <summary>A way whose cost is the processor time of the thread that does it.</summary>
    /// <param name="name">What the table calls it.</param>
    /// <param name="count">Units of a slice.</param>
    /// <param name="work">Does that many units.</param>
    /// <param name="threadTime">The thread's clock, in nanoseconds.</param>
    internal static Way OfThread(string name, int count, Action<int> work, Func<long> threadTime) => new(name, () =>
    {
        long bytes = GC.GetTotalAllocatedBytes(precise: true), time = threadTime();
        work(count);
        time = threadTime() - time;
        return new Cost((double)time / count, (double)(GC.GetTotalAllocatedBytes(precise: true) - bytes) / count);
    });
}
