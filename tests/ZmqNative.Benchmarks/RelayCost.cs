using System.Buffers.Binary;
using ZmqNative.Interop;

namespace ZmqNative.Benchmarks;

/// <summary>
/// Messages passed on from a node's publisher to a subscriber, by relays in processes of their own, over ipc: many at once, for what they cost, and one at a
/// time, for how long they take. Each relay once a round, in another order; zmq_proxy is the baseline.
/// </summary>
internal static class RelayCost
{
    private const int Rounds = 40;

    internal static void Run(TextWriter output)
    {
        const string all = "hashblock,hashtx,rawblock,rawtx,sequence";
        Compare(output, "hashtx", new byte[32], 2_000, 200, ("ours", all, 1));
        Compare(output, "rawtx", MakeTransaction(), 2_000, 200, ("ours, rawtx alone", "rawtx", 1), ("ours, hashtx made of it", all, 2));
        Compare(output, "rawblock", new byte[1_500_000], 20, 20, ("ours, rawblock alone", "rawblock", 1), ("ours, hashblock made of it", all, 2));
    }

    private static void Compare(TextWriter output, string topic, byte[] body, int burst, int pings, params (string Name, string Topics, int Published)[] ours)
    {
        using ZmqContext context = new();
        string[] names = ["zmq_proxy", "zmq_proxy (control)", "C, zmq_msg_recv and zmq_msg_send", .. ours.Select(one => one.Name)];
        RelayRun[] runs =
        [
            .. ((string[])[RelayChild.Proxy, RelayChild.Proxy, RelayChild.Loop]).Select(how => new RelayRun(context, how, topic, body, 1)),
            .. ours.Select(one => new RelayRun(context, one.Topics, topic, body, one.Published)),
        ];
        double[][][] figures = [.. runs.Select(_ => (double[][])[new double[Rounds], new double[Rounds], new double[Rounds], new double[Rounds]])];
        int[] order = [.. Enumerable.Range(0, runs.Length)];
        Random random = new(1);
        for (int round = -20; round < Rounds; round++)
        {
            random.Shuffle(order);
            foreach (int i in order)
            {
                (double process, double threads) = runs[i].Burst(burst);
                (double latency, double pinging) = runs[i].Ping(pings);
                // Until the runtime has compiled it for good.
                if (round >= 0)
                {
                    (figures[i][0][round], figures[i][1][round], figures[i][2][round], figures[i][3][round]) = (process, threads, latency, pinging);
                }
            }
        }
        Array.ForEach(runs, run => run.Dispose());
        output.WriteLine($"\n| {topic} of {body.Length} bytes passed on, µs a message | many at once: process CPU | of the proxy's | its relaying threads | of the proxy's | one at a time: p50 | of the proxy's | process CPU | of the proxy's |\n|---|{string.Concat(Enumerable.Repeat("---:|", 8))}");
        for (int i = 0; i < runs.Length; i++)
        {
            output.WriteLine($"| {names[i]} |{string.Concat(figures[i].Zip(figures[0], Describe))}");
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
