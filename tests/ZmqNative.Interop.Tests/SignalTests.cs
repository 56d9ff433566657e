using System.Runtime.InteropServices;

namespace ZmqNative.Interop.Tests;

/// <summary>
/// A signal may make libzmq return EINTR, in 4.3.4 even after it has worked through commands of its other threads. The binding calls again,
/// so nobody notices. Linux only.
/// </summary>
[Platform("Linux")]
public unsafe class SignalTests : SocketFixture
{
    private const int Messages = 200_000;

    /// <summary>Without the binding, signals do interrupt every one of these calls here; else the other tests would prove nothing.</summary>
    [TestCase("zmq_msg_recv")]
    [TestCase("zmq_msg_recv at once")]
    [TestCase("zmq_poll")]
    [TestCase("zmq_send")]
    [TestCase("zmq_bind")]
    [TestCase("zmq_connect")]
    [TestCase("zmq_socket_monitor")]
    public void Without_the_binding_a_signal_interrupts(string call)
    {
        using ContextHandle context = LibZmq.zmq_ctx_new();
        using SocketHandle publisher = SocketHandle.Open(context, ZmqSocketType.Publish), subscriber = SocketHandle.Open(context, ZmqSocketType.Subscribe);
        const string Bound = "inproc://bound";
        Assert.That(LibZmq.zmq_bind(publisher, Bound), Is.Zero);
        int names = 0;
        Within.Run(() =>
        {
            using ZmqMessage part = new();
            using SignalStorm storm = new();
            // Some are interrupted at once, some of them one time in a thousand.
            Within.Until(() => Enumerable.Range(0, 1000).Any(_ => Call(call, publisher, subscriber, part, ref names) == -1 && ZmqLibrary.LastError() == LibZmq.EINTR), $"{call} to be interrupted");
        });

        static int Call(string call, SocketHandle publisher, SocketHandle subscriber, ZmqMessage part, ref int names)
        {
            switch (call)
            {
                case "zmq_msg_recv":
                    int milliseconds = 1;
                    _ = LibZmq.zmq_setsockopt(subscriber, LibZmq.ZMQ_RCVTIMEO, &milliseconds, sizeof(int));
                    return LibZmq.zmq_msg_recv(part.Message, subscriber.DangerousGetHandle(), 0);
                case "zmq_msg_recv at once":
                    return LibZmq.zmq_msg_recv(part.Message, subscriber.DangerousGetHandle(), LibZmq.ZMQ_DONTWAIT);
                case "zmq_poll":
                    byte* item = stackalloc byte[LibZmq.zmq_pollitem_t.Size];
                    *(nint*)item = subscriber.DangerousGetHandle();
                    *(short*)(item + LibZmq.zmq_pollitem_t.OffsetOfEvents) = LibZmq.ZMQ_POLLIN;
                    return LibZmq.zmq_poll(item, 1, new CLong(1));
                case "zmq_send":
                    return LibZmq.zmq_send(publisher.DangerousGetHandle(), null, 0, 0);
                case "zmq_bind":
                    return LibZmq.zmq_bind(publisher, $"inproc://{names++}");
                case "zmq_connect":
                    return LibZmq.zmq_connect(subscriber, Bound);
                default:
                    return LibZmq.zmq_socket_monitor(publisher, $"inproc://monitor-{names++}", LibZmq.ZMQ_EVENT_ALL);
            }
        }
    }

    [Test]
    public void Signals_lose_no_message_and_keep_the_order()
    {
        ZmqSocket publisher = OpenPublisher(), subscriber = OpenSubscriber(publisher);
        Within.Run(
            () =>
            {
                using ZmqMessage part = new();
                using SignalStorm storm = new();
                for (int i = 0; i < Messages; i++)
                {
                    Send(publisher, part, i);
                }
                Assert.That(storm.Sent, Is.Positive);
            },
            () =>
            {
                using ZmqMessage part = new();
                using SignalStorm storm = new();
                ZmqPoller poller = new(subscriber);
                for (int i = 0; i < Messages; i++)
                {
                    Receive(subscriber, poller, part, way: i % 3);
                    if (part.Span.Length != sizeof(int) || MemoryMarshal.Read<int>(part.Span) != i)
                    {
                        Assert.Fail($"Message {i} is [{Convert.ToHexString(part.Span)}].");
                    }
                }
                Assert.That(storm.Sent, Is.Positive);
            });
        using ZmqMessage more = new();
        Assert.That(subscriber.TryReceive(more), Is.False, "and none twice");
    }

    [Test]
    public void Signals_do_not_keep_a_socket_from_being_set_up()
    {
        const int Rounds = 500;
        ZmqSocket publisher = Open(ZmqSocketType.Publish), subscriber = Open(ZmqSocketType.Subscribe);
        Within.Run(TimeSpan.FromMinutes(3), () =>
        {
            using SignalStorm storm = new();
            for (int i = 0; i < Rounds; i++)
            {
                string endpoint = $"inproc://{i}";
                publisher.Bind(endpoint);
                subscriber.Connect(endpoint);
                subscriber.Subscribe("x"u8);
                subscriber.ReceiveHighWatermark = i;
                if (subscriber.ReceiveHighWatermark != i || publisher.LastEndpoint != endpoint)
                {
                    Assert.Fail($"Round {i} went astray.");
                }
                publisher.StartMonitor($"inproc://monitor-{i}");
            }
            publisher.StopMonitor($"inproc://monitor-{Rounds - 1}");
        });
        // Each connection was made once: a message comes over every one of them, and then nothing.
        publisher.Send("x"u8);
        using ZmqMessage part = new();
        for (int i = 0; i < Rounds; i++)
        {
            Assert.That(subscriber.Receive(part), Is.True);
        }
        Assert.That(subscriber.TryReceive(part), Is.False);
    }

    private static void Send(ZmqSocket publisher, ZmqMessage part, int number)
    {
        ReadOnlySpan<byte> bytes = MemoryMarshal.AsBytes(new ReadOnlySpan<int>(in number));
        if (number % 2 == 0)
        {
            publisher.Send(bytes);
            return;
        }
        bytes.CopyTo(part.Allocate(bytes.Length));
        publisher.Send(part);
    }

    private static void Receive(ZmqSocket subscriber, ZmqPoller poller, ZmqMessage part, int way)
    {
        switch (way)
        {
            case 0:
                Within.Until(() => subscriber.TryReceive(part), "a message");
                break;
            case 1:
                Assert.That(subscriber.Receive(part), Is.True);
                break;
            default:
                Assert.That(poller.Wait(Within.Deadline), Is.EqualTo(1));
                Assert.That(subscriber.TryReceive(part), Is.True);
                break;
        }
    }
}
