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

    // About as long as a round of messages takes.
    private static readonly TimeSpan s_round = TimeSpan.FromMilliseconds(200);

    private const string Ours = "NotificationInterface, hashtx";

    internal static void Run(TextWriter output)
    {
        using PublishRig rig = new(new() { PubHashTransaction = ["tcp://127.0.0.1:*"] }, [], ("hashtx", 32));
        Contestant ours = rig.Transactions(Ours, new(new Hash256(new byte[Hash256.Length]), new byte[250]));
        Measure(output, "without a subscriber", () => CallOrdinarily(s_round), () => ours.Work(PerRound));
        using Drain drain = new(rig.Endpoints, 1, 1, () => ours.Work(1));
        Measure(output, "to a subscriber; beside the calls C publishes", () =>
        {
            Thread publisher = new(() => Publish(rig.AsCore, drain));
            publisher.Start();
            CallOrdinarily(() => !publisher.IsAlive);
        }, () => Publish(ours, drain));
    }

    private static void Measure(TextWriter output, string what, Action calls, Action messages)
    {
        (string Name, Action Work)[] all = [("ordinary calls", calls), (Round.Control, calls), (Ours, messages)];
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
            $"pause of a collection, p99.9, while {Messages / 1_000_000} million messages pass {what}",
            "ms",
            [.. all.Select(one => one.Name)],
            [.. pauses.Select(Percentile)],
            new double[all.Length],
            [new(Ours, all[0].Name, 1.5)])));
    }

    // In pieces, so that what waits to be sent stays small.
    private static void Publish(Contestant one, Drain drain)
    {
        for (int i = 0; i < 10; i++)
        {
            drain.Begin(PerRound / 10);
            one.Work(PerRound / 10);
            drain.End();
        }
    }

    private static void CallOrdinarily(TimeSpan time)
    {
        long end = Environment.TickCount64 + (long)time.TotalMilliseconds;
        CallOrdinarily(() => Environment.TickCount64 >= end);
    }

    private static void CallOrdinarily(Func<bool> isOver)
    {
        while (!isOver())
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
