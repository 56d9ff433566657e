using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace Endings;

/// <summary>
/// Subscribers that come and go at random, each a thread with a TCP socket of its own that speaks ZMTP: they use no libzmq, so what
/// ends the process is the publisher's. Some read little, and are in the middle of a message when they leave; some leave with a reset.
/// </summary>
internal sealed class Peers : IDisposable
{
    private const int Greeting = 66;

    private static readonly byte[] s_hello =
    [
        // Greeting of ZMTP 3.0 with the mechanism NULL, and READY as a SUB.
        0xff, 0, 0, 0, 0, 0, 0, 0, 0, 0x7f, 3, 0, .. "NULL"u8, .. new byte[48],
        4, 25, 5, .. "READY"u8, 11, .. "Socket-Type"u8, 0, 0, 0, 3, .. "SUB"u8,
    ];

    private readonly ManualResetEventSlim _open = new();
    private readonly Thread[] _threads;
    private volatile bool _end;
    private volatile int _port;
    private volatile int _spread;
    private int _received;

    internal Peers(int count, int seed)
    {
        _threads = [.. Enumerable.Range(0, count).Select(i => new Thread(() => Come(new Random(seed + i))) { IsBackground = true })];
        Array.ForEach(_threads, thread => thread.Start());
    }

    /// <summary>How often something was received.</summary>
    internal int Received => Volatile.Read(ref _received);

    /// <summary>Sends them to a publisher.</summary>
    internal void GoTo(string endpoint)
    {
        _port = new Uri(endpoint).Port;
        _open.Set();
    }

    /// <summary>Those that are there leave, each when it likes within some milliseconds.</summary>
    internal void Leave(int milliseconds)
    {
        _spread = milliseconds;
        _open.Reset();
    }

    public void Dispose()
    {
        _end = true;
        _open.Set();
        Array.ForEach(_threads, thread => thread.Join());
        _open.Dispose();
    }

    private void Come(Random random)
    {
        byte[] buffer = new byte[100_000];
        while (!_end)
        {
            _open.Wait();
            using Socket socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            try
            {
                socket.ReceiveBufferSize = 20_000;
                socket.ReceiveTimeout = 100;
                socket.Connect(IPAddress.Loopback, _port);
                Subscribe(socket, buffer);
                for (int reads = random.Next(4) == 0 ? 1 : random.Next(1, 200); reads > 0 && _open.IsSet; reads--)
                {
                    if (socket.Receive(buffer) == 0)
                    {
                        break;
                    }
                    Interlocked.Increment(ref _received);
                }
                Stay(random);
                if (random.Next(3) == 0)
                {
                    socket.LingerState = new LingerOption(enable: true, 0);
                }
            }
            catch (SocketException)
            {
                // The publisher has gone, or has nothing to say.
            }
        }
    }

    // A subscription is taken after the publisher's greeting and the head of its READY.
    private static void Subscribe(Socket socket, byte[] buffer)
    {
        for (int had = 0, got = 1; had < Greeting && got > 0; had += got)
        {
            if (had == 0)
            {
                socket.Send(s_hello);
            }
            got = socket.Receive(buffer, Greeting - had, SocketFlags.None);
        }
        socket.Send([0, 1, 1]);
    }

    // Half of them do not read until everybody leaves.
    private void Stay(Random random)
    {
        if (random.Next(2) == 0)
        {
            SpinWait.SpinUntil(() => !_open.IsSet || _end, 100);
        }
        if (!_open.IsSet)
        {
            long begun = Stopwatch.GetTimestamp();
            double time = random.NextDouble() * _spread;
            SpinWait.SpinUntil(() => Stopwatch.GetElapsedTime(begun).TotalMilliseconds >= time || _end);
        }
    }
}
