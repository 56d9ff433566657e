using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using System.Text;
using ZmqNative.Tests;

namespace ZmqNative.Interop.Tests;

/// <summary>
/// What libzmq 4.3.5 does and 4.3.4 does not, where a peer or a caller on PUB and SUB sockets can tell: bitcoind is built with
/// 4.3.5, and the packaged 4.3.4 carries patches (native/patches). A system's 4.3.4 cannot be helped, and skips these.
/// </summary>
public unsafe class LaterBehaviourTests : SocketFixture
{
    private const int HandshakeInterval = 300;

    [OneTimeSetUp]
    public void The_loaded_libzmq_has_it() => Prerequisite.Require(
        BindsToNames(), "libzmq-as-4.3.5", $"{ZmqLibrary.Path} is a libzmq before 4.3.5 without the patches of native/patches");

    /// <summary>A subscriber that stops at ZMTP 2.0 or 1.0 was disconnected when the handshake interval was over.</summary>
    [Test]
    public void A_subscriber_of_an_old_protocol_stays_connected([Values("1.0", "2.0")] string version, [Values("tcp", "ipc")] string transport)
    {
        Prerequisite.Require(transport == "tcp" || ZmqLibrary.Has("ipc"), "ipc", "the loaded libzmq has none");
        string path = Path.Combine(Path.GetTempPath(), $"zmq-{Guid.NewGuid():N}");
        ZmqSocket publisher = Open(ZmqSocketType.Publish);
        publisher.HandshakeInterval = HandshakeInterval;
        publisher.Bind(transport == "tcp" ? AnyPort : $"ipc://{path}");
        using Socket peer = transport == "tcp" ? Connect(publisher.LastEndpoint) : ConnectUnix(path);
        byte[] subscription = version == "1.0" ? [1, 0, 2, 0, 1] : [0xff, 0, 0, 0, 0, 0, 0, 0, 1, 0x7f, 1, 2, 0, 0, 0, 1, 1];
        peer.Send(subscription);
        long begun = Environment.TickCount64;
        int received = 0;
        while (Environment.TickCount64 - begun < 4 * HandshakeInterval)
        {
            Assert.That(publisher.Send("x"u8));
            if (peer.Poll(1000, SelectMode.SelectRead))
            {
                int length = peer.Receive(new byte[4096]);
                Assert.That(length, Is.Positive, $"the connection was closed after {Environment.TickCount64 - begun} ms");
                received += length;
            }
        }
        Assert.That(received, Is.Positive);
    }

    [Test]
    public void A_publisher_of_an_old_protocol_stays_connected()
    {
        using TcpListener listener = new(IPAddress.Loopback, 0);
        listener.Start();
        ZmqSocket subscriber = Open(ZmqSocketType.Subscribe);
        subscriber.HandshakeInterval = HandshakeInterval;
        subscriber.ReconnectInterval = 10;
        subscriber.Subscribe([]);
        subscriber.Connect($"tcp://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}");
        using Socket peer = listener.AcceptSocket();
        peer.Send([0xff, 0, 0, 0, 0, 0, 0, 0, 1, 0x7f, 1, 1, 0, 0]);
        using ZmqMessage part = new();
        long begun = Environment.TickCount64;
        int received = 0;
        while (Environment.TickCount64 - begun < 4 * HandshakeInterval)
        {
            peer.Send([0, 1, (byte)'x']);
            subscriber.ReceiveTimeout = 1;
            received += subscriber.Receive(part) ? 1 : 0;
            Assert.That(listener.Pending(), Is.False, $"it connected again after {Environment.TickCount64 - begun} ms");
        }
        Assert.That(received, Is.Positive);
    }

    /// <summary>From 246 bytes on, topic and command name together need the long form of a frame.</summary>
    [Test]
    public void Topics_of_any_length_arrive_and_spoil_no_other([Values(244, 245, 246, 250, 255, 256, 300)] int length)
    {
        ZmqSocket publisher = Open(ZmqSocketType.XPublish), subscriber = Open(ZmqSocketType.Subscribe);
        publisher.ReceiveTimeout = (int)Within.Deadline.TotalMilliseconds;
        publisher.Bind(AnyPort);
        byte[] topic = Encoding.ASCII.GetBytes(new string('t', length));
        subscriber.Subscribe(topic);
        subscriber.Subscribe("short"u8);
        subscriber.Connect(publisher.LastEndpoint);
        List<byte[]> subscriptions = [ReceiveParts(publisher).Single(), ReceiveParts(publisher).Single()];
        Assert.That(subscriptions, Is.EquivalentTo(new byte[][] { [1, .. topic], [1, .. "short"u8] }));
        Assert.That(publisher.Send("short"u8) && publisher.Send(topic));
        Assert.That(ReceiveParts(subscriber).Single(), Is.EqualTo("short"u8.ToArray()));
        Assert.That(ReceiveParts(subscriber).Single(), Is.EqualTo(topic));
        subscriber.Unsubscribe(topic);
        Assert.That(ReceiveParts(publisher).Single(), Is.EqualTo((byte[])[0, .. topic]));
    }

