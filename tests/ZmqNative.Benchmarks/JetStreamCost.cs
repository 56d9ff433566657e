using System.Diagnostics;
using System.Globalization;
using System.Net.Sockets;
using System.Text;
using NATS.Client.Core;
using NATS.Client.JetStream;
using NATS.Client.JetStream.Models;
using ZmqNative.JetStream;

namespace ZmqNative.Benchmarks;

/// <summary>
/// hashtx stored by a real nats-server (file storage), acknowledged: ours, NATS.Net's own PublishAsync with the same ids and headers, and ready-made bytes
/// over a plain socket, which shows what the server itself can do. Each once a round, in another order; the ratio is the median of those within a round.
/// </summary>
internal static class JetStreamCost
{
    private const int Rounds = 90;
    private const int Burst = 6_631;
    private const string Stream = "bitcoin-bench";

    private static readonly byte[] s_body = new byte[32];

    internal static void Run(TextWriter output)
    {
        string folder = Directory.CreateTempSubdirectory("zmqnative-bench-").FullName;
        using Process server = Process.Start(new ProcessStartInfo("nats-server", ["-js", "-sd", folder, "-a", "127.0.0.1", "-p", "-1", "--ports_file_dir", folder, "-l", Path.Combine(folder, "log")]))!;
        try
        {
            RunAsync(output, Address(folder)).GetAwaiter().GetResult();
        }
        finally
        {
            server.Kill();
            server.WaitForExit();
            Directory.Delete(folder, recursive: true);
        }
    }

    private static string Address(string folder)
    {
        while (true)
        {
            string[] files = Directory.GetFiles(folder, "*.ports");
            if (files.Length > 0 && File.ReadAllText(files[0]).Split('"') is [_, "nats", _, var address, ..])
            {
                return address;
            }
        }
    }

    private static async Task RunAsync(TextWriter output, string address)
    {
        using CancellationTokenSource end = new();
        JetStreamPublisher ours = new(new JetStreamPublisherOptions { Servers = address, Chain = "bench" });
        Task run = ours.RunAsync(end.Token);
        while (ours.Status.State != JetStreamState.Writing)
        {
            await Task.Delay(10);
        }
        await using NatsConnection connection = new(NatsOpts.Default with { Url = address });
        NatsJSContext context = new(connection);
        // Of its own, so that the sequence expected by ours stays right.
        _ = await context.CreateStreamAsync(new StreamConfig("other", ["other.>"]) { MaxBytes = 10_000_000_000, DuplicateWindow = TimeSpan.FromMinutes(2) });
        using ReadyMade control = new(address);
        (string Name, Func<int, Task> Publish)[] ways =
        [
            ("NATS.Net, PublishAsync, window 64", count => PublishAsync(context, count)),
            ("the same again (control)", count => PublishAsync(context, count)),
            ("ready-made bytes", control.PublishAsync),
            ("ours", count => OursAsync(ours, count)),
        ];
        await CompareAsync(output, "hashtx stored, 20,000 at once", 20_000, ways);
        await CompareAsync(output, $"a block's burst, {Burst} hashtx", Burst, ways);
        await CompareAsync(output, "one alone", 1, [ways[0], ways[1], ways[3]]);
        await end.CancelAsync();
        await run;
    }

