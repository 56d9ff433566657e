using ZmqNative.Interop;
using static ZmqNative.Benchmarks.Baseline.Baseline;

namespace ZmqNative.Benchmarks;

/// <summary>A subscriber in C++, on a thread and a context of its own, that takes what a chunk publishes.</summary>
internal sealed class Drain : IDisposable
{
    private readonly ZmqContext _context = new();
    private readonly ZmqSocket _socket;
    private readonly SemaphoreSlim _begin = new(0), _end = new(0);
    private readonly Thread _thread;
    private readonly int _messages;
    private int _count;

    /// <summary>Connects and waits until everything arrives.</summary>
    /// <param name="endpoints">Where to.</param>
    /// <param name="messages">How many messages an event makes.</param>
    /// <param name="tell">Tells one event.</param>
    internal Drain(string[] endpoints, int messages, Action tell)
    {
        _messages = messages;
        _socket = new(_context, ZmqSocketType.Subscribe) { ReceiveHighWatermark = 0, ReceiveTimeout = 100 };
        Array.ForEach(endpoints, _socket.Connect);
        _socket.Subscribe([]);
        int arrived = 0;
        using ZmqMessage part = new();
        while (arrived < 3 * messages)
        {
            tell();
            for (arrived = 0; _socket.Receive(part); arrived++)
            {
            }
        }
        _socket.ReceiveTimeout = -1;
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
        _socket.Dispose();
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
            baseline_receive_messages(_socket.DangerousGetHandle(), _count * _messages);
            _end.Release();
        }
    }
}
