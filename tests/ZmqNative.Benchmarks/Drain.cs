using ZmqNative.Interop;
using static ZmqNative.Benchmarks.Baseline.Baseline;

namespace ZmqNative.Benchmarks;

/// <summary>Subscribers in C++, on a thread and a context of their own, that take what a chunk publishes.</summary>
internal sealed class Drain : IDisposable
{
    private readonly ZmqContext _context = new();
    private readonly ZmqSocket[] _sockets;
    private readonly SemaphoreSlim _begin = new(0), _end = new(0);
    private readonly Thread _thread;
    private readonly int _messages;
    private int _count;

    /// <summary>Connects and waits until everything arrives.</summary>
    /// <param name="endpoints">Where to.</param>
    /// <param name="subscribers">How many.</param>
    /// <param name="messages">How many messages an event makes.</param>
    /// <param name="tell">Tells one event.</param>
    /// <param name="keys">Keys of publisher and subscribers (default: none).</param>
    internal Drain(string[] endpoints, int subscribers, int messages, Action tell, CurveKeys? keys = null)
    {
        _messages = messages;
        _sockets = [.. Enumerable.Range(0, subscribers).Select(_ => new ZmqSocket(_context, ZmqSocketType.Subscribe) { ReceiveHighWatermark = 0, ReceiveTimeout = 100 })];
        foreach (ZmqSocket socket in _sockets)
        {
            keys?.PrepareClient(socket);
            Array.ForEach(endpoints, socket.Connect);
            socket.Subscribe([]);
        }
        long deadline = Environment.TickCount64 + 30_000;
        while (!Arrives(tell))
        {
            if (Environment.TickCount64 > deadline)
            {
                throw new TimeoutException("Not everything arrives.");
            }
        }
        Array.ForEach(_sockets, socket => socket.ReceiveTimeout = -1);
        _thread = new(Run) { IsBackground = true };
        _thread.Start();
    }

    /// <summary>Begins to receive.</summary>
    /// <param name="count">What so many events make.</param>
    internal void Begin(int count)
    {
        _count = count;
        _begin.Release();
    }

    /// <summary>Waits until everything has been received.</summary>
    internal void End() => _end.Wait();

    public void Dispose()
    {
        Begin(0);
        _thread.Join();
        Array.ForEach(_sockets, socket => socket.Dispose());
        _context.Dispose();
    }

    private void Run()
    {
        while (true)
        {
            _begin.Wait();
            if (_count == 0)
            {
                return;
            }
            Array.ForEach(_sockets, socket => baseline_receive_messages(socket.DangerousGetHandle(), _count * _messages));
            _end.Release();
        }
    }

    // Whether an event comes to all of them, whole.
    private bool Arrives(Action tell)
    {
        using ZmqMessage part = new();
        bool all = true;
        tell();
        foreach (ZmqSocket socket in _sockets)
        {
            int arrived = 0;
            while (arrived < 3 * _messages && socket.Receive(part))
            {
                arrived++;
            }
            all &= arrived == 3 * _messages;
        }
        return all;
    }
}
