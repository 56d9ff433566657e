using static ZmqNative.Benchmarks.Baseline.Baseline;

namespace ZmqNative.Benchmarks;

/// <summary>One way to do a piece of work.</summary>
/// <param name="Name">What the table calls it.</param>
/// <param name="Work">Does it so many times.</param>
internal sealed record Contestant(string Name, Action<int> Work)
{
    /// <summary>Nanoseconds of processor time of the thread that does it (default: the one that calls).</summary>
    internal Func<long> ThreadTime { get; init; } = baseline_thread_time;
}
