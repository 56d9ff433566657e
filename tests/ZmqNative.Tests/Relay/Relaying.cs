using Microsoft.Extensions.Logging;
using ZmqNative.Bitcoin;
using ZmqNative.Node.Relay;
using ZmqNative.Node.Rpc;
using ZmqNative.Protocol;
using ZmqNative.Publishing;
using ZmqNative.Tests.Publishing;
using ZmqNative.Tests.Subscribing;

namespace ZmqNative.Tests.Relay;

/// <summary>A relay between a publisher of which every message is said and real subscribers.</summary>
internal sealed class Relaying : IDisposable
{
    private readonly CancellationTokenSource _end = new();
    private readonly RunningNode _node;
    private readonly Task _run;
    private readonly Dictionary<string, uint> _counters = [];

    internal Relaying(ZmqNotificationOptions options, NodeRpc rpc, bool ownCounters = false, bool fillGaps = false, ILoggerFactory? log = null)
    {
        _node = new RunningNode(rpc, Upstream.Address, ownCounters, log, fillGaps);
        Notifications = new NotificationInterface(options, new NotifierFactories(_node.TryReadBlock));
        Assert.That(Notifications.Initialize());
        _run = Task.Run(() => _node.RunAsync(Notifications, _end.Token));
    }

    internal FakePublisher Upstream { get; } = new();

    internal NotificationInterface Notifications { get; }

    internal FeedStatus Status => _node.Status;

    /// <summary>Completes when the relay has ended.</summary>
    internal Task Run => _run;

    /// <summary>A number the node has not used for this topic.</summary>
    internal uint Next(string topic) => _counters[topic] = _counters.GetValueOrDefault(topic, uint.MaxValue) + 1;

    /// <summary>The node counts the topic from 0 again.</summary>
    internal void Restart(string topic) => _counters.Remove(topic);

    internal (string Topic, byte[] Body, uint Counter) Send(string topic, byte[] body, uint? counter = null)
    {
        (string Topic, byte[] Body, uint Counter) message = (topic, body, counter ?? Next(topic));
        Upstream.Send(message.Topic, message.Body, message.Counter);
        return message;
    }

    internal (string Topic, byte[] Body, uint Counter) SendConnected(Hash256 block)
    {
        byte[] body = new byte[SequenceBody.BlockLength];
        SequenceBody.Write(body, block, SequenceLabel.BlockConnect);
        return Send("sequence", body);
    }

    /// <summary>Connects to an address and returns when blocks that the node connects get through, and nothing else is on its way.</summary>
    internal TestSubscriber Join(string address, Hash256 block)
    {
        TestSubscriber subscriber = new(Notifications.GetBoundEndpoint(address));
        long start = Environment.TickCount64;
        do
        {
            Assert.That(Environment.TickCount64 - start, Is.LessThan(FakePublisher.Deadline.TotalMilliseconds));
            _ = SendConnected(block);
        }
        while (subscriber.ReceiveAny(10) is null);
        byte[] last = Send("sequence", [.. new byte[32], (byte)'A', .. BitConverter.GetBytes(start)]).Body;
        while (!Read(subscriber).Body.AsSpan().SequenceEqual(last))
        {
        }
        return subscriber;
    }

    internal static (string Topic, byte[] Body, uint Counter) Read(TestSubscriber subscriber)
    {
        (string topic, byte[] body, byte[] counter) = subscriber.Receive();
        return (topic, body, BitConverter.ToUInt32(counter));
    }

    public void Dispose()
    {
        _end.Cancel();
        Assert.That(_run.Wait(FakePublisher.Deadline), "it ends when it is told to");
        Notifications.Dispose();
        Upstream.Dispose();
        _end.Dispose();
    }
}
