using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace ZmqNative.Interop.Tests;

/// <summary>Sends the runtime is not told of: a call back into .NET from one would end the process, and one that waits would stop all threads.</summary>
public unsafe class DirectSendTests : SocketFixture
{
    private const int Length = 200_000;

    private static readonly ZmqConstant s_topic = new("topic"u8);

    private static int s_freed;

    [Test]
    public void A_PUB_socket_without_a_lock_sends_directly()
    {
        using ZmqSocket socket = OpenUnlocked();
        socket.SendHighWatermark = 5;
        socket.TcpKeepAlive = 1;
        socket.Bind(AnyPort);
        using ZmqMessage body = new();
        body.Adopt(new byte[Length]);
        Assert.That(socket.Send(s_topic, body, "1"u8, out _));
        body.Allocate(3);
        Assert.That(socket.Send(s_topic, body, "2"u8, out _) && socket.Send(body) && socket.SendAndClear(body));
        Assert.That(socket.SendsDirectly);
    }

    [Test]
    public void Others_do_not()
    {
        using ZmqSocket locked = new(Context, ZmqSocketType.Publish), xpub = new(Context, ZmqSocketType.XPublish, locked: false), push = new(Context, ZmqSocketType.Push, locked: false);
        Assert.That(locked.SendsDirectly || xpub.SendsDirectly || push.SendsDirectly, Is.False);
    }

    [TestCase("bound over inproc")]
    [TestCase("connected over inproc")]
    [TestCase("its address was asked for")]
    [TestCase("it waits for subscribers")]
    [TestCase("it has a monitor")]
    [TestCase("it is a side of a proxy")]
    [TestCase("it sends on what was received")]
    [TestCase("it sends what others may have filled")]
    [TestCase("it sends, whole, what others may have filled")]
    public void Nor_one_any_more_when(string what)
    {
        using ZmqSocket socket = OpenUnlocked();
        Assert.That(socket.SendsDirectly);
        using ZmqMessage message = new();
        switch (what)
        {
            case "bound over inproc":
                socket.Bind("inproc://direct");
                break;
            case "connected over inproc":
                socket.Connect("inproc://direct");
                break;
            case "its address was asked for":
                Assert.That(socket.DangerousGetHandle(), Is.Not.Zero);
                break;
            case "it waits for subscribers":
                socket.SetXPublishNoDrop(true);
                break;
            case "it has a monitor":
                using (ZmqMonitorReader reader = new(Context, socket))
                {
                }
                break;
            case "it is a side of a proxy":
                ZmqSocket upstream = Open(ZmqSocketType.Subscribe);
                Context.Shutdown();
                Within.Run(() => ZmqProxy.Run(upstream, socket));
                break;
            case "it sends on what was received":
                (ZmqSocket left, ZmqSocket right) = OpenPair();
                Assert.That(left.Send("x"u8) && right.Receive(message) && socket.Send(s_topic, message, "1"u8, out _));
                break;
            case "it sends what others may have filled":
                Assert.That(message.DangerousGetHandle() != 0 && socket.Send(message));
                break;
            case "it sends, whole, what others may have filled":
                Assert.That(message.DangerousGetHandle() != 0 && socket.SendAndClear(message));
                break;
            default:
                throw new ArgumentException(what);
        }
        Assert.That(socket.SendsDirectly, Is.False);
    }

    [Test]
    public void Bodies_on_their_way_are_known_until_a_subscriber_that_does_not_read_is_gone()
    {
        using ZmqSocket publisher = OpenUnlocked();
        publisher.SendHighWatermark = 0;
        publisher.Bind(AnyPort);
        byte[] array = new byte[Length];
        using ZmqMessage body = new();
        for (int round = 0; round < 5; round++)
        {
            using (ZmqSocket subscriber = OpenSubscriber(publisher, highWatermark: 1))
            {
                // More than the kernel holds for it.
                for (int i = 0; i < 400; i++)
                {
                    body.Adopt(array);
                    Assert.That(publisher.Send(s_topic, body, "1"u8, out _));
                }
                body.Clear();
                Assert.That(ZmqMessage.AnyGivenAway);
                Assert.That(publisher.Send(s_topic, "x"u8, "1"u8, out _), "while bodies are on their way");
            }
            Within.Until(() => publisher.Send(s_topic, "x"u8, "1"u8, out _) && !ZmqMessage.AnyGivenAway, "all bodies to be back");
            Assert.That(publisher.SendsDirectly);
        }
    }

    [Test]
    public void What_a_peer_over_inproc_sends_is_freed_in_a_send()
    {
        using ZmqSocket publisher = OpenUnlocked();
        publisher.Bind("inproc://requests");
        ZmqSocket peer = Open(ZmqSocketType.XSubscribe);
        peer.Connect("inproc://requests");
        byte* request = stackalloc byte[100];
        new Span<byte>(request, 100).Fill(7);
        s_freed = 0;
        using ZmqMessage message = new();
        Assert.That(LibZmq.zmq_msg_init_data((LibZmq.zmq_msg_t*)message.DangerousGetHandle(), request, 100, &Freed, null), Is.Zero);
        Assert.That(peer.SendAndClear(message));
        Within.Until(() => publisher.Send(s_topic, "x"u8, "1"u8, out _) && Volatile.Read(ref s_freed) == 1, "the request to be read and freed");
    }

    /// <summary>A short body made here is released without the runtime being told; not if others may have put one of theirs in its place.</summary>
    [TestCase(true)]
    [TestCase(false)]
    public void A_part_whose_address_was_given_out_is_released_as_what_others_may_have_filled(bool isAllocated)
    {
        byte* body = stackalloc byte[100];
        s_freed = 0;
        using ZmqMessage message = new(), other = new();
        LibZmq.zmq_msg_t* address = (LibZmq.zmq_msg_t*)message.DangerousGetHandle();
        for (int i = 1; i <= 2; i++)
        {
            message.Clear();
            if (isAllocated)
            {
                message.Allocate(10);
            }
            Assert.That(LibZmq.zmq_msg_close(address) == 0 && LibZmq.zmq_msg_init_data(address, body, 100, &Freed, null) == 0);
            Assert.That((message.Length, message.IsForeign), Is.EqualTo((100, true)));
            other.ShareFrom(message);
            Assert.That(other.IsForeign);
            other.Clear();
            message.Clear();
            Assert.That(s_freed, Is.EqualTo(i));
        }
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void Freed(void* data, void* hint) => Interlocked.Increment(ref s_freed);

    private ZmqSocket OpenUnlocked() => new(Context, ZmqSocketType.Publish, locked: false) { Linger = 0 };
}
