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
    /// <remarks>The process's CPU is that of all threads, and of what comes after the work as well: sending on, and receiving.</remarks>
    internal void Run(TextWriter output)
    {
        Contestant[] all = [contestants[0], contestants[0] with { Name = "the same again (control)" }, .. contestants[1..]];
        Figures[][] figures = [.. all.Select(_ => new Figures[Rounds])];
        int[] order = [.. Enumerable.Range(0, all.Length)];
        Random random = new(1);
        for (int i = 0; i < 30; i++)
        {
            // Until the runtime has compiled it for good, which it does beside, some time after.
            Array.ForEach(all, one => Measure(one));
            Thread.Sleep(i % 10 == 9 ? 250 : 0);
        }
        for (int round = 0; round < Rounds; round++)
        {
            random.Shuffle(order);
            foreach (int i in order)
            {
                figures[i][round] = Measure(all[i]);
            }
        }
        output.WriteLine($"\n| {what} | thread CPU, ns | of the baseline: median | min | max | process CPU of the baseline | managed bytes |\n|---|---:|---:|---:|---:|---:|---:|");
        for (int i = 0; i < all.Length; i++)
        {
            double[] ratios = [.. figures[i].Zip(figures[0], (mine, baseline) => mine.Thread / baseline.Thread).Order()];
            double[] process = [.. figures[i].Zip(figures[0], (mine, baseline) => mine.Process / baseline.Process).Order()];
            output.WriteLine(FormattableString.Invariant(
                $"| {all[i].Name} | {figures[i].Select(one => one.Thread / count).Order().ElementAt(Rounds / 2):f0} | {ratios[Rounds / 2]:f2} | {ratios[0]:f2} | {ratios[^1]:f2} | {process[Rounds / 2]:f2} | {figures[i].Average(one => one.Bytes / count):f0} |"));
            Chart.Add(what, all[i].Name, ratios[Rounds / 2]);
        }
    }

    private Figures Measure(Contestant one)
    {
        before();
        long bytes = GC.GetTotalAllocatedBytes(precise: true), process = baseline_process_time(), thread = one.ThreadTime();
        one.Work(count);
        thread = one.ThreadTime() - thread;
        after();
        process = baseline_process_time() - process;
        return new Figures(thread, process, GC.GetTotalAllocatedBytes(precise: true) - bytes);
    }

    private readonly record struct Figures(double Thread, double Process, double Bytes);
}
