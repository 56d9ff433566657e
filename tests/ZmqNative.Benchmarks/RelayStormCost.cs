using System.Diagnostics;

namespace ZmqNative.Benchmarks;

/// <summary>
/// Storms of invalidateblock and reconsiderblock beside a real bitcoind: from the call that connects the blocks again to the last message, at
/// a subscriber to the node alone, and with a relay beside it.
/// </summary>
internal static class RelayStormCost
{
    private const int Depth = 500;
    private const int Storms = 20;
    private const int WarmingUp = 3;

    internal static void Run(TextWriter output)
    {
        if (Environment.GetEnvironmentVariable("BITCOIND") is not { Length: > 0 } program)
        {
            output.WriteLine("\nStorms of blocks were left out: BITCOIND names no bitcoind.");
            return;
        }
        string upstream = RelayRestartCost.FreeAddress(), downstream = RelayRestartCost.FreeAddress();
        using RelayStormNode node = new(program, upstream);
        using RelayStormWatch direct = new(upstream);
        node.Generate(Depth + 1);
        direct.WaitForNext(node);
        double[][] alone = Measure(node, direct);
        using Process relay = RelayChild.Start(upstream, downstream, node.Rpc, node.CookieFile);
        using RelayStormWatch relayed = new(downstream);
        relayed.WaitForNext(node);
        double[][] beside = Measure(node, direct, relayed);
        relay.StandardInput.Close();
        relay.WaitForExit();
        output.WriteLine($"\n| {Depth} blocks connected again by a bitcoind, {Storms} times: from the call to the last message | median, ms | slowest, ms | median against the node alone | slowest |\n|---|---:|---:|---:|---:|");
        Write(output, "a subscriber to the node alone", alone[0], alone[0]);
        Write(output, "a subscriber to the node, a relay beside it", beside[0], alone[0]);
        Write(output, "a subscriber behind the relay", beside[1], alone[0]);
        Write(output, "a subscriber behind the relay, against the one to the node at the same time", beside[1], beside[0]);
    }

    private static double[][] Measure(RelayStormNode node, params RelayStormWatch[] watches)
    {
        double[][] times = [.. watches.Select(_ => new double[Storms])];
        for (int storm = -WarmingUp; storm < Storms; storm++)
        {
            byte[] tip = node.Invalidate(Depth);
            // What the disconnected blocks brought has arrived by then.
            Thread.Sleep(500);
            Array.ForEach(watches, watch => watch.Await(tip));
            long begun = Stopwatch.GetTimestamp();
            node.Reconsider();
            for (int i = 0; i < watches.Length; i++)
            {
                double time = (watches[i].WaitForTip() - begun) * 1e3 / Stopwatch.Frequency;
                if (storm >= 0)
                {
                    times[i][storm] = time;
                }
            }
        }
        return times;
    }

    private static void Write(TextWriter output, string name, double[] times, double[] baseline)
    {
        (double median, double other) = (times.Order().ElementAt(Storms / 2), baseline.Order().ElementAt(Storms / 2));
        output.WriteLine(FormattableString.Invariant($"| {name} | {median:f1} | {times.Max():f1} | {median / other:f2} | {times.Max() / baseline.Max():f2} |"));
    }
}
