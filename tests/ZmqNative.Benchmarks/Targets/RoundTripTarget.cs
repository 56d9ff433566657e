using System.Diagnostics;
using NetMQ;
using NetMQ.Sockets;
using ZmqNative.Interop;
using static ZmqNative.Benchmarks.Baseline.Baseline;

namespace ZmqNative.Benchmarks.Targets;

/// <summary>Round trips of 45 bytes between two DEALERs over tcp, both of the same kind.</summary>
internal static class RoundTripTarget
{
    private const int Count = 150;
    private const string Blocking = "Receive, blocking";
    private const string Async = "ReceiveAsync";
    private const string NetMQAsync = "NetMQ, ReceiveFrameBytesAsync";

    private static readonly byte[] s_body = new byte[45];

    internal static void Run(TextWriter output)
    {
        (ZmqSocket c, ZmqSocket cEcho) = Pair();
        Start(() => baseline_echo(cEcho.DangerousGetHandle()));
        (ZmqSocket blocking, ZmqSocket blockingEcho) = Pair();
        Start(() => Echo(blockingEcho));
        (ZmqSocket async, ZmqSocket asyncEcho) = Pair();
        _ = EchoAsync(asyncEcho);
        (DealerSocket netMQ, DealerSocket netMQEcho) = NetMQPair();
        Start(() => Echo(netMQEcho));
        (DealerSocket netMQAsync, DealerSocket netMQAsyncEcho) = NetMQPair();
        Start(() => RunNetMQ(() => EchoAsync(netMQAsyncEcho)));
        using ZmqMessage part = new();
        new Row(
            "round trips, DEALER pair, tcp, 45 bytes",
            "ns of wall time",
            [
                Make(Blocking, () => RoundTrips(blocking, part)),
                Make("C, zmq_recv", () => baseline_round_trips(c.DangerousGetHandle(), Count)),
                Make(Async, () => Task.Run(() => RoundTripsAsync(async)).GetAwaiter().GetResult()),
                Make("NetMQ, blocking", () => RoundTrips(netMQ)),
                Make(NetMQAsync, () => RunNetMQ(() => RoundTripsAsync(netMQAsync))),
            ],
            [new(Async, Blocking, 0.95, IsRate: true), new(Async, NetMQAsync, 1.4, IsRate: true), new(Async, "C, zmq_recv", 0.95, IsRate: true)])
        { Passes = 9, Limit = TimeSpan.FromSeconds(60) }.Run(output);
        Environment.Exit(0); // The echoes wait, and are not asked to end.
    }

    /// <summary>Does <see cref="Count"/> round trips on one end; the other end has <see cref="EchoAsync(ZmqSocket)"/>.</summary>
    internal static async Task RoundTripsAsync(ZmqSocket socket, int count = Count)
    {
        using ZmqMessage part = new();
        for (int i = 0; i < count; i++)
        {
            _ = socket.Send(s_body);
            await socket.ReceiveAsync(part).ConfigureAwait(false);
        }
    }

    internal static async Task EchoAsync(ZmqSocket socket)
    {
        using ZmqMessage part = new();
        while (true)
        {
            await socket.ReceiveAsync(part).ConfigureAwait(false);
            _ = socket.SendAndClear(part);
        }
    }

    internal static (ZmqSocket One, ZmqSocket Other) Pair(ZmqContext? context = null)
    {
        context ??= new();
        ZmqSocket one = new(context, Interop.ZmqSocketType.Dealer), other = new(context, Interop.ZmqSocketType.Dealer);
        one.Bind("tcp://127.0.0.1:*");
        other.Connect(one.LastEndpoint);
        return (one, other);
    }

    private static Way Make(string name, Action work) => new(name, () =>
    {
        long bytes = GC.GetTotalAllocatedBytes(precise: true), start = Stopwatch.GetTimestamp();
        work();
        double time = Stopwatch.GetElapsedTime(start).TotalNanoseconds;
        return new Cost(time / Count, (double)(GC.GetTotalAllocatedBytes(precise: true) - bytes) / Count);
    });

    private static void Start(Action work) => new Thread(() => work()) { IsBackground = true }.Start();

    private static void RoundTrips(ZmqSocket socket, ZmqMessage part)
    {
        for (int i = 0; i < Count; i++)
        {
            _ = socket.Send(s_body);
            _ = socket.Receive(part);
        }
    }

    private static void Echo(ZmqSocket socket)
    {
        using ZmqMessage part = new();
        while (socket.Receive(part))
        {
            _ = socket.SendAndClear(part);
        }
    }

    private static (DealerSocket One, DealerSocket Other) NetMQPair()
    {
        DealerSocket one = new(), other = new();
        int port = one.BindRandomPort("tcp://127.0.0.1");
        other.Connect($"tcp://127.0.0.1:{port}");
        return (one, other);
    }

    private static void RoundTrips(DealerSocket socket)
    {
        Msg part = default;
        part.InitEmpty();
        for (int i = 0; i < Count; i++)
        {
            socket.SendFrame(s_body);
            socket.Receive(ref part);
        }
        part.Close();
    }

    private static void Echo(DealerSocket socket)
    {
        Msg part = default;
        part.InitEmpty();
        while (true)
        {
            socket.Receive(ref part);
            socket.Send(ref part, more: false);
        }
    }

    // NetMQ's sockets are awaited on a thread that runs nothing else meanwhile.
    private static void RunNetMQ(Func<Task> work)
    {
        using NetMQRuntime runtime = new();
        runtime.Run(work());
    }

    private static async Task RoundTripsAsync(DealerSocket socket)
    {
        for (int i = 0; i < Count; i++)
        {
            socket.SendFrame(s_body);
            _ = await socket.ReceiveFrameBytesAsync();
        }
    }

    private static async Task EchoAsync(DealerSocket socket)
    {
        while (true)
        {
            (byte[] bytes, _) = await socket.ReceiveFrameBytesAsync();
            socket.SendFrame(bytes);
        }
    }
}
