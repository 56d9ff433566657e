using ZmqNative.Bitcoin;
using ZmqNative.Subscribing;

namespace ZmqNative.NodeTests;

/// <summary>Writes down the blocks that an address connects and disconnects, and where the stream says that messages may have been lost.</summary>
internal sealed class KillWatch : INotificationHandler, IDisposable
{
    private readonly List<(char Kind, Hash256 Block)> _steps = [];
    private readonly NotificationReceiver _receiver;

    internal KillWatch(string address) => _receiver = new NotificationReceiver(
        new() { Addresses = { address }, Topics = { "sequence" }, ReconnectInterval = TimeSpan.FromMilliseconds(10), MaxReconnectInterval = TimeSpan.FromMilliseconds(50), UnseenAfter = TimeSpan.Zero }, this);

    /// <summary>C and D with their block; ! for a mark.</summary>
    internal (char Kind, Hash256 Block)[] Steps
    {
        get
        {
            lock (_steps)
            {
                return [.. _steps];
            }
        }
    }

    public void OnNotification(in ReceivedNotification notification)
    {
        if (notification.Body.Length == 33)
        {
            Add((char)notification.Body[32], Hash256.Parse(Convert.ToHexStringLower(notification.Body[..32])));
        }
    }

    public void OnEvent(StreamEvent streamEvent)
    {
        if (streamEvent.MayHaveLostMessages)
        {
            Add('!', default);
        }
    }

    internal bool HasConnected(Hash256 block) => Array.Exists(Steps, step => step == ('C', block));

    public void Dispose() => _receiver.Dispose();

    private void Add(char kind, Hash256 block)
    {
        lock (_steps)
        {
            _steps.Add((kind, block));
        }
    }
}
