using System.Diagnostics;

namespace ZmqNative.Benchmarks;

/// <summary>How long the tool takes from its start to its end, compiled while it runs and ahead of time, which the task Bench does.</summary>
internal static class StartUpCost
{
    private const int Rounds = 15;

    internal static void Run(TextWriter output)
    {
        string program = OperatingSystem.IsWindows() ? "ZmqNative.Cli.exe" : "ZmqNative.Cli";
        string here = Repository.Place("src", "ZmqNative.Cli", "bin", "Release", "net10.0", program), ahead = Repository.Place("artifacts", "bench", "startup", program);
        (string Name, string Program)[] ways = [("compiled while it runs", here), ("the same again (control)", here), ("compiled ahead of time", ahead)];
        output.WriteLine($"\n| from start to end, {Rounds} rounds | median, ms | min | max |\n|---|---:|---:|---:|");
        foreach (string command in (string[])["--version", "info"])
        {
            List<(int Way, double Time)> times = [];
            Random random = new(1);
            int[] order = [.. Enumerable.Range(0, ways.Length)];
            // The first round reads the files.
            for (int round = 0; round <= Rounds; round++)
            {
                random.Shuffle(order);
                times.AddRange(order.Select(i => (i, Time(ways[i].Program, command))).ToArray()[..(round == 0 ? 0 : ways.Length)]);
            }
            for (int i = 0; i < ways.Length; i++)
            {
                (double median, double least, double most) = Spread.Of(times.Where(one => one.Way == i).Select(one => one.Time));
                output.WriteLine(FormattableString.Invariant($"| `zmqnative {command}`, {ways[i].Name} | {median:f0} | {least:f0} | {most:f0} |"));
            }
        }
    }

    private static double Time(string program, string command)
    {
        long start = Stopwatch.GetTimestamp();
        _ = Child.Run(program, command) ?? throw new InvalidOperationException($"{program} failed, or is not there: the task Bench makes it.");
        return Stopwatch.GetElapsedTime(start).TotalMilliseconds;
    }
}
