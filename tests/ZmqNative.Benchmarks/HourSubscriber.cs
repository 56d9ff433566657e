using System.Diagnostics;
using ZmqNative.Subscribing;

namespace ZmqNative.Benchmarks;

/// <summary>A subscriber to everything that notes when each message came.</summary>
internal sealed class HourSubscriber : INotificationHandler, IDisposable
{
    private readonly long[][] _times;
    private readonly NotificationReceiver _receiver;
    private int _received;

    /// <summary>Connects.</summary>
    /// <param name="endpoint">Where to.</param>
    /// <param name="messages">How many there will be at most of a topic.</param>
    internal HourSubscriber(string endpoint, int messages)
    {
        _times = [.. HourTraffic.Topics.Select(_ => new long[messages])];
        _receiver = new(new() { Addresses = { endpoint } }, this);
    }

    /// <summary>How many messages it has.</summary>
    internal int Received => Volatile.Read(ref _received);

    /// <summary>When each message came, by the place of its topic and its number; 0 when it did not.</summary>
    internal long TimeOf(int topic, int number) => _times[topic][number];

    public void OnNotification(in ReceivedNotification notification)
    {
        _times[Array.IndexOf(HourTraffic.Topics, notification.TopicName)][(int)notification.MessageSequence!.Value] = Stopwatch.GetTimestamp();
        Volatile.Write(ref _received, _received + 1);
    }

    public void OnEvent(StreamEvent streamEvent)
    {
    }

    public void Dispose() => _receiver.Dispose();
}
