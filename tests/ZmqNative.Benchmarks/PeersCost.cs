using System.Globalization;
using System.Runtime.InteropServices;
using NetMQ;
using NetMQ.Sockets;
using ZmqNative.Bitcoin;
using ZmqNative.Interop;
using ZmqNative.Publishing;
using static ZmqNative.Benchmarks.Baseline.Baseline;

namespace ZmqNative.Benchmarks;

/// <summary>The same hash notification by other libraries, each in a process of its own, without a subscriber.</summary>
internal static unsafe class PeersCost
{
    private const int Rounds = 7;
    private const int Count = 200_000;
    private const string Anywhere = "tcp://127.0.0.1:*";
    private const string Core = "C++, Core's calls";
    private const string Control = "the same again (control)";
    private const string Python = "pyzmq";

    // As Publish does it; prints nanoseconds of thread CPU for one.
    private const string Script = """
        import struct, time, zmq
        socket = zmq.Context().socket(zmq.PUB)
        socket.bind('tcp://127.0.0.1:*')
        body, count = bytes(32), 200000
        for warm in (True, False):
            start = time.thread_time_ns()
            for i in range(count):
                socket.send_multipart((b'hashtx', body, struct.pack('<I', i)))
            used = time.thread_time_ns() - start
        print(used / count)
        """;

    internal static void Run(TextWriter output)
    {
        string[] peers = [Core, Control, "NotificationInterface", "NetMQ", Python];
        // The system's python has the system's packages; the first one on the path may be another.
        string? python = ((string[])["python3", "/usr/bin/python3"]).FirstOrDefault(python => Child.Run(python, "-c", "import zmq") is not null);
        if (python is null)
        {
            peers = peers[..^1];
        }
        output.WriteLine(python is null
            ? "\npyzmq is not measured: no python3 here has the module zmq."
            : $"\npyzmq {Child.Run(python, "-c", "import zmq; print(zmq.__version__, 'on libzmq', zmq.zmq_version())")!.Trim()}; the others on libzmq {ZmqLibrary.Version}.");
        Dictionary<string, double[]> times = peers.ToDictionary(peer => peer, _ => new double[Rounds]);
        Random random = new(1);
        for (int round = 0; round < Rounds; round++)
        {
            random.Shuffle(peers);
            foreach (string peer in peers)
            {
                string? text = peer == Python ? Child.Run(python!, "-c", Script) : Child.Run(Environment.ProcessPath!, [.. Self(), "--peer", peer]);
                times[peer][round] = double.Parse(text ?? throw new InvalidOperationException($"{peer} failed."), CultureInfo.InvariantCulture);
            }
        }
        output.WriteLine($"\n| hashtx, no subscriber, a process each, {Rounds} rounds | thread CPU, ns | of the baseline: median | min | max |\n|---|---:|---:|---:|---:|");
        foreach ((string peer, double[] mine) in times)
        {
            double[] ratios = [.. mine.Zip(times[Core], (time, baseline) => time / baseline).Order()];
            output.WriteLine(FormattableString.Invariant($"| {peer} | {mine.Order().ElementAt(Rounds / 2):f0} | {ratios[Rounds / 2]:f2} | {ratios[0]:f2} | {ratios[^1]:f2} |"));
            Chart.Add("hashtx, no subscriber, a process each", peer, ratios[Rounds / 2]);
        }
    }

    /// <summary>What such a process does.</summary>
    internal static void Publish(string peer)
    {
        Action<int> publish = peer switch
        {
            Core or Control => PublishAsCore(),
            "NetMQ" => PublishWithNetMQ(),
            _ => PublishHere(),
        };
        long time = 0;
        for (int i = 0; i < 6; i++)
        {
            // The first runs until the runtime has compiled it for good.
            time = baseline_thread_time();
            publish(Count);
            time = baseline_thread_time() - time;
            Thread.Sleep(i < 4 ? 150 : 0);
        }
        Console.WriteLine((time / (double)Count).ToString(CultureInfo.InvariantCulture));
        Console.Out.Flush();
        Environment.Exit(0);
    }

    private static Action<int> PublishAsCore()
    {
        ZmqSocket socket = new(new ZmqContext(), Interop.ZmqSocketType.Publish);
        socket.Bind(Anywhere);
        Notification* notification = (Notification*)NativeMemory.AllocZeroed((nuint)sizeof(Notification));
        *notification = new() { Socket = socket.DangerousGetHandle(), Topic = (void*)Marshal.StringToCoTaskMemUTF8("hashtx"), TopicLength = 6, Body = NativeMemory.AllocZeroed(32), BodyLength = 32 };
        return count => baseline_publish_as_core(notification, 1, count);
    }

    private static Action<int> PublishHere()
    {
        NotificationInterface node = new(new() { PubHashTransaction = [Anywhere] }, new NotifierFactories());
        node.Initialize();
        Transaction transaction = new(default, new byte[250]);
        return count =>
        {
            for (int i = 0; i < count; i++)
            {
                node.TransactionAddedToMempool(transaction, 1);
            }
        };
    }

    private static Action<int> PublishWithNetMQ()
    {
        PublisherSocket socket = new();
        socket.BindRandomPort("tcp://127.0.0.1");
        byte[] topic = "hashtx"u8.ToArray(), body = new byte[32];
        return count =>
        {
            for (int i = 0; i < count; i++)
            {
                socket.SendMoreFrame(topic).SendMoreFrame(body).SendFrame(BitConverter.GetBytes(i));
            }
        };
    }

    // By "dotnet run" the process is dotnet itself or the program's own host.
    internal static string[] Self() => Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet" ? [Environment.GetCommandLineArgs()[0]] : [];
}
