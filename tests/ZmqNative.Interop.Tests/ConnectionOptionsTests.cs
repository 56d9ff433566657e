using System.Net.Sockets;

namespace ZmqNative.Interop.Tests;

/// <summary>What the options of connections do, seen from the other end or by the operating system.</summary>
public class ConnectionOptionsTests : SocketFixture
{
    [Test]
    public void A_peer_is_sent_PINGs_that_tell_the_time_to_live()
    {
        ZmqSocket publisher = Open(ZmqSocketType.Publish);
        (publisher.HeartbeatInterval, publisher.HeartbeatTimeToLive) = (1, 1234);
        publisher.HeartbeatTimeout = (int)Within.Deadline.TotalMilliseconds;
        publisher.Bind(AnyPort);
        using RawPeer peer = new(publisher.LastEndpoint);
        peer.ShakeHands("SUB");
        Assert.That(peer.ReadCommand("PING")[..2], Is.EqualTo(new byte[] { 0, 12 }), "tenths of a second, in network byte order");
        peer.ReadCommand("PING");
    }

    [Test]
    public void A_peer_that_does_not_answer_PINGs_is_given_up()
    {
        ZmqSocket publisher = Open(ZmqSocketType.Publish);
        publisher.HeartbeatInterval = publisher.HeartbeatTimeout = 1;
        publisher.Bind(AnyPort);
        using RawPeer peer = new(publisher.LastEndpoint);
        peer.ShakeHands("SUB");
        Within.Run(peer.ReadToEnd);
    }

    [Test]
    public void A_stranger_that_says_nothing_is_thrown_out_after_the_handshake_interval()
    {
        ZmqSocket publisher = Open(ZmqSocketType.Publish);
        publisher.HandshakeInterval = 1;
        publisher.Bind(AnyPort);
        using RawPeer stranger = new(publisher.LastEndpoint);
        Within.Run(stranger.ReadToEnd);
    }

    [Test]
    public void A_part_larger_than_the_largest_allowed_closes_the_connection()
    {
        const int Largest = 1000;
        ZmqSocket publisher = OpenPublisher(), subscriber = Open(ZmqSocketType.Subscribe);
        EventLog events = new();
        using ZmqMonitor monitor = new(Context, subscriber, events.Add);
        subscriber.MaxMessageSize = Largest;
        subscriber.Subscribe([]);
        subscriber.Connect(publisher.LastEndpoint);
        using ZmqMessage part = new();
        Within.Until(() => publisher.Send(new byte[Largest]) && subscriber.TryReceive(part), "a part of the largest size");
        Assert.That(part.Span.Length, Is.EqualTo(Largest));
        Assert.That(events.Kinds, Has.No.Member(ZmqMonitorEventKind.Disconnected));
        publisher.Send(new byte[Largest + 1]);
        events.WaitFor(ZmqMonitorEventKind.Disconnected);
    }

    // Name of the option, value, level and name of what setsockopt sets (Linux), what getsockopt says.
    [Platform("Linux")]
    [TestCase(nameof(ZmqSocket.TcpKeepAlive), 1, 1, 9, 1)]
    [TestCase(nameof(ZmqSocket.TcpKeepAliveIdle), 77, 6, 4, 77)]
    [TestCase(nameof(ZmqSocket.TcpKeepAliveInterval), 7, 6, 5, 7)]
    [TestCase(nameof(ZmqSocket.TcpKeepAliveCount), 5, 6, 6, 5)]
    [TestCase(nameof(ZmqSocket.TcpMaxRetransmitTimeout), 12_345, 6, 18, 12_345)]
    [TestCase(nameof(ZmqSocket.SendBuffer), 50_000, 1, 7, 100_000)] // The kernel doubles what it is given.
    [TestCase(nameof(ZmqSocket.ReceiveBuffer), 50_000, 1, 8, 100_000)]
    [TestCase(nameof(ZmqSocket.TypeOfService), 0xb8, 0, 1, 0xb8)]
    public void The_operating_system_has_been_told(string option, int value, int level, int name, int expected)
    {
        ZmqSocket subscriber = Open(ZmqSocketType.Subscribe);
        EventLog events = new();
        using ZmqMonitor monitor = new(Context, subscriber, events.Add);
        subscriber.TcpKeepAlive = 1;
        typeof(ZmqSocket).GetProperty(option)!.SetValue(subscriber, value);
        subscriber.Connect(OpenPublisher().LastEndpoint);
        nint descriptor = (nint)events.WaitFor(ZmqMonitorEventKind.Connected).Value;
        // Of a connection being made libzmq sets some options only when it has been made.
        events.WaitFor(ZmqMonitorEventKind.HandshakeSucceeded);
        using SafeSocketHandle handle = new(descriptor, ownsHandle: false);
        Socket connection = new(handle);
        byte[] told = new byte[sizeof(int)];
        Assert.That(connection.GetRawSocketOption(level, name, told), Is.EqualTo(sizeof(int)).Or.EqualTo(1));
        Assert.That(BitConverter.ToInt32(told), Is.EqualTo(expected));
    }

    [Test]
    public void Nothing_comes_from_an_endpoint_after_Disconnect()
    {
        ZmqSocket publisher = OpenPublisher(), other = OpenPublisher(), subscriber = OpenSubscriber(publisher);
        EventLog events = new();
        using ZmqMonitor monitor = new(Context, publisher, events.Add);
        subscriber.Connect(other.LastEndpoint);
        subscriber.Disconnect(publisher.LastEndpoint);
        // The subscriber has to be called for it to finish.
        Within.Until(() => subscriber.Events == ZmqPollEvents.None && events.Kinds.Contains(ZmqMonitorEventKind.Disconnected), "the connection to end");
        publisher.Send("gone"u8);
        using ZmqMessage part = new();
        Within.Until(() => other.Send("still here"u8) && subscriber.TryReceive(part), "a message of the other");
        Assert.That(part.Span.SequenceEqual("still here"u8));
        Assert.That(
            () => subscriber.Disconnect(publisher.LastEndpoint),
            Throws.TypeOf<ZmqException>().With.Message.EqualTo($"disconnect {publisher.LastEndpoint}: No such file or directory (ENOENT)"));
    }

    [Test]
    public void Nobody_is_or_gets_connected_after_Unbind()
    {
        ZmqSocket publisher = OpenPublisher(), subscriber = OpenSubscriber(publisher);
        string endpoint = publisher.LastEndpoint;
        EventLog events = new(), other = new();
        using ZmqMonitor monitor = new(Context, publisher, events.Add), otherMonitor = new(Context, subscriber, other.Add);
        publisher.Unbind(endpoint);
        events.WaitFor(ZmqMonitorEventKind.Closed);
        Assert.That(() => new RawPeer(endpoint), Throws.InstanceOf<SocketException>());
        Within.Until(() => publisher.Events == ZmqPollEvents.Send && other.Kinds.Contains(ZmqMonitorEventKind.Disconnected), "the connection to end");
        Assert.That(
            () => publisher.Unbind(endpoint), Throws.TypeOf<ZmqException>().With.Message.EqualTo($"unbind {endpoint}: No such file or directory (ENOENT)"));
    }
}
