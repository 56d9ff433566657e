using System.Text.Json;

namespace ZmqNative.Benchmarks.Targets;

/// <summary>
/// Ways to do the same work, measured in rounds. A round goes through all ways several times, each time in another order, and takes the
/// median of each; the first way takes part twice, and a round counts only if both were equal within 5 %.
/// </summary>
internal sealed record Row(string Name, string Unit, Way[] Ways, Goal[] Goals)
{
    private const int Wanted = 8;

    /// <summary>How often a round goes through the ways; odd.</summary>
    internal int Passes { get; init; } = 7;

    /// <summary>The longest time for all rounds.</summary>
    internal TimeSpan Limit { get; init; } = TimeSpan.FromSeconds(45);

    /// <summary>Passes before the first round, until the runtime has compiled the code for good.</summary>
    internal int WarmUp { get; init; } = 30;

    /// <summary>Measures until enough rounds count or the time is over, and writes each round as a line.</summary>
    internal void Run(TextWriter output)
    {
        Way[] all = [Ways[0], Ways[0] with { Name = Round.Control }, .. Ways[1..]];
        Random random = new(1);
        for (int i = 0; i < WarmUp; i++)
        {
            _ = Pass(all, random);
            Thread.Sleep(i % 10 == 9 ? 150 : 0);
        }
        long end = Environment.TickCount64 + (long)Limit.TotalMilliseconds;
        for (int counted = 0; counted < Wanted && Environment.TickCount64 < end;)
        {
            Cost[][] passes = [.. Enumerable.Range(0, Passes).Select(_ => Pass(all, random))];
            Round round = new(
                Name,
                Unit,
                [.. all.Select(way => way.Name)],
                [.. all.Select((_, i) => Spread.Of(passes.Select(pass => pass[i].Value)).Median)],
                [.. all.Select((_, i) => passes.Average(pass => pass[i].Bytes))],
                Goals);
            counted += round.IsCounted ? 1 : 0;
            output.WriteLine(JsonSerializer.Serialize(round));
        }
    }

    private static Cost[] Pass(Way[] all, Random random)
    {
        int[] order = [.. Enumerable.Range(0, all.Length)];
        Cost[] costs = new Cost[order.Length];
        random.Shuffle(order);
        foreach (int i in order)
        {
            costs[i] = all[i].Measure();
        }
        return costs;
    }
}
