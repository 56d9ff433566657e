using System.Security.Cryptography;
using ZmqNative.Bitcoin;
using ZmqNative.Subscribing;

namespace ZmqNative.NodeTests;

/// <summary>Keeps every message of an address as it came: topic, body, counter.</summary>
internal sealed class Capture : INotificationHandler, IDisposable
{
    private readonly List<string> _messages = [];
    private readonly NotificationReceiver _receiver;

    internal Capture(string address)
    {
        Address = address;
        _receiver = new NotificationReceiver(
            new() { Addresses = { address }, ReconnectInterval = TimeSpan.FromMilliseconds(10), MaxReconnectInterval = TimeSpan.FromMilliseconds(50), UnseenAfter = TimeSpan.Zero }, this);
    }

    internal string Address { get; }

    /// <summary><c>topic body counter</c>, long bodies by their hash.</summary>
    internal string[] Messages
    {
        get
        {
            lock (_messages)
            {
                return [.. _messages];
            }
        }
    }

    public void OnNotification(in ReceivedNotification notification)
    {
        ReadOnlySpan<byte> body = notification.Body;
        string text = $"{notification.TopicName} {(body.Length > 80 ? $"{body.Length}:{Convert.ToHexStringLower(SHA256.HashData(body))}" : Convert.ToHexStringLower(body))} {notification.MessageSequence}";
        lock (_messages)
        {
            _messages.Add(text);
            Monitor.PulseAll(_messages);
        }
    }

    public void OnEvent(StreamEvent streamEvent)
    {
    }

    /// <summary>Waits for a message that begins so, from a place on; returns the place after it.</summary>
    internal int WaitFor(string beginning, int from = 0)
    {
        DateTime deadline = DateTime.UtcNow + RegtestNode.Deadline;
        lock (_messages)
        {
            while (true)
            {
                int found = _messages.FindIndex(from, message => message.StartsWith(beginning, StringComparison.Ordinal));
                if (found >= 0)
                {
                    return found + 1;
                }
                TimeSpan left = deadline - DateTime.UtcNow;
                if (left <= TimeSpan.Zero || !Monitor.Wait(_messages, left))
                {
                    throw new TimeoutException($"{Address} did not bring '{beginning}' but:\n{string.Join('\n', _messages.TakeLast(50))}");
                }
            }
        }
    }

    /// <summary>Waits for two messages that begin so, and returns what is after the first, up to the second.</summary>
    internal string[] Between(string first, string last)
    {
        int from = WaitFor(first), to = WaitFor(last, from);
        return Messages[from..to];
    }

    /// <summary>Mines until one of the blocks comes, by sequence: then everything from here on does.</summary>
    /// <returns>The block.</returns>
    internal Hash256 WaitForBlockOf(RegtestNode node)
    {
        DateTime deadline = DateTime.UtcNow + RegtestNode.Deadline;
        while (DateTime.UtcNow < deadline)
        {
            Hash256 block = node.Generate(1)[0];
            if (SpinWait.SpinUntil(() => Array.Exists(Messages, message => message.StartsWith($"sequence {block}43", StringComparison.Ordinal)), TimeSpan.FromSeconds(1)))
            {
                return block;
            }
        }
        throw new TimeoutException($"{Address} did not bring any block.");
    }

    public void Dispose() => _receiver.Dispose();
}
