using System.Runtime.InteropServices;
using ZmqNative.Interop;
using static ZmqNative.Benchmarks.Baseline.Baseline;

namespace ZmqNative.Benchmarks;

/// <summary>A publisher in C++, on a thread and a context of its own.</summary>
internal sealed unsafe class Pump : IDisposable
{
    private readonly ZmqContext _context = new();
    private readonly ZmqSocket _socket;
    private readonly SemaphoreSlim _begin = new(0);
    private readonly Notification* _notification;
    private readonly Thread _thread;
    private int _count;

    /// <summary>Binds.</summary>
    /// <param name="topic">What it publishes.</param>
    /// <param name="length">Bytes of the bodies.</param>
    /// <param name="keys">Keys of publisher and subscribers (default: none).</param>
    internal Pump(string topic, int length, CurveKeys? keys = null)
    {
        // An XPUB is a PUB on the wire, but knows its subscriptions.
        _socket = new(_context, ZmqSocketType.XPublish) { SendHighWatermark = 0 };
        keys?.PrepareServer(_socket);
        _socket.Bind("tcp://127.0.0.1:*");
        _notification = (Notification*)NativeMemory.AllocZeroed((nuint)sizeof(Notification));
        *_notification = new() { Socket = _socket.DangerousGetHandle(), Topic = (void*)Marshal.StringToCoTaskMemUTF8(topic), TopicLength = (nuint)topic.Length, BodyLength = (nuint)length };
        _notification->Body = NativeMemory.AllocZeroed((nuint)length);
        _thread = new(Run) { IsBackground = true };
        _thread.Start();
    }

    internal string Address => _socket.LastEndpoint;

    /// <summary>Waits for a subscriber.</summary>
    internal void WaitForSubscription()
    {
        using ZmqMessage subscription = new();
        _ = _socket.Receive(subscription);
    }

    /// <summary>Begins to send so many.</summary>
    internal void Begin(int count)
    {
        _count = count;
        _begin.Release();
    }

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
            baseline_publish_at_limit(_notification, 1, _count);
        }
    }
}
