using System.Diagnostics;
using System.Globalization;
using ZmqNative.Bitcoin;
using ZmqNative.Interop;
using static ZmqNative.Benchmarks.HourTraffic;

namespace ZmqNative.Benchmarks;

/// <summary>An hour of mainnet in a minute: a process that publishes all topics at one address, and three subscribers over tcp.</summary>
internal static class HourCost
{
    internal const int Subscribers = 3;

    // What a side is measured with: how the threads of a process happen to be spread stays for its life.
    private const int Processes = 5;
    private const int DefaultMark = 1_000;

    internal static void Run(TextWriter output)
    {
        StringWriter memory = new(CultureInfo.InvariantCulture);
        output.WriteLine($"\n| an hour of mainnet in a minute, {Subscribers} subscribers over tcp: from the call to the subscriber | messages | lost | p50, µs | p99, µs | max, µs |\n|---|---:|---:|---:|---:|---:|");
        memory.WriteLine("\n| the process that publishes | at rest: managed MB | resident | at most: managed | resident | managed MB allocated | CPU of the calls, s | CPU of the process, s |\n|---|---:|---:|---:|---:|---:|---:|---:|");
        StringWriter bursts = new(CultureInfo.InvariantCulture);
        bursts.WriteLine($"\n| a block's burst: from the call to the last message, the rawblock, in the subscriber's hands | median, ms | against Core's calls | slowest, ms | against Core's calls |\n|---|---:|---:|---:|---:|");
        HourRun[] ours = [.. Enumerable.Range(0, Processes).Select(_ => new HourRun())], core = [.. Enumerable.Range(0, Processes).Select(_ => new HourRun())];
        for (int i = 0; i < Processes; i++)
        {
            // The details of the first pair.
            Run(i == 0 ? output : TextWriter.Null, i == 0 ? memory : TextWriter.Null, "C++, Core's calls, no high water mark", HourChild.Core, 0, core[i]);
            Run(i == 0 ? output : TextWriter.Null, i == 0 ? memory : TextWriter.Null, "NotificationInterface, no high water mark", HourChild.Ours, 0, ours[i]);
        }
        double[] a = Milliseconds(core), b = Milliseconds(ours);
        bursts.WriteLine(FormattableString.Invariant($"| C++, Core's calls, no high water mark, {Processes} processes | {a[a.Length / 2]:f1} | 1.00 | {a[^1]:f1} | 1.00 |"));
        bursts.WriteLine(FormattableString.Invariant($"| NotificationInterface, no high water mark, {Processes} processes | {b[b.Length / 2]:f1} | {b[b.Length / 2] / a[a.Length / 2]:f2} | {b[^1]:f1} | {b[^1] / a[^1]:f2} |"));
        HourRun coreMark = new(), oursMark = new();
        Run(output, memory, "C++, Core's calls", HourChild.Core, DefaultMark, coreMark);
        Run(output, memory, "NotificationInterface", HourChild.Ours, DefaultMark, oursMark);
        bursts.WriteLine($"\n| high water mark {DefaultMark} | messages of transactions lost in the blocks' bursts |\n|---|---:|\n| C++, Core's calls | {coreMark.LostInBursts} |\n| NotificationInterface | {oursMark.LostInBursts} |");
        output.Write(memory);
        output.Write(bursts);
    }

    private static double[] Milliseconds(HourRun[] runs) => [.. runs.SelectMany(run => run.LastArrivals).Order()];

