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

    private readonly Contestant[] _all = [contestants[0], contestants[0] with { Name = "the same again (control)" }, .. contestants[1..]];
    private readonly List<Figures[]> _rounds = [];

    /// <summary>Measures and prints a table.</summary>
    internal void Run(TextWriter output)
    {
        Measure(this);
        output.WriteLine($"\n| {what} | thread CPU, ns | of the baseline: median | min | max | process CPU of the baseline | managed bytes |\n|---|---:|---:|---:|---:|---:|---:|");
        foreach (Measured one in Results())
        {
            (double median, double least, double most) = one.ThreadRatio;
            output.WriteLine(FormattableString.Invariant(
                $"| {one.Name} | {one.Thread.Median:f0} | {median:f2} | {least:f2} | {most:f2} | {one.ProcessRatio.Median:f2} | {one.Bytes:f0} |"));
            Chart.Add(what, one.Name, median);
        }
        string[] names = [.. _all.Select(one => one.Name)];
        output.WriteLine($"\n{Counted.Describe("thread CPU", names, [.. _rounds.Select(round => Array.ConvertAll(round, one => one.Thread))])}");
        output.WriteLine(Counted.Describe("process CPU", names, [.. _rounds.Select(round => Array.ConvertAll(round, one => one.Process))]));
    }

    /// <summary>Measures several works, a round of each in turn: the machine is not the same from one minute to the next, and so is the same to all of them.</summary>
    internal static void Measure(params SideBySide[] works)
    {
        Random random = new(1);
        for (int i = 0; i < 30; i++)
        {
            // Until the runtime has compiled it for good, which it does beside, some time after.
            Array.ForEach(works, work => work.Round(random));
            Thread.Sleep(i % 10 == 9 ? 250 : 0);
        }
        Array.ForEach(works, work => work._rounds.Clear());
        for (int i = 0; i < Rounds; i++)
        {
            Array.ForEach(works, work => work.Round(random));
        }
    }

    /// <summary>What was measured: the baseline, the baseline again, the others.</summary>
    internal Measured[] Results() => [.. _all.Select((one, i) => new Measured(
        one.Name,
        Spread.Of(_rounds.Select(round => round[i].Thread / count)),
        Spread.Of(_rounds.Select(round => round[i].Thread / round[0].Thread)),
        Spread.Of(_rounds.Select(round => round[i].Process / round[0].Process)),
        _rounds.Average(round => round[i].Bytes / count)))];

    private void Round(Random random)
    {
        int[] order = [.. Enumerable.Range(0, _all.Length)];
        Figures[] figures = new Figures[order.Length];
        random.Shuffle(order);
        foreach (int i in order)
        {
            figures[i] = Measure(_all[i]);
        }
        _rounds.Add(figures);
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
