using System.Runtime.InteropServices;

namespace ZmqNative.Interop.Tests;

/// <summary>libzmq's old functions, which nothing uses: each is called once, and does what its declaration says.</summary>
public unsafe class SupersededTests : SocketFixture
{
    [Test]
    public void A_context_is_made_with_its_threads_and_ended_by_either_name()
    {
        nint first = LibZmq.zmq_init(3), second = LibZmq.zmq_init(1);
        Assert.That(first != 0 && second != 0 && first != second);
        Within.Run(
            () => Assert.That(LibZmq.zmq_term(first), Is.Zero),
            () => Assert.That(LibZmq.zmq_ctx_destroy(second), Is.Zero));
        Assert.That(LibZmq.zmq_init(-1) == 0, "the number of threads is an argument");
    }

    [Test]
    public void A_message_is_sent_and_received()
    {
        (ZmqSocket left, ZmqSocket right) = OpenPair();
        using ZmqMessage part = new(), received = new();
        "hello"u8.CopyTo(part.Allocate(5));
        Assert.That(LibZmq.zmq_sendmsg(left.DangerousGetHandle(), part.Message, LibZmq.ZMQ_SNDMORE), Is.EqualTo(5));
        Assert.That(LibZmq.zmq_sendmsg(left.DangerousGetHandle(), part.Message, flags: 0), Is.Zero, "libzmq has emptied the part");
        Assert.That(LibZmq.zmq_recvmsg(right.DangerousGetHandle(), received.Message, LibZmq.ZMQ_DONTWAIT), Is.EqualTo(5));
        Assert.That(received.Span.SequenceEqual("hello"u8) && received.HasMore);
        Assert.That(LibZmq.zmq_recvmsg(right.DangerousGetHandle(), received.Message, flags: 0), Is.Zero);
        Assert.That(LibZmq.zmq_recvmsg(right.DangerousGetHandle(), received.Message, LibZmq.ZMQ_DONTWAIT), Is.EqualTo(-1));
        Assert.That(ZmqLibrary.LastError(), Is.EqualTo(LibZmq.EAGAIN), "the flags are the last argument");
    }

    [Test]
    public void Several_parts_are_sent_and_received_at_once()
    {
        (ZmqSocket left, ZmqSocket right) = OpenPair();
        LibZmq.iovec_t* parts = stackalloc LibZmq.iovec_t[3];
        fixed (byte* one = "one"u8, three = "three"u8)
        {
            parts[0] = new LibZmq.iovec_t { iov_base = one, iov_len = 3 };
            parts[1] = new LibZmq.iovec_t { iov_base = three, iov_len = 5 };
            Assert.That(LibZmq.zmq_sendiov(left.DangerousGetHandle(), parts, 2, LibZmq.ZMQ_SNDMORE), Is.EqualTo(5));
        }
        nuint count = 3;
        Assert.That(LibZmq.zmq_recviov(right.DangerousGetHandle(), parts, &count, flags: 0), Is.EqualTo(2));
        Assert.That(count, Is.EqualTo((nuint)2));
        List<string> texts = [];
        for (int i = 0; i < 2; i++)
        {
            texts.Add(Marshal.PtrToStringUTF8((nint)parts[i].iov_base, (int)parts[i].iov_len));
            // libzmq leaves it to its caller, who has it from malloc.
            NativeMemory.Free(parts[i].iov_base);
        }
        Assert.That(texts, Is.EqualTo(new[] { "one", "three" }));
    }

    [Test]
    public void A_device_passes_messages_on_until_the_context_is_shut_down()
    {
        ZmqContext context = new();
        ZmqSocket frontend = new(context, ZmqSocketType.Pull), backend = new(context, ZmqSocketType.Push);
        frontend.Bind(AnyPort);
        backend.Bind(AnyPort);
        ZmqSocket source = Open(ZmqSocketType.Push), sink = Open(ZmqSocketType.Pull);
        source.Connect(frontend.LastEndpoint);
        sink.Connect(backend.LastEndpoint);
        int result = 0, error = 0;
        Task device = Within.Start(() =>
        {
            result = LibZmq.zmq_device(2, frontend.DangerousGetHandle(), backend.DangerousGetHandle());
            error = ZmqLibrary.LastError();
        });
        Assert.That(source.Send("hello"u8));
        Assert.That(ReceiveText(sink), Is.EqualTo("hello"));
        context.Shutdown();
        Within.Run(device.Wait);
        Within.Run(frontend.Dispose, backend.Dispose);
        Within.Run(context.Dispose);
        Assert.That((result, error), Is.EqualTo((-1, LibZmq.ETERM)));
    }

    [Test]
    public void No_property_of_a_message_can_be_set()
    {
        using ZmqMessage part = new();
        Assert.That(LibZmq.zmq_msg_set(part.Message, LibZmq.ZMQ_SHARED, 1), Is.EqualTo(-1));
        Assert.That(ZmqLibrary.DescribeLastError(), Is.EqualTo("Invalid argument"));
    }
}