    /// <summary>One run, by processes of its own.</summary>
    internal static void Run(TextWriter output, TextWriter memory, string name, string how, int highWatermark, HourRun run, int blocks = 0)
    {
        int transactions = Block.Parse(File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "block.raw"))).Transactions.Length;
        (int Time, Kind Kind)[] events = Events(blocks);
        int[] totals = [.. Topics.Select((_, topic) => events.Sum(one => MessagesOf(one.Kind, transactions)[topic]))];
        ProcessStartInfo start = new(Environment.ProcessPath!, [HourChild.Argument, how, $"{highWatermark}", $"{blocks}"]) { RedirectStandardInput = true, RedirectStandardOutput = true };
        start.Environment["CXX"] = "true";
        start.Environment["ZMQNATIVE_LIBRARY_PATH"] = ZmqLibrary.Path;
        using Process child = Process.Start(start)!;
        string endpoint = child.StandardOutput.ReadLine()!;
        HourSubscriber[] subscribers = [.. Enumerable.Range(0, Subscribers).Select(_ => new HourSubscriber(endpoint, totals.Max() + 1_000))];
        int probes = Probe(child, subscribers);
        child.StandardInput.WriteLine("go");
        long[] rest = Numbers(child), called = Numbers(child), load = Numbers(child), end = Numbers(child);
        // If the last one of a topic is lost, the time runs out.
        totals[^1] += probes;
        _ = SpinWait.SpinUntil(() => subscribers.All(subscriber => totals.Select((count, topic) => subscriber.TimeOf(topic, count - 1)).All(time => time != 0)), TimeSpan.FromSeconds(3));
        child.StandardInput.WriteLine();
        child.WaitForExit();
        Array.ForEach(subscribers, subscriber => subscriber.Dispose());

        int[] next = [0, 0, 0, 0, probes];
        Dictionary<Kind, List<double>> latencies = Enum.GetValues<Kind>().ToDictionary(kind => kind, _ => new List<double>());
        for (int i = 0; i < events.Length; i++)
        {
            int[] messages = MessagesOf(events[i].Kind, transactions);
            for (int topic = 0; topic < messages.Length; topic++)
            {
                for (int last = next[topic] + messages[topic]; next[topic] < last; next[topic]++)
                {
                    if (Topics[topic] == "rawblock")
                    {
                        // The burst begins with the call before, for the block's transactions.
                        run.LastArrivals.AddRange(subscribers.Select(subscriber => (subscriber.TimeOf(topic, next[topic]) - called[i - 1]) * 1e3 / Stopwatch.Frequency).Where(time => time > 0));
                    }
                    latencies[events[i].Kind].AddRange(subscribers.Select(subscriber => (subscriber.TimeOf(topic, next[topic]) - called[i]) * 1e6 / Stopwatch.Frequency));
                }
            }
        }
        run.LostInBursts = latencies[Kind.Connected].Count(time => time <= 0);
        foreach ((Kind kind, List<double> all) in latencies.Where(one => one.Value.Count > 0))
        {
            double[] times = [.. all.Where(time => time > 0).Order()];
            output.WriteLine(FormattableString.Invariant($"| {name}: {Describe(kind, transactions)} | {all.Count} | {all.Count - times.Length} | {times[times.Length / 2]:f0} | {times[times.Length * 99 / 100]:f0} | {times[^1]:f0} |"));
        }
        memory.WriteLine(FormattableString.Invariant($"| {name} | {rest[0] / 1e6:f1} | {rest[1] / 1e6:f0} | {load[0] / 1e6:f1} | {end[2] / 1e6:f0} | {load[1] / 1e6:f1} | {load[2] / 1e9:f2} | {load[3] / 1e9:f2} |"));
    }

    // Until every subscriber has had one; how many there were.
    private static int Probe(Process child, HourSubscriber[] subscribers)
    {
        for (int probes = 1; probes <= 300; probes++)
        {
            child.StandardInput.WriteLine("probe");
            if (SpinWait.SpinUntil(() => subscribers.All(subscriber => subscriber.Received > 0), TimeSpan.FromSeconds(0.1)))
            {
                return probes;
            }
        }
        throw new TimeoutException("The subscribers receive nothing.");
    }

    private static long[] Numbers(Process child) => [.. child.StandardOutput.ReadLine()!.Split(' ').Select(text => long.Parse(text, CultureInfo.InvariantCulture))];

    private static string Describe(Kind kind, int transactions) => kind switch
    {
        Kind.Accepted => "hashtx, rawtx, sequence of a transaction",
        Kind.Removed => "sequence of a removal",
        Kind.Connected => $"hashtx and rawtx of {transactions} transactions of a block, sequence",
        _ => "hashblock and rawblock",
    };
}