    [TestCase(10, 40, new[] { 10, 20, 40, 40, 40 })]
    [TestCase(10, 41, new[] { 10, 20, 40, 41, 41 })]
    [TestCase(40, 15, new[] { 15, 15, 15 })]
    [TestCase(7, 7, new[] { 7, 7, 7 })]
    public void The_longest_pause_between_attempts_is_never_exceeded(int interval, int most, int[] pauses)
    {
        string nobody = Endpoints.Unused();
        ZmqSocket socket = Open(ZmqSocketType.Subscribe);
        socket.ReconnectInterval = interval;
        socket.MaxReconnectInterval = most;
        using ZmqMonitorReader reader = new(Context, socket);
        socket.Connect(nobody);
        List<int> seen = [];
        Within.Until(
            () =>
            {
                if (reader.TryRead(out ZmqMonitorEvent report) && report.Kind == ZmqMonitorEventKind.ConnectRetried)
                {
                    seen.Add((int)report.Value);
                }
                return seen.Count == pauses.Length;
            },
            "the attempts");
        Assert.That(seen, Is.EqualTo(pauses));
    }

    [Test]
    public void The_routing_id_has_its_connections_properties_after_a_poll([Values] bool polled)
    {
        ZmqSocket router = Open(ZmqSocketType.Router), dealer = Open(ZmqSocketType.Dealer);
        router.Bind(AnyPort);
        dealer.Connect(router.LastEndpoint);
        Assert.That(dealer.Send("x"u8));
        if (polled)
        {
            Assert.That(new ZmqPoller(router).Wait(Within.Deadline), Is.EqualTo(1));
        }
        using ZmqMessage part = new();
        Assert.That(router.Receive(part) && part.HasMore);
        Assert.That(part.Property("Peer-Address"), Is.EqualTo("127.0.0.1"));
        Assert.That(router.Receive(part) && part.Property("Peer-Address") == "127.0.0.1");
    }

    /// <summary>
    /// A loop that takes EINTR for "nothing there" and waits for the descriptor stood still with a message waiting: the signal
    /// came after the notification was used up. Garbage collections alone interrupt nothing: the runtime signals threads that
    /// run managed code, and none of these calls counts as that.
    /// </summary>
    [Test]
    [Platform("Linux")]
    public void A_loop_on_the_descriptor_does_not_stand_still([Values("signals", "collections", "both")] string storm)
    {
        const int Messages = 3000;
        (ZmqSocket left, ZmqSocket right) = OpenPair(AnyPort);
        Assert.That(left.Send("first"u8) && ReceiveText(right) == "first");
        int taken = 0, interrupted = 0;
        bool isOver = false;
        Within.Run(
            () =>
            {
                using ZmqMessage part = new();
                SignalStorm? signals = storm == "collections" ? null : new SignalStorm();
                nint socket = right.DangerousGetHandle(), descriptor = right.FileDescriptor;
                byte* item = stackalloc byte[LibZmq.zmq_pollitem_t.Size];
                while (taken < Messages)
                {
                    if (LibZmq.zmq_msg_recv(part.Message, socket, LibZmq.ZMQ_DONTWAIT) != -1)
                    {
                        Volatile.Write(ref taken, taken + 1);
                        continue;
                    }
                    interrupted += ZmqLibrary.LastError() == LibZmq.EINTR ? 1 : 0;
                    LibZmq.zmq_pollitem_t.Set(item, 0, descriptor, LibZmq.ZMQ_POLLIN);
                    int seen;
                    while ((seen = LibZmq.zmq_poll(item, 1, new CLong(10_000))) == -1)
                    {
                    }
                    Assert.That(seen, Is.EqualTo(1), $"message {taken} was there and the descriptor silent");
                }
                signals?.Dispose();
                Volatile.Write(ref isOver, true);
            },
            () =>
            {
                for (int i = 0; i < Messages; i++)
                {
                    Assert.That(left.Send("x"u8));
                    Within.Until(() => Volatile.Read(ref taken) > i, "the message to be taken");
                }
            },
            () =>
            {
                while (storm != "signals" && !Volatile.Read(ref isOver))
                {
                    GC.Collect();
                }
            });
        TestContext.Out.WriteLine($"{interrupted} of the receives were interrupted.");
        if (storm == "collections")
        {
            Assert.That(interrupted, Is.Zero);
        }
    }

    private static bool BindsToNames()
    {
        using ZmqContext context = new();
        using SocketHandle socket = SocketHandle.Open(context.Handle, ZmqSocketType.Publish);
        return LibZmq.zmq_bind(socket, "tcp://localhost:*") == 0;
    }

    private static Socket Connect(string endpoint)
    {
        Uri address = new(endpoint);
        Socket socket = new(SocketType.Stream, ProtocolType.Tcp);
        socket.Connect(address.Host, address.Port);
        return socket;
    }

    private static Socket ConnectUnix(string path)
    {
        Socket socket = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        socket.Connect(new UnixDomainSocketEndPoint(path));
        return socket;
    }
}
