using System.Diagnostics;
using System.Globalization;
using ZmqNative.Interop;
using static ZmqNative.Benchmarks.Baseline.Baseline;

namespace ZmqNative.Benchmarks.Targets;

/// <summary>One busy socket among others that wait in ReceiveAsync, each number of them in a process of its own.</summary>
internal static class CrowdTarget
{
    internal const string WorkerName = "crowd";

    private const int Few = 10;
    private const int Many = 10_000;
    private const int Count = 500;
    private static readonly TimeSpan s_rest = TimeSpan.FromSeconds(3);

    internal static void Run(TextWriter output)
    {
        using Worker few = new(WorkerName, $"{Few}"), many = new(WorkerName, $"{Many}");
        output.WriteLine(FormattableString.Invariant(
            $"{Many} sockets wait: {many.First[0]:f0} MB above the sockets themselves ({many.First[1]:f0} MB), {many.First[2]:f0} waiting threads, at rest {many.First[3]:f2} % of a core ({Few}: {few.First[3]:f2} %)."));
        string name = $"among {Many} that wait";
        new Row(
            "round trips of a busy pair, ReceiveAsync",
            "ns of wall time",
            [new($"among {Few} that wait", () => new Cost(few.Ask())), new(name, () => new Cost(many.Ask()))],
            [new(name, $"among {Few} that wait", 0.9, IsRate: true)])
        { Passes = 9, WarmUp = 10 }.Run(output);
    }

    /// <summary>What a worker does.</summary>
    internal static void Work(string waiting)
    {
        int count = int.Parse(waiting, CultureInfo.InvariantCulture);
        ZmqContext context = new() { MaxSockets = count + 100 };
        ZmqSocket router = new(context, ZmqSocketType.Router);
        router.Bind("inproc://crowd");
        double before = Megabytes();
        ZmqSocket[] sockets = new ZmqSocket[count];
        for (int i = 0; i < count; i++)
        {
            sockets[i] = new ZmqSocket(context, ZmqSocketType.Dealer);
            sockets[i].Connect("inproc://crowd");
        }
        ZmqMessage[] parts = [.. sockets.Select(_ => new ZmqMessage())];
        double made = Megabytes();
        Task[] waits = [.. sockets.Select((socket, i) => WaitAsync(socket, parts[i]))];
        double waited = Megabytes();
        (ZmqSocket busy, ZmqSocket echo) = RoundTripTarget.Pair();
        _ = RoundTripTarget.EchoAsync(echo);
        long start = Stopwatch.GetTimestamp(), time = baseline_process_time();
        Thread.Sleep(s_rest);
        double rest = (baseline_process_time() - time) / Stopwatch.GetElapsedTime(start).TotalNanoseconds * 100;
        Worker.Serve([waited - made, made - before, Threads(), rest], () =>
        {
            long begun = Stopwatch.GetTimestamp();
            Task.Run(() => RoundTripTarget.RoundTripsAsync(busy, Count)).GetAwaiter().GetResult();
            return Stopwatch.GetElapsedTime(begun).TotalNanoseconds / Count;
        });
        GC.KeepAlive(waits);
    }

    private static async Task WaitAsync(ZmqSocket socket, ZmqMessage part) => await socket.ReceiveAsync(part).ConfigureAwait(false);

    // The kernel has the first 15 characters of a thread's name.
    private static int Threads() => Directory.GetDirectories("/proc/self/task")
        .Count(task => File.ReadAllText(Path.Combine(task, "comm")).Trim() == "ZmqNative waiting"[..15]);

    private static double Megabytes()
    {
        GC.Collect();
        return File.ReadAllLines("/proc/self/status").Where(line => line.StartsWith("VmRSS:", StringComparison.Ordinal))
            .Select(line => double.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture) / 1024).Single();
    }
}
