using System.Globalization;
using System.Runtime.InteropServices;
using ZmqNative.Interop;
using static ZmqNative.Benchmarks.Baseline.Baseline;

namespace ZmqNative.Benchmarks.Targets;

/// <summary>1,000 sockets, each with a message every ten milliseconds: the process's CPU without that of the sending thread.</summary>
internal static class ManyTarget
{
    internal const string WorkerName = "many";

    private const int Sockets = 1_000;
    private const int Milliseconds = 200;
    private const string Threads = "Receive, a thread per socket";
    private const string Async = "ReceiveAsync";
    private const string Native = "C, zmq_msg_recv, a thread per socket";

    // The part that no way of waiting can save.
    private const string LibraryThreads = "libzmq's own threads, under ReceiveAsync";

    private static long s_received;

    internal static void Run(TextWriter output)
    {
        foreach (string transport in (string[])["inproc", "tcp"])
        {
            using Worker threads = new(WorkerName, transport, Threads), native = new(WorkerName, transport, Native), async = new(WorkerName, transport, Async),
                library = new(WorkerName, transport, LibraryThreads);
            new Row(
                $"{Sockets} sockets, a message each every 10 ms, {transport}",
                "ns of CPU a message",
                [new(Threads, () => new Cost(threads.Ask())), new(Native, () => new Cost(native.Ask())), new(Async, () => new Cost(async.Ask())),
                    new(LibraryThreads, () => new Cost(library.Ask()))],
                [new(Async, Threads, 0.5)])
            { Passes = 3, WarmUp = 5 }.Run(output);
        }
    }

    /// <summary>What a worker does.</summary>
    internal static unsafe void Work(string transport, string how)
    {
        using ZmqContext context = new() { MaxSockets = (2 * Sockets) + 100 };
        nint* senders = (nint*)NativeMemory.AllocZeroed(Sockets, (nuint)sizeof(nint));
        ZmqSocket[] all = new ZmqSocket[2 * Sockets];
        for (int i = 0; i < Sockets; i++)
        {
            ZmqSocket sender = new(context, ZmqSocketType.Pair), receiver = new(context, ZmqSocketType.Pair);
            sender.Bind(transport == "tcp" ? "tcp://127.0.0.1:*" : $"inproc://{i}");
            receiver.Connect(sender.LastEndpoint);
            (all[i], all[Sockets + i]) = (sender, receiver);
            senders[i] = sender.DangerousGetHandle();
            Start(receiver, how);
        }
        Worker.Serve([0], () =>
        {
            long sent = (long)Sockets * Milliseconds / 10, end = Volatile.Read(ref s_received) + sent;
            long Time() => how == LibraryThreads ? TimeOfLibrary() : baseline_process_time() - baseline_thread_time();
            long before = Time();
            baseline_pace(senders, Sockets, Milliseconds);
            while (Volatile.Read(ref s_received) < end)
            {
                Thread.Sleep(1);
            }
            return (double)(Time() - before) / sent;
        });
        GC.KeepAlive(all);
    }

    private static unsafe void Start(ZmqSocket socket, string how)
    {
        if (how is Async or LibraryThreads)
        {
            _ = CountAsync(socket);
            return;
        }
        new Thread(
            () =>
            {
                if (how == Native)
                {
                    fixed (long* counter = &s_received)
                    {
                        baseline_count(socket.DangerousGetHandle(), counter);
                    }
                }
                else
                {
                    Count(socket);
                }
            },
            maxStackSize: 256 << 10)
        { IsBackground = true }.Start();
    }

    // The system counts nanoseconds for each thread; libzmq names its own.
    private static long TimeOfLibrary() => Directory.EnumerateDirectories("/proc/self/task")
        .Where(thread => File.ReadAllText($"{thread}/comm").StartsWith("ZMQbg", StringComparison.Ordinal))
        .Sum(thread => long.Parse(File.ReadAllText($"{thread}/schedstat").Split(' ')[0], CultureInfo.InvariantCulture));

    private static void Count(ZmqSocket socket)
    {
        using ZmqMessage part = new();
        while (socket.Receive(part))
        {
            Interlocked.Increment(ref s_received);
        }
    }

    private static async Task CountAsync(ZmqSocket socket)
    {
        using ZmqMessage part = new();
        while (true)
        {
            await socket.ReceiveAsync(part).ConfigureAwait(false);
            Interlocked.Increment(ref s_received);
        }
    }
}
