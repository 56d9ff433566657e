using System.Security.Cryptography;
using ZmqNative.Bitcoin;
using ZmqNative.Subscribing;

namespace ZmqNative.NodeTests;

/// <summary>Writes down every message of a publisher of all five topics on one address.</summary>
internal sealed class Recorder : IDisposable
{
    private readonly NotificationSubscriber _subscriber;
    private readonly List<(string Topic, string Body)> _lines = [];
    private readonly Task _loop;

    internal Recorder(string address)
    {
        _subscriber = new NotificationSubscriber(new NotificationSubscriberOptions
        {
            Addresses = { address },
            ReconnectInterval = TimeSpan.FromMilliseconds(50),
            MaxReconnectInterval = TimeSpan.FromMilliseconds(500),
        });
        _loop = Task.Run(Loop);
    }

    /// <summary>Topic and body; bodies of blocks and transactions as their SHA-256; a line of <c>sequence</c> begins with its label.</summary>
    internal (string Topic, string Body)[] Lines
    {
        get
        {
            lock (_lines)
            {
                return [.. _lines];
            }
        }
    }

    internal int Count
    {
        get
        {
            lock (_lines)
            {
                return _lines.Count;
            }
        }
    }

    /// <summary>Waits for the messages of a tip, of which rawblock is the last; how many there are up to it.</summary>
    internal int WaitForTip(Hash256 tip)
    {
        int hash = -1;
        WaitUntil(() => (hash = Array.LastIndexOf(Lines, ("hashblock", $"{tip}"))) >= 0 && Count > hash + 1, $"the tip {tip}");
        return hash + 2;
    }

    internal void WaitUntil(Func<bool> condition, string what)
    {
        if (!SpinWait.SpinUntil(() => condition() || _loop.IsCompleted, RegtestNode.Deadline) || _loop.IsCompleted)
        {
            throw new TimeoutException($"Waited for {what}: {_loop.Exception}\n{string.Join('\n', Lines.TakeLast(50))}");
        }
    }

    public void Dispose()
    {
        _subscriber.Dispose();
        _ = Task.WhenAny(_loop).Wait(RegtestNode.Deadline);
    }

    private async Task Loop()
    {
        await foreach (StreamItem item in _subscriber)
        {
            if (item is Notification notification)
            {
                lock (_lines)
                {
                    _lines.Add((notification.Topic, Body(notification)));
                }
            }
            else if (item is Gap gap)
            {
                throw new InvalidOperationException($"Lost: {gap}");
            }
        }
    }

    private static string Body(Notification notification) => notification switch
    {
        HashBlock block => $"{block.Hash}",
        HashTransaction transaction => $"{transaction.TxId}",
        RawBlock block => Convert.ToHexStringLower(SHA256.HashData(block.Body)),
        RawTransaction transaction => Convert.ToHexStringLower(SHA256.HashData(transaction.Body)),
        BlockConnected block => $"C {block.Hash}",
        BlockDisconnected block => $"D {block.Hash}",
        TransactionAdded transaction => $"A {transaction.TxId} {transaction.MempoolSequence}",
        TransactionRemoved transaction => $"R {transaction.TxId} {transaction.MempoolSequence}",
        _ => throw new InvalidOperationException($"Not one of five topics: {notification}"),
    };
}
