using ZmqNative.Bitcoin;
using ZmqNative.Subscribing;

namespace ZmqNative.NodeTests;

/// <summary>Keeps every message of an address as it came.</summary>
internal sealed class Collector : INotificationHandler, IDisposable
{
    private readonly List<Message> _messages = [];
    private readonly NotificationReceiver _receiver;

    internal Collector(string address) => _receiver = new NotificationReceiver(
        new NotificationSubscriberOptions { Addresses = { address }, ReconnectInterval = TimeSpan.FromMilliseconds(50), MaxReconnectInterval = TimeSpan.FromMilliseconds(500) }, this);

    internal sealed record Message(string Topic, string Body, uint Sequence);

    internal Message[] Messages
    {
        get
        {
            lock (_messages)
            {
                return [.. _messages];
            }
        }
    }

    internal bool HasAdded(Hash256 txid) => IndexOfAdded(txid) >= 0;

    /// <summary>From the first word of a transaction to the addition of another, both included.</summary>
    internal Message[] Between(Hash256 first, Hash256 last) =>
        Messages[Array.FindIndex(Messages, message => message.Body.StartsWith($"{first}", StringComparison.Ordinal))..(IndexOfAdded(last) + 1)];

    internal void WaitFor(Hash256 txid)
    {
        if (!SpinWait.SpinUntil(() => HasAdded(txid), RegtestNode.Deadline))
        {
            throw new TimeoutException($"{txid} was not received; the last messages are {string.Join('\n', Messages.TakeLast(10).Select(message => $"{message}"))}");
        }
    }

    public void OnNotification(in ReceivedNotification notification)
    {
        lock (_messages)
        {
            _messages.Add(new Message(notification.TopicName, Convert.ToHexStringLower(notification.Body), notification.MessageSequence!.Value));
        }
    }

    public void OnEvent(StreamEvent streamEvent)
    {
    }

    public void Dispose() => _receiver.Dispose();

    private int IndexOfAdded(Hash256 txid) => Array.FindIndex(Messages, message => message.Topic == "sequence" && message.Body.StartsWith($"{txid}41", StringComparison.Ordinal));
}
