using System.Text.Json;
using ZmqNative.Bitcoin;
using static ZmqNative.Benchmarks.Baseline.Baseline;

namespace ZmqNative.Benchmarks.Targets;

/// <summary>
/// How long collections pause while messages pass and another thread collects without a break, against a thread that makes ordinary calls
/// that return at once. A round passes <see cref="PerRound"/> messages; the pauses of all rounds are taken together, because the 99.9th
/// percentile of one is a few samples.
/// </summary>
internal static class PauseTarget
{
    private const int PerRound = 1_000_000;
    private const int Messages = 18_000_000;
    private const string Name = "pause of a collection, p99.9, while 18 million messages pass";

    internal static void Run(TextWriter output)
    {
        using PublishRig rig = new(new() { PubHashTransaction = ["tcp://127.0.0.1:*"] }, [], ("hashtx", 32));
        Contestant ours = rig.Transactions("NotificationInterface, hashtx to a subscriber", new(new Hash256(new byte[Hash256.Length]), new byte[250]));
        using Drain drain = new(rig.Endpoints, 1, 1, () => ours.Work(1));
        (string Name, Action Work)[] all =
        [
            ("ordinary calls", CallOrdinarily), (Round.Control, CallOrdinarily), (ours.Name, () =>
            {
                for (int i = 0; i < 10; i++)
                {
                    drain.Begin(PerRound / 10);
                    ours.Work(PerRound / 10);
                    drain.End();
                }
            }),
        ];
        List<double>[] pauses = [.. all.Select(_ => new List<double>())];
        Random random = new(1);
        int[] order = [0, 1, 2];
        for (int i = -1; i < Messages / PerRound; i++)
        {
            random.Shuffle(order);
            foreach (int way in order)
            {
                List<double> found = Collect(all[way].Work);
                pauses[way].AddRange(i < 0 ? [] : found);
            }
        }
        // All rounds as one: what it measures needs all of them.
        output.WriteLine(JsonSerializer.Serialize(new Round(
            Name, "ms", [.. all.Select(one => one.Name)], [.. pauses.Select(Percentile)], new double[all.Length], [new(ours.Name, all[0].Name, 1.5)])));
    }

    // As long as a round of messages takes.
    private static void CallOrdinarily()
    {
        long end = Environment.TickCount64 + 500;
        while (Environment.TickCount64 < end)
        {
            for (int i = 0; i < 1000; i++)
            {
                _ = baseline_nothing();
            }
        }
    }

    private static List<double> Collect(Action work)
    {
        bool isOver = false;
        List<double> pauses = new(100_000);
        Thread collector = new(() =>
        {
            while (!Volatile.Read(ref isOver))
            {
                TimeSpan before = GC.GetTotalPauseDuration();
                GC.Collect();
                pauses.Add((GC.GetTotalPauseDuration() - before).TotalMilliseconds);
            }
        });
        collector.Start();
        work();
        Volatile.Write(ref isOver, true);
        collector.Join();
        return pauses;
    }

    private static double Percentile(List<double> values) => values.Order().ElementAt((int)(values.Count * 0.999));
}
