using System.Diagnostics;
using ZmqNative.Subscribing;

namespace ZmqNative.Benchmarks;

/// <summary>A subscriber to everything that notes when the rawblock of a tip came, which is the last message of a block.</summary>
internal sealed class RelayStormWatch : INotificationHandler, IDisposable
{
    private static readonly TimeSpan s_deadline = TimeSpan.FromSeconds(60);

    private readonly NotificationReceiver _receiver;
    private volatile byte[] _tip = [];
    private bool _isAnnounced, _isAnyBlock;
    private long _arrived;

    internal RelayStormWatch(string address)
    {
        TimeSpan interval = TimeSpan.FromMilliseconds(10);
        _receiver = new NotificationReceiver(new() { Addresses = { address }, ReconnectInterval = interval, MaxReconnectInterval = interval, ReceiveHighWatermark = 0 }, this);
    }

    /// <summary>From now on this tip is awaited.</summary>
    /// <param name="tip">Its hash as it is published.</param>
    internal void Await(byte[] tip)
    {
        Volatile.Write(ref _arrived, 0);
        _tip = tip;
    }

    /// <summary>When it came, in ticks of the stopwatch.</summary>
    internal long WaitForTip() =>
        SpinWait.SpinUntil(() => Volatile.Read(ref _arrived) != 0, s_deadline) ? Volatile.Read(ref _arrived) : throw new TimeoutException("The tip was not announced.");

    /// <summary>Has blocks generated until one comes.</summary>
    internal void WaitForNext(RelayStormNode node)
    {
        long start = Stopwatch.GetTimestamp();
        do
        {
            _ = node.Generate(1);
            if (Stopwatch.GetElapsedTime(start) > s_deadline)
            {
                throw new TimeoutException("No block came.");
            }
        }
        while (!SpinWait.SpinUntil(() => Volatile.Read(ref _isAnyBlock), TimeSpan.FromSeconds(1)));
    }

    public void OnNotification(in ReceivedNotification notification)
    {
        switch (notification.TopicName)
        {
            case "hashblock":
                _isAnnounced = notification.Body.SequenceEqual(_tip);
                break;
            case "rawblock":
                Volatile.Write(ref _isAnyBlock, true);
                if (_isAnnounced)
                {
                    _isAnnounced = false;
                    Volatile.Write(ref _arrived, Stopwatch.GetTimestamp());
                }
                break;
            default:
                break;
        }
    }

    public void OnEvent(StreamEvent streamEvent)
    {
    }

    public void Dispose() => _receiver.Dispose();
}
