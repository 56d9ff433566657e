using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace ZmqNative.Interop.Tests;

/// <summary>Messages of several parts, received and passed on by one call each.</summary>
public unsafe class WholeMessageTests : SocketFixture
{
    private static int s_freed;

    private readonly ZmqMessage[] _parts = [new(), new(), new()];

    [OneTimeTearDown]
    public void DisposeOfParts() => Array.ForEach(_parts, part => part.Dispose());

    [Test]
    public void Messages_of_any_number_of_parts_and_any_length_arrive_whole([Values(1, 2, 3, 4)] int count, [Values(0, 5, 33, 34, 4096, 4097, 100_000)] int length)
    {
        ZmqSocket publisher = OpenPublisher(), subscriber = OpenSubscriber(publisher);
        byte[] body = [.. Enumerable.Range(0, length).Select(i => (byte)i)];
        for (int round = 0; round < 3; round++)
        {
            for (int i = 1; i <= count; i++)
            {
                Assert.That(publisher.Send(body, more: i < count));
            }
            bool more = false;
            int received = 0;
            Within.Until(() => (received = subscriber.TryReceive(_parts[0], _parts[1], _parts[2], out more)) > 0, "the message");
            Assert.That((received, more), Is.EqualTo((Math.Min(count, 3), count > 3)));
            Assert.That(_parts.Take(received).Select(part => part.Span.ToArray()), Is.All.EqualTo(body));
            if (more)
            {
                Assert.That(ReceiveParts(subscriber), Is.EqualTo(new[] { body }));
            }
            Assert.That(subscriber.TryReceive(_parts[0], _parts[1], _parts[2], out more), Is.Zero);
        }
    }

    /// <summary>A receive releases what the parts held before, and that may call back into .NET.</summary>
    [Test]
    public void What_a_part_held_before_may_call_back_when_it_is_released([Values(0, 1, 2)] int which, [Values("adopted", "of others")] string what)
    {
        ZmqSocket publisher = OpenPublisher(), subscriber = OpenSubscriber(publisher);
        using ZmqMessage held = new(), first = new(), second = new();
        byte* bytes = stackalloc byte[100];
        WeakReference? array = null;
        s_freed = 0;
        if (what == "adopted")
        {
            array = Adopted(held);
        }
        else
        {
            Assert.That(LibZmq.zmq_msg_init_data((LibZmq.zmq_msg_t*)held.DangerousGetHandle(), bytes, 100, &Freed, null), Is.Zero);
        }
        Assert.That(publisher.Send("1"u8, more: true) && publisher.Send("2"u8, more: true) && publisher.Send("3"u8));
        ZmqMessage[] parts = which == 0 ? [held, first, second] : which == 1 ? [first, held, second] : [first, second, held];
        Within.Until(() => subscriber.TryReceive(parts[0], parts[1], parts[2], out _) == 3, "the message");
        Assert.That(parts.Select(part => (int)part.Span[0]), Is.EqualTo("123"));
        Within.Until(
            () =>
            {
                GC.Collect();
                return array is { IsAlive: false } || s_freed == 1;
            },
            "the callback");
    }

    [Test]
    public void A_context_that_goes_down_is_told_as_such()
    {
        using ZmqContext context = new();
        using ZmqSocket socket = new(context, ZmqSocketType.Subscribe);
        using ZmqMonitorReader reader = new(context, socket);
        socket.Connect("tcp://127.0.0.1:1");
        Assert.That(socket.TryReceive(_parts[0], _parts[1], _parts[2], out _), Is.Zero);
        context.Shutdown();
        Assert.That(() => socket.TryReceive(_parts[0], _parts[1], _parts[2], out _), Throws.TypeOf<ZmqException>().With.Property(nameof(ZmqException.IsContextTerminated)).True);
    }

    [Test]
    public void What_was_received_is_sent_on([Values(3, 100_000)] int length)
    {
        using ZmqContext context = new();
        using ZmqSocket relay = new(context, ZmqSocketType.Publish, locked: false) { Linger = 0, SendHighWatermark = 0 };
        relay.Bind(AnyPort);
        ZmqSocket publisher = OpenPublisher(), upstream = OpenSubscriber(publisher), downstream = OpenSubscriber(relay);
        byte[][] message = ["topic"u8.ToArray(), new byte[length], [1, 2, 3, 4]];
        for (int i = 0; i < 1000; i++)
        {
            Assert.That(publisher.Send(message[0], more: true) && publisher.Send(message[1], more: true) && publisher.Send(message[2]));
            Within.Until(() => upstream.TryReceive(_parts[0], _parts[1], _parts[2], out _) == 3, "the message");
            Assert.That(relay.SendAndClear(_parts[0], _parts[1], _parts[2], out _));
            // Spans: Is.EqualTo looks at every byte as an object of its own, 20 ms for each of these.
            Assert.That(ReceiveParts(downstream).Zip(message, (actual, expected) => actual.AsSpan().SequenceEqual(expected)), Is.EqualTo([true, true, true]));
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static WeakReference Adopted(ZmqMessage message)
    {
        byte[] array = new byte[10_000];
        message.Adopt(array);
        return new WeakReference(array);
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void Freed(void* data, void* hint) => Interlocked.Increment(ref s_freed);
}
