using System.Buffers.Binary;
using System.Diagnostics;
using ZmqNative.Interop;

namespace ZmqNative.Benchmarks;

/// <summary>
/// Messages passed on from a node's publisher to a subscriber, by relays in processes of their own, over ipc: many at once, for what they cost, and one at a
/// time, for how long they take. Each relay once a round, in another order; zmq_proxy is the baseline.
/// </summary>
internal static class RelayCost
{
    // How a process and its threads happen to be spread over the processors stays for its life: each relay has several.
    private const int Processes = 7;
    private const int Rounds = Processes * 8;

    // Until the runtime has compiled it for good, which it does beside, on the processor time of the process: rounds, and messages.
    private const int WarmingUp = 15;
    private const int WarmingUpMessages = 120_000;

    internal static void Run(TextWriter output)
    {
        if (Environment.GetEnvironmentVariable("BITCOIND") is not { Length: > 0 } program)
        {
            output.WriteLine("\nRelaying was left out: BITCOIND names no bitcoind.");
            return;
        }
        using RelayStormNode node = new(program, RelayRestartCost.FreeAddress());
        const string all = "hashblock,hashtx,rawblock,rawtx,sequence";
        (string, string, int)[] inC = RelayHash.TryCompile() ? [("C, hashtx made of it by OpenSSL's EVP", RelayChild.Derive, 2)] : [];
        foreach (bool alone in (bool[])[true, false])
        {
            Place(alone);
            string where = alone ? ", on one processor" : "";
            Compare(output, node, where, "hashtx", new byte[32], 2_000, 200, ("ours", all, 1));
            Compare(output, node, where, "rawtx", MakeTransaction(), 2_000, 200, [.. inC, ("ours, rawtx alone", "rawtx", 1), ("ours, hashtx made of it", all, 2)]);
        }
        Compare(output, node, "", "rawblock", new byte[1_500_000], 20, 20, ("ours, rawblock alone", "rawblock", 1), ("ours, hashblock made of it", all, 2));
    }

    // On one processor everything takes its turn, and what a message costs is not hidden by what two processors take to see each other's memory. Relays and libzmq's threads
    // are started by this thread and inherit its place.
    private static void Place(bool onOneProcessor)
    {
        if (OperatingSystem.IsLinux() || OperatingSystem.IsWindows())
        {
            using Process self = Process.GetCurrentProcess();
            self.ProcessorAffinity = onOneProcessor ? 1 : (nint)((1L << Environment.ProcessorCount) - 1);
        }
    }

    private static void Compare(TextWriter output, RelayStormNode node, string where, string topic, byte[] body, int burst, int pings, params (string Name, string How, int Published)[] others)
    {
        using ZmqContext context = new();
        string[] names = ["zmq_proxy", "zmq_proxy (control)", "C, zmq_msg_recv and zmq_msg_send", .. others.Select(one => one.Name)];
        string[] how = [RelayChild.Proxy, RelayChild.Proxy, RelayChild.Loop, .. others.Select(one => one.How)];
        int[] published = [1, 1, 1, .. others.Select(one => one.Published)];
        double[][][] figures = [.. how.Select(_ => (double[][])[new double[Rounds], new double[Rounds], new double[Rounds], new double[Rounds]])];
        int[] order = [.. Enumerable.Range(0, how.Length)];
        Random random = new(1);
        for (int first = 0; first < Rounds; first += Rounds / Processes)
        {
            RelayRun[] runs = [.. how.Zip(published, (one, count) => new RelayRun(context, one, topic, body, count, node))];
            // Until all of them know their node's tip, which they ask for once a second.
            Thread.Sleep(3_000);
            for (int round = -(burst < 1_000 ? WarmingUp : WarmingUpMessages / burst); round < Rounds / Processes; round++)
            {
                random.Shuffle(order);
                foreach (int i in order)
                {
                    (double process, double thread) = runs[i].Burst(burst);
                    (double latency, double pinging) = round >= -WarmingUp ? runs[i].Ping(pings) : default;
                    if (round >= 0)
                    {
                        (figures[i][0][first + round], figures[i][1][first + round], figures[i][2][first + round], figures[i][3][first + round]) = (process, thread, latency, pinging);
                    }
                }
            }
            Array.ForEach(runs, run => run.Dispose());
        }
        output.WriteLine($"\n| {topic} of {body.Length} bytes passed on{where}, µs a message | many at once: process CPU | of the proxy's | its relaying thread | of the proxy's | one at a time: p50 | of the proxy's | process CPU | of the proxy's |\n|---|{string.Concat(Enumerable.Repeat("---:|", 8))}");
        for (int i = 0; i < how.Length; i++)
        {
            output.WriteLine($"| {names[i]} |{string.Concat(figures[i].Zip(figures[0], Describe))}");
        }
        output.WriteLine();
        foreach ((string what, int figure) in (IEnumerable<(string, int)>)[("process CPU of many", 0), ("p50 of one", 2), ("process CPU of one", 3)])
        {
            output.WriteLine(Counted.Describe(what, names, [.. Enumerable.Range(0, Rounds).Select(round => Array.ConvertAll(figures, one => one[figure][round]))]));
        }
    }

    private static string Describe(double[] times, double[] baseline)
    {
        double[] ratios = [.. times.Zip(baseline, (time, other) => time / other).Order()];
        return FormattableString.Invariant($" {times.Order().ElementAt(Rounds / 2) / 1000:f2} | **{ratios[Rounds / 2]:f2}** ({ratios[0]:f2}-{ratios[^1]:f2}) |");
    }

    // | version | 1 input: outpoint, script of 111 bytes, sequence | 7 outputs: amount, script of 25 bytes | lock time |: 400 bytes.
    private static byte[] MakeTransaction()
    {
        byte[] number = new byte[4];
        BinaryPrimitives.WriteInt32LittleEndian(number, 2);
        byte[] output = [.. new byte[8], 25, .. new byte[25]];
        return [.. number, 1, .. new byte[36], 111, .. new byte[111], .. new byte[4], 7, .. Enumerable.Repeat(output, 7).SelectMany(bytes => bytes), .. new byte[4]];
    }
}
