using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using ZmqNative.Interop;

namespace ZmqNative.Benchmarks;

/// <summary>
/// How long the tool takes from its start to its end and to its first message, and the memory it holds: compiled while it runs and
/// ahead of time, which the task Bench does.
/// </summary>
internal static class StartUpCost
{
    private const int Rounds = 15;

    internal static void Run(TextWriter output)
    {
        string program = OperatingSystem.IsWindows() ? "ZmqNative.Cli.exe" : "ZmqNative.Cli";
        string here = Repository.Place("src", "ZmqNative.Cli", "bin", "Release", "net10.0", program), ahead = Repository.Place("artifacts", "bench", "startup", program);
        (string Name, string Program)[] ways = [("compiled while it runs", here), ("the same again (control)", here), ("compiled ahead of time", ahead)];
        if (File.Exists("/proc/loadavg"))
        {
            output.WriteLine($"\n{Environment.ProcessorCount} processors; programs that wanted one in the last minute: {File.ReadAllText("/proc/loadavg").Split(' ')[0]}.");
        }
        output.WriteLine($"\n| from start to end, or to the first message, {Rounds} rounds | median, ms | min | max |\n|---|---:|---:|---:|");
        (string Name, Func<string, double> Time)[] measured =
        [
            ("`zmqnative --version`", program => Time(program, "--version")),
            ("`zmqnative info`", program => Time(program, "info")),
            ("`zmqnative publish --trace`, first message at a waiting subscriber", FirstMessage),
        ];
        foreach ((string name, Func<string, double> time) in measured)
        {
            List<(int Way, double Time)> times = [];
            Random random = new(1);
            int[] order = [.. Enumerable.Range(0, ways.Length)];
            // The first round reads the files.
            for (int round = 0; round <= Rounds; round++)
            {
                random.Shuffle(order);
                times.AddRange(order.Select(i => (i, time(ways[i].Program))).ToArray()[..(round == 0 ? 0 : ways.Length)]);
            }
            for (int i = 0; i < ways.Length; i++)
            {
                (double median, double least, double most) = Spread.Of(times.Where(one => one.Way == i).Select(one => one.Time));
                output.WriteLine(FormattableString.Invariant($"| {name}, {ways[i].Name} | {median:f0} | {least:f0} | {most:f0} |"));
            }
        }
        ResidentCost.Run(output, [ways[0], ways[2]], Repository.Place("artifacts", "bench", "consumer", OperatingSystem.IsWindows() ? "Consumer.exe" : "Consumer"));
    }

    /// <summary>The subscriber tries to connect every millisecond, so the figure has up to two of its own.</summary>
    private static double FirstMessage(string program)
    {
        using ZmqContext context = new();
        using ZmqSocket subscriber = new(context, ZmqSocketType.Subscribe) { ReconnectInterval = 1, ReceiveTimeout = 60_000 };
        using TcpListener free = new(IPAddress.Loopback, 0);
        free.Start();
        string address = $"tcp://{free.LocalEndpoint}";
        free.Stop();
        subscriber.Subscribe([]);
        subscriber.Connect(address);
        using ZmqMessage first = new();
        long start = Stopwatch.GetTimestamp();
        using ToolProcess tool = new(
            program, "publish", "--trace", Repository.Place("tests", "data", "traces", "mempool-and-block"), "--wait-for-subscribers", "1",
            "--settle", "0", "--speed", "1000", $"-zmqpubsequence={address}");
        if (!subscriber.Receive(first))
        {
            throw new TimeoutException($"{program} published nothing.");
        }
        return Stopwatch.GetElapsedTime(start).TotalMilliseconds;
    }

    private static double Time(string program, string command)
    {
        long start = Stopwatch.GetTimestamp();
        _ = Child.Run(program, command) ?? throw new InvalidOperationException($"{program} failed, or is not there: the task Bench makes it.");
        return Stopwatch.GetElapsedTime(start).TotalMilliseconds;
    }
}
