using System.Text.RegularExpressions;
using ZmqNative.Subscribing;

namespace ZmqNative.Tests.Subscribing;

/// <summary>Publishers of other makes than libzmq: their connections are not cut, and lose nothing.</summary>
[Parallelizable(ParallelScope.All)]
public sealed class OtherPublisherTests
{
    private static readonly TimeSpan s_interval = TimeSpan.FromMilliseconds(50);

    [TestCase(PeerKind.IgnoresPing)]
    [TestCase(PeerKind.ClosesAtPing)]
    [TestCase(PeerKind.Zmtp2)]
    public async Task A_publisher_without_heartbeats_is_used_without_them(PeerKind kind)
    {
        using EventLog log = new();
        using ScriptedPeer peer = new(kind);
        NotificationSubscriberOptions options = Options(peer.Address);
        using TestStream stream = new(options, log);
        log.WaitFor($"116 Information Publisher at {Regex.Escape(peer.Address)} does not answer heartbeats: .*");
        peer.WaitForSubscription();
        log.WaitFor("114 .* is Live");
        // For longer than a connection without an answer to its heartbeats, or without a handshake, lasts. In between it is
        // silent, because libzmq takes any message for an answer.
        TimeSpan lifetime = (options.HeartbeatInterval + options.HeartbeatTimeout + options.ConnectTimeout) * 2;
        using PeriodicTimer timer = new(s_interval);
        int ticks = (int)(lifetime / s_interval);
        uint count = 0;
        for (int i = 0; i < ticks && await timer.WaitForNextTickAsync(); i++)
        {
            if (i < ticks / 8 || i > ticks * 7 / 8)
            {
                peer.Send(count++);
            }
        }
        Assert.That(stream.Show((int)count), Is.EqualTo(Enumerable.Range(0, (int)count).Select(i => $"hashtx {i}")));
        Assert.That((peer.Subscriptions, log.Lines.Count(line => line.StartsWith("116", StringComparison.Ordinal))), Is.EqualTo((1, 1)));
        Assert.That(stream.Subscriber.State, Is.EqualTo(SubscriberState.Live));
    }

    /// <summary>NetMQ answers PING: its connection keeps the heartbeats, and lasts.</summary>
    [Test]
    public async Task A_publisher_of_NetMQ_is_used_with_heartbeats()
    {
        using EventLog log = new();
        using NetMQ.Sockets.XPublisherSocket publisher = new();
        string address = $"tcp://127.0.0.1:{publisher.BindRandomPort("tcp://127.0.0.1")}";
        NotificationSubscriberOptions options = Options(address);
        using TestStream stream = new(options, log);
        Assert.That(NetMQ.ReceivingSocketExtensions.TryReceiveFrameBytes(publisher, FakePublisher.Deadline, out _), "Nobody subscribed.");
        using PeriodicTimer timer = new(s_interval);
        uint count = (uint)((options.HeartbeatInterval + options.HeartbeatTimeout) * 2 / s_interval);
        for (uint i = 0; i < count && await timer.WaitForNextTickAsync(); i++)
        {
            NetMQ.NetMQMessage message = new((byte[][])[System.Text.Encoding.ASCII.GetBytes("hashtx"), new byte[32], BitConverter.GetBytes(i)]);
            NetMQ.OutgoingSocketExtensions.SendMultipartMessage(publisher, message);
        }
        Assert.That(stream.Show((int)count), Is.EqualTo(Enumerable.Range(0, (int)count).Select(i => $"hashtx {i}")));
        Assert.That(log.Lines, Has.None.StartsWith("116").And.None.StartsWith("103"));
    }

    private static NotificationSubscriberOptions Options(string address)
    {
        NotificationSubscriberOptions options = TestStream.Options(address);
        options.HeartbeatInterval = TimeSpan.FromMilliseconds(100);
        options.HeartbeatTimeout = TimeSpan.FromMilliseconds(400);
        options.ConnectTimeout = TimeSpan.FromMilliseconds(1000);
        return options;
    }
}