    private static async Task CompareAsync(TextWriter output, string what, int count, (string Name, Func<int, Task> Publish)[] ways)
    {
        double[][] times = [.. ways.Select(_ => new double[Rounds])], bytes = [.. ways.Select(_ => new double[Rounds])];
        Random random = new(1);
        int[] order = [.. Enumerable.Range(0, ways.Length)];
        int repeats = count == 1 ? 50 : 1;
        for (int round = -3; round < Rounds; round++)
        {
            random.Shuffle(order);
            foreach (int i in order)
            {
                long allocated = GC.GetTotalAllocatedBytes(precise: true), begun = Stopwatch.GetTimestamp();
                for (int repeat = 0; repeat < repeats; repeat++)
                {
                    await ways[i].Publish(count);
                }
                if (round >= 0)
                {
                    times[i][round] = Stopwatch.GetElapsedTime(begun).TotalSeconds / repeats;
                    bytes[i][round] = (double)(GC.GetTotalAllocatedBytes(precise: true) - allocated) / count / repeats;
                }
            }
        }
        output.WriteLine($"\n| {what} | messages a second | time of NATS.Net's: median | min | max | bytes a message |\n|---|---:|---:|---:|---:|---:|");
        for (int i = 0; i < ways.Length; i++)
        {
            Spread ratio = Spread.Of(times[i].Zip(times[0], (one, other) => one / other));
            output.WriteLine(FormattableString.Invariant(
                $"| {ways[i].Name} | {count / Spread.Of(times[i]).Median:f0} | {ratio.Median:f2} | {ratio.Least:f2} | {ratio.Most:f2} | {Spread.Of(bytes[i]).Median:f0} |"));
        }
        output.WriteLine($"\n{Counted.Describe("time", [.. ways.Select(way => way.Name)], [.. Enumerable.Range(0, Rounds).Select(round => Array.ConvertAll(times, one => one[round]))])}");
    }

    private static async Task OursAsync(JetStreamPublisher publisher, int count)
    {
        for (uint i = 0; i < count; i++)
        {
            publisher.Publish("hashtx", s_body, i);
        }
        while (publisher.PendingMessages > 0)
        {
            // Looking all the time would take a processor from the server.
            await (count > 1 ? Task.Delay(1) : Task.CompletedTask);
            await Task.Yield();
        }
    }

    private static async Task PublishAsync(NatsJSContext context, int count)
    {
        Queue<Task<PubAckResponse>> window = new();
        string writer = Guid.NewGuid().ToString("N")[..16];
        for (int i = 0; i < count; i++)
        {
            if (window.Count == 64)
            {
                (await window.Dequeue()).EnsureSuccess();
            }
            string offset = i.ToString(CultureInfo.InvariantCulture);
            NatsHeaders headers = new() { { "Bitcoin-Stream", writer }, { "Bitcoin-Offset", offset }, { "Bitcoin-Counter", offset } };
            window.Enqueue(context.PublishAsync("other.hashtx", s_body, opts: new NatsJSPubOpts { MsgId = $"{writer}-{offset}" }, headers: headers).AsTask());
        }
        while (window.TryDequeue(out Task<PubAckResponse>? last))
        {
            (await last).EnsureSuccess();
        }
    }

    /// <summary>Bytes of the protocol that are made before, written at once; acknowledgements are counted and not read.</summary>
    private sealed class ReadyMade : IDisposable
    {
        private readonly TcpClient _client = new();
        private readonly NetworkStream _stream;
        private readonly byte[] _buffer = new byte[1 << 16];

        internal ReadyMade(string address)
        {
            Uri uri = new(address);
            _client.Connect(uri.Host, uri.Port);
            _stream = _client.GetStream();
            // The server's first line has a brace of its own.
            _ = _stream.Read(_buffer);
            _stream.Write("CONNECT {\"verbose\":false,\"headers\":true,\"no_responders\":true}\r\nSUB acks.* 1\r\n"u8);
        }

        internal async Task PublishAsync(int count)
        {
            string writer = Guid.NewGuid().ToString("N")[..16];
            MemoryStream all = new();
            for (int i = 0; i < count; i++)
            {
                string headers = $"NATS/1.0\r\nNats-Msg-Id: {writer}-{i}\r\nBitcoin-Stream: {writer}\r\nBitcoin-Offset: {i}\r\nBitcoin-Counter: {i}\r\n\r\n";
                all.Write(Encoding.ASCII.GetBytes($"HPUB other.hashtx acks.{i} {headers.Length} {headers.Length + 32}\r\n{headers}"));
                all.Write(s_body);
                all.Write("\r\n"u8);
            }
            Task written = _stream.WriteAsync(all.GetBuffer().AsMemory(0, (int)all.Length)).AsTask();
            for (int acknowledged = 0; acknowledged < count;)
            {
                int read = await _stream.ReadAsync(_buffer);
                // Each acknowledgement begins with it.
                acknowledged += _buffer.AsSpan(0, read).Count((byte)'{');
            }
            await written;
        }

        public void Dispose() => _client.Dispose();
    }
}
