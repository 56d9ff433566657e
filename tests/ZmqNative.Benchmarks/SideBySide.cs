using static ZmqNative.Benchmarks.Baseline.Baseline;

namespace ZmqNative.Benchmarks;

/// <summary>
/// Ways to do the same work, measured in one process in many short rounds, each way once a round and in another order: what a noisy machine
/// does to one it does to all, and the median of the ratios within a round says more than times. The first way is the baseline and runs
/// twice, so that a ratio that should be 1 shows how good the others are.
/// </summary>
internal sealed class SideBySide(string what, int count, Action before, Action after, params Contestant[] contestants)
{
    private const int Rounds = 60;

    /// <summary>Measures and prints a table: thread CPU for one, against the baseline's of the same round, and managed bytes.</summary>
    internal void Run(TextWriter output)
    {
        Contestant[] all = [contestants[0], contestants[0] with { Name = "the same again (control)" }, .. contestants[1..]];
        double[][] times = [.. all.Select(_ => new double[Rounds])];
        long[] bytes = new long[all.Length];
        int[] order = [.. Enumerable.Range(0, all.Length)];
        Random random = new(1);
        for (int i = 0; i < 30; i++)
        {
            // Until the runtime has compiled it for good.
            Array.ForEach(all, one => Measure(one, out _));
        }
        for (int round = 0; round < Rounds; round++)
        {
            random.Shuffle(order);
            foreach (int i in order)
            {
                times[i][round] = Measure(all[i], out bytes[i]);
            }
        }
        output.WriteLine($"\n| {what} | ns | of the baseline: median | min | max | managed bytes |\n|---|---:|---:|---:|---:|---:|");
        for (int i = 0; i < all.Length; i++)
        {
            double[] ratios = [.. times[i].Zip(times[0], (time, baseline) => time / baseline).Order()];
            output.WriteLine(FormattableString.Invariant(
                $"| {all[i].Name} | {times[i].Order().ElementAt(Rounds / 2):f0} | {ratios[Rounds / 2]:f2} | {ratios[0]:f2} | {ratios[^1]:f2} | {bytes[i] / (double)count:f0} |"));
        }
    }

    private double Measure(Contestant one, out long bytes)
    {
        before();
        bytes = -GC.GetAllocatedBytesForCurrentThread();
        long start = baseline_thread_time();
        one.Work(count);
        long time = baseline_thread_time() - start;
        bytes += GC.GetAllocatedBytesForCurrentThread();
        after();
        return time / (double)count;
    }
}
