using System.Diagnostics;
using System.Globalization;
using static ZmqNative.Benchmarks.Baseline.Baseline;
using static ZmqNative.Benchmarks.HourTraffic;

namespace ZmqNative.Benchmarks;

/// <summary>The process that publishes, so that memory and processor time are its own.</summary>
internal static class HourChild
{
    internal const string Argument = "hour-child";
    internal const string Ours = "ours";
    internal const string Core = "core";

    /// <summary>Prints its endpoint; tells a removal for each line "probe"; then, told "go", all of it, and prints what it was.</summary>
    /// <param name="how">Who publishes.</param>
    /// <param name="highWatermark">Of the socket all topics share; 0 is none.</param>
    /// <param name="blocks">Of <see cref="HourTraffic.Events"/>.</param>
    internal static void Run(string how, int highWatermark, int blocks)
    {
        string block = Path.Combine(AppContext.BaseDirectory, "block.raw");
        using IHourPublisher publisher = how == Core ? new HourCore(block, highWatermark) : new HourPublisher(block, highWatermark);
        Console.WriteLine(publisher.Endpoint);
        string? line;
        while ((line = Console.ReadLine()) == "probe")
        {
            publisher.Tell(Kind.Removed);
        }
        if (line is null)
        {
            // Who asked is gone.
            return;
        }
        GC.Collect();
        GC.WaitForPendingFinalizers();
        GC.Collect();
        Console.WriteLine(Memory());
        (int Time, Kind Kind)[] events = Events(blocks);
        long[] times = new long[events.Length];
        long managed = 0, allocated = GC.GetTotalAllocatedBytes(precise: true), process = baseline_process_time(), telling = 0, start = Stopwatch.GetTimestamp();
        for (int i = 0; i < events.Length; i++)
        {
            (int time, Kind kind) = events[i];
            publisher.Prepare(kind);
            while (Stopwatch.GetElapsedTime(start).TotalMilliseconds < time)
            {
                Thread.Sleep(1);
            }
            times[i] = Stopwatch.GetTimestamp();
            telling -= baseline_thread_time();
            publisher.Tell(kind);
            telling += baseline_thread_time();
            managed = Math.Max(managed, GC.GetTotalMemory(forceFullCollection: false));
        }
        process = baseline_process_time() - process;
        Console.WriteLine(string.Join(' ', times));
        Console.WriteLine(FormattableString.Invariant($"{managed} {GC.GetTotalAllocatedBytes(precise: true) - allocated} {telling} {process}"));
        Console.WriteLine(Memory());
        // What is queued is sent until then.
        _ = Console.ReadLine();
    }

    // Managed, resident, the most that was ever resident.
    private static string Memory()
    {
        string[] status = File.ReadAllLines("/proc/self/status");
        long Kilobytes(string key) => long.Parse(status.Single(line => line.StartsWith(key, StringComparison.Ordinal)).Split(' ', StringSplitOptions.RemoveEmptyEntries)[^2].Trim('\t'), CultureInfo.InvariantCulture);
        return FormattableString.Invariant($"{GC.GetTotalMemory(forceFullCollection: false)} {Kilobytes("VmRSS:") * 1024} {Kilobytes("VmHWM:") * 1024}");
    }
}
