using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using ZmqNative.Interop;

namespace ZmqNative.Benchmarks;

/// <summary>
/// A publisher that is restarted at its address: from when it binds to the first message behind a relay and at subscribers that were there
/// before. All of them see the same restarts. A plain SUB socket of libzmq is the baseline.
/// </summary>
internal static class RelayRestartCost
{
    private const int Restarts = 100;
    private const int ReconnectInterval = 10;

    // How long nobody publishes, in milliseconds.
    private const int ShortestPause = 50, LongestPause = 500;
    private static readonly TimeSpan s_deadline = TimeSpan.FromSeconds(20);

    internal static void Run(TextWriter output)
    {
        string upstream = FreeAddress(), downstream = FreeAddress();
        using Process relay = RelayChild.Start(upstream, downstream);
        TimeSpan interval = TimeSpan.FromMilliseconds(ReconnectInterval);
        (string Name, RelayRestartWatch Watch)[] watches =
        [
            ($"a SUB socket of libzmq, RECONNECT_IVL {ReconnectInterval}", new(upstream, ReconnectInterval)),
            ("NotificationReceiver, the same interval", new(new() { Addresses = { upstream }, ReconnectInterval = interval, MaxReconnectInterval = interval })),
            ("NotificationReceiver, default intervals", new(new() { Addresses = { upstream } })),
            ("a SUB socket behind a relay", new(downstream, ReconnectInterval)),
        ];
        double[][] times = [.. watches.Select(_ => new double[Restarts])];
        Random random = new(1);
        // The first time each connects.
        for (int i = -1; i < Restarts; i++)
        {
            long[] taken = Restart(upstream, random.Next(ShortestPause, LongestPause), [.. watches.Select(one => one.Watch)]);
            for (int j = 0; i >= 0 && j < watches.Length; j++)
            {
                times[j][i] = taken[j] * 1e3 / Stopwatch.Frequency;
            }
        }
        Array.ForEach(watches, one => one.Watch.Dispose());
        relay.StandardInput.Close();
        relay.WaitForExit();
        output.WriteLine($"\n| a publisher is restarted {Restarts} times: from its bind to the first message | p50, ms | p99, ms | max, ms | p99 against the first row |\n|---|---:|---:|---:|---:|");
        double[][] ordered = [.. times.Select(row => row.Order().ToArray())];
        static double P99(double[] row) => row[(row.Length * 99 / 100) - 1];
        for (int j = 0; j < watches.Length; j++)
        {
            output.WriteLine(FormattableString.Invariant(
                $"| {watches[j].Name} | {ordered[j][Restarts / 2]:f1} | {P99(ordered[j]):f1} | {ordered[j][^1]:f1} | {P99(ordered[j]) / P99(ordered[0]):f2} |"));
        }
    }

    internal static string FreeAddress()
    {
        using TcpListener listener = new(IPAddress.Loopback, 0);
        listener.Start();
        return $"tcp://{listener.LocalEndpoint}";
    }

    // What each took, in ticks.
    private static long[] Restart(string address, int pause, RelayRestartWatch[] watches)
    {
        // What the publisher before has sent has arrived by then.
        Thread.Sleep(100);
        Array.ForEach(watches, watch => watch.Reset());
        Thread.Sleep(pause);
        using ZmqContext context = new();
        using ZmqSocket publisher = new(context, ZmqSocketType.Publish) { Linger = 0 };
        long begun = Bind(publisher, address);
        byte[] accepted = [.. new byte[32], (byte)'A', .. new byte[8]];
        for (uint number = 0; Array.Exists(watches, watch => watch.First == 0); number++)
        {
            byte[] counter = BitConverter.GetBytes(number);
            // As a node announces a transaction.
            Send(publisher, "hashtx"u8, new byte[32], counter);
            Send(publisher, "sequence"u8, accepted, counter);
            Thread.Sleep(1);
            if (Stopwatch.GetElapsedTime(begun) > s_deadline)
            {
                throw new TimeoutException($"Not all of them received a message: {string.Join(' ', watches.Select(watch => watch.First != 0))}");
            }
        }
        return [.. watches.Select(watch => watch.First - begun)];
    }

    private static long Bind(ZmqSocket publisher, string address)
    {
        long start = Stopwatch.GetTimestamp();
        while (true)
        {
            long begun = Stopwatch.GetTimestamp();
            try
            {
                publisher.Bind(address);
                return begun;
            }
            catch (ZmqException) when (Stopwatch.GetElapsedTime(start) < s_deadline)
            {
                // The address is not free yet.
                Thread.Yield();
            }
        }
    }

    private static void Send(ZmqSocket publisher, ReadOnlySpan<byte> topic, ReadOnlySpan<byte> body, ReadOnlySpan<byte> counter)
    {
        _ = publisher.Send(topic, more: true);
        _ = publisher.Send(body, more: true);
        _ = publisher.Send(counter, more: false);
    }
}
