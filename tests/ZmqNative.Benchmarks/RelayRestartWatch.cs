using System.Diagnostics;
using ZmqNative.Interop;
using ZmqNative.Subscribing;

namespace ZmqNative.Benchmarks;

/// <summary>A subscriber that notes when the first message came since it was last reset.</summary>
internal sealed class RelayRestartWatch : INotificationHandler, IDisposable
{
    private readonly NotificationReceiver? _receiver;
    private readonly Thread? _thread;
    private volatile bool _isStopping;
    private long _first;

    /// <summary>A socket of libzmq, read by a thread.</summary>
    internal RelayRestartWatch(string address, int reconnectInterval)
    {
        _thread = new Thread(() => Receive(address, reconnectInterval));
        _thread.Start();
    }

    /// <summary>A receiver of the library.</summary>
    internal RelayRestartWatch(NotificationSubscriberOptions options) => _receiver = new NotificationReceiver(options, this);

    /// <summary>In ticks of the stopwatch; 0 before.</summary>
    internal long First => Volatile.Read(ref _first);

    internal void Reset() => Volatile.Write(ref _first, 0);

    public void OnNotification(in ReceivedNotification notification) => Note();

    public void OnEvent(StreamEvent streamEvent)
    {
    }

    public void Dispose()
    {
        _isStopping = true;
        _thread?.Join();
        _receiver?.Dispose();
    }

    private void Note() => Interlocked.CompareExchange(ref _first, Stopwatch.GetTimestamp(), 0);

    private void Receive(string address, int reconnectInterval)
    {
        using ZmqContext context = new();
        using ZmqSocket socket = new(context, ZmqSocketType.Subscribe) { ReconnectInterval = reconnectInterval, ReceiveTimeout = 100 };
        using ZmqMessage part = new();
        socket.Subscribe([]);
        socket.Connect(address);
        while (!_isStopping)
        {
            if (socket.Receive(part))
            {
                Note();
            }
        }
    }
}
