namespace ZmqNative.Benchmarks;

/// <summary>
/// The bursts of many blocks, one after the other, as in <see cref="HourCost"/>: from the first call to when the last subscriber has the
/// rawblock. A round is the same block, published by the baseline, once more by it, and by us, each in a process of its own.
/// </summary>
internal static class BurstCost
{
    private const int Blocks = 60;

    // Of each way: how the threads of a process happen to be spread stays for its life.
    private const int Processes = 6;

    internal static void Run(TextWriter output)
    {
        string[] names = ["Core's calls in C++", "Core's calls in C++ (control)", "NotificationInterface"];
        string[] how = [HourChild.Core, HourChild.Core, HourChild.Ours];
        List<double[]> rounds = [];
        Random random = new(1);
        int[] order = [0, 1, 2];
        for (int process = 0; process < Processes; process++)
        {
            HourRun[] runs = [new(), new(), new()];
            random.Shuffle(order);
            foreach (int i in order)
            {
                HourCost.Run(TextWriter.Null, TextWriter.Null, names[i], how[i], highWatermark: 0, runs[i], Blocks);
            }
            double[][] last = [.. runs.Select(run => run.LastArrivals.Chunk(HourCost.Subscribers).Select(arrivals => arrivals.Max()).ToArray())];
            rounds.AddRange(Enumerable.Range(0, Blocks).Select(block => Array.ConvertAll(last, times => times[block])));
        }
        output.WriteLine($"\n| bursts of {Blocks} blocks, {Processes} times, {HourCost.Subscribers} subscribers over tcp: from the call to the last message, ms | median | p90 | slowest | median against the first row | slowest |\n|---|---:|---:|---:|---:|---:|");
        double[][] ordered = [.. names.Select((_, i) => rounds.Select(round => round[i]).Order().ToArray())];
        for (int i = 0; i < names.Length; i++)
        {
            (double median, double slowest) = (ordered[i][ordered[i].Length / 2], ordered[i][^1]);
            output.WriteLine(FormattableString.Invariant(
                $"| {names[i]} | {median:f1} | {ordered[i][ordered[i].Length * 9 / 10]:f1} | {slowest:f1} | **{median / ordered[0][ordered[0].Length / 2]:f2}** | {slowest / ordered[0][^1]:f2} |"));
        }
        output.WriteLine($"\n{Counted.Describe("last message", names, rounds)}");
    }
}
