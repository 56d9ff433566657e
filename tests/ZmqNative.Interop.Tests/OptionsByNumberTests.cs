using System.Runtime.InteropServices;

namespace ZmqNative.Interop.Tests;

/// <summary>What a façade over the binding needs: options by number, and the addresses libzmq knows things by.</summary>
public unsafe class OptionsByNumberTests : SocketFixture
{
    private const int None = 9999;

    [Test]
    public void A_number_is_set_and_read_in_the_byte_order_of_the_machine()
    {
        ZmqSocket socket = Open(ZmqSocketType.Pair);
        socket.SetOption(LibZmq.ZMQ_LINGER, BitConverter.GetBytes(1234));
        socket.SetOption(LibZmq.ZMQ_MAXMSGSIZE, BitConverter.GetBytes(1L << 40));
        Assert.That((socket.Linger, socket.MaxMessageSize), Is.EqualTo((1234, 1L << 40)));
        byte[] value = new byte[8];
        Assert.That(socket.GetOption(LibZmq.ZMQ_LINGER, value.AsSpan(0, 4)), Is.EqualTo(sizeof(int)));
        Assert.That(BitConverter.ToInt32(value), Is.EqualTo(1234));
        Assert.That(socket.GetOption(LibZmq.ZMQ_MAXMSGSIZE, value), Is.EqualTo(sizeof(long)));
        Assert.That(BitConverter.ToInt64(value), Is.EqualTo(1L << 40));
    }

    [Test]
    public void Text_is_set_without_a_terminating_zero_and_read_with_one()
    {
        ZmqSocket socket = Open(ZmqSocketType.Pair);
        socket.SetOption(LibZmq.ZMQ_PLAIN_USERNAME, "somebody"u8);
        byte[] value = new byte[100];
        Assert.That(socket.GetOption(LibZmq.ZMQ_PLAIN_USERNAME, value), Is.EqualTo(9));
        Assert.That(value.AsSpan().StartsWith("somebody\0"u8));
        Assert.That(socket.Mechanism, Is.EqualTo(ZmqMechanism.Plain));
        socket.SetOption(LibZmq.ZMQ_PLAIN_USERNAME, []);
        Assert.That(socket.Mechanism, Is.EqualTo(ZmqMechanism.Null), "a null pointer takes it back");
    }

    /// <summary>ZMQ_TOPICS_COUNT is a draft option that every build of libzmq 4.3.5 answers, and no older one knows.</summary>
    [Test]
    public void Topics_are_counted_where_libzmq_counts_them()
    {
        const int TopicsCount = 116;
        ZmqSocket socket = Open(ZmqSocketType.Subscribe);
        socket.Subscribe("hashblock"u8);
        socket.Subscribe("rawtx"u8);
        byte[] value = new byte[sizeof(int)];
        if (ZmqLibrary.Version >= new Version(4, 3, 5))
        {
            Assert.That(socket.GetOption(TopicsCount, value), Is.EqualTo(sizeof(int)));
            Assert.That(BitConverter.ToInt32(value), Is.EqualTo(2));
        }
        else
        {
            Assert.That(() => socket.GetOption(TopicsCount, value), Throws.TypeOf<ZmqException>().With.Property(nameof(ZmqException.ErrorText)).EqualTo("Invalid argument"));
        }
    }

    /// <summary>libzmq 4.3.5 leaves EINVAL behind when it succeeds.</summary>
    [Test]
    public void What_an_option_leaves_in_errno_is_nobodys_failure()
    {
        ZmqSocket publisher = OpenPublisher();
        using ZmqMessage part = new();
        ZmqSocket subscriber = Open(ZmqSocketType.Subscribe);
        Assert.That(publisher.SendHighWatermark, Is.Zero);
        Assert.That(publisher.Send("x"u8), Is.True);
        Assert.That(subscriber.ReceiveHighWatermark, Is.EqualTo(1000));
        Assert.That(subscriber.TryReceive(part), Is.False, "nothing to receive is EAGAIN, no exception");
        Assert.That(new ZmqPoller(subscriber).Wait(TimeSpan.Zero), Is.Zero);
        Assert.That(Context.GetOption(LibZmq.ZMQ_THREAD_SCHED_POLICY), Is.EqualTo(-1), "a value, not a failure");
    }

    [Test]
    public void A_socket_refuses_what_is_no_option_and_a_buffer_of_another_length()
    {
        ZmqSocket socket = Open(ZmqSocketType.Pair);
        Assert.That(() => socket.GetOption(None, new byte[8]), Throws.TypeOf<ZmqException>().With.Message.EqualTo("get an option by its number: Invalid argument (EINVAL)"));
        Assert.That(() => socket.GetOption(LibZmq.ZMQ_LINGER, new byte[3]), Throws.TypeOf<ZmqException>());
        Assert.That(() => socket.GetOption(LibZmq.ZMQ_LINGER, new byte[8]), Throws.TypeOf<ZmqException>(), "a number has its own length");
        Assert.That(() => socket.GetOption(LibZmq.ZMQ_LINGER, []), Throws.TypeOf<ZmqException>());
        Assert.That(() => socket.SetOption(None, new byte[4]), Throws.TypeOf<ZmqException>().With.Message.EqualTo("set an option by its number: Invalid argument (EINVAL)"));
        Assert.That(() => socket.SetOption(LibZmq.ZMQ_LINGER, new byte[3]), Throws.TypeOf<ZmqException>());
    }

    [Test]
    public void A_context_is_asked_and_told_by_number()
    {
        using ZmqContext context = new();
        context.SetOption(LibZmq.ZMQ_IO_THREADS, 3);
        Assert.That((context.IoThreads, context.GetOption(LibZmq.ZMQ_IO_THREADS)), Is.EqualTo((3, 3)));
        Assert.That(() => context.GetOption(None), Throws.TypeOf<ZmqException>().With.Message.EqualTo("get an option by its number: Invalid argument (EINVAL)"));
        Assert.That(() => context.SetOption(None, 1), Throws.TypeOf<ZmqException>().With.Message.EqualTo("set an option by its number to 1: Invalid argument (EINVAL)"));
        context.Dispose();
        Assert.That(() => context.GetOption(LibZmq.ZMQ_IO_THREADS), Throws.TypeOf<ObjectDisposedException>());
        Assert.That(() => context.SetOption(LibZmq.ZMQ_IO_THREADS, 1), Throws.TypeOf<ObjectDisposedException>());
        Assert.That(context.DangerousGetHandle, Throws.TypeOf<ObjectDisposedException>());
    }

    /// <summary>It is -1 unless set, and -1 also is how libzmq says that it failed.</summary>
    [Test]
    public void The_scheduling_policy_of_the_system_is_no_failure()
    {
        using ZmqContext context = new();
        Assert.That(context.GetOption(LibZmq.ZMQ_THREAD_SCHED_POLICY), Is.EqualTo(-1));
        context.SetOption(LibZmq.ZMQ_THREAD_SCHED_POLICY, 3);
        Assert.That(context.GetOption(LibZmq.ZMQ_THREAD_SCHED_POLICY), Is.EqualTo(3));
    }

    [Test]
    public void Contexts_and_sockets_have_the_addresses_libzmq_knows_them_by()
    {
        ZmqSocket socket = Open(ZmqSocketType.Pair);
        int linger = 4321;
        Assert.That(LibZmq.zmq_setsockopt(socket.DangerousGetHandle(), LibZmq.ZMQ_LINGER, &linger, sizeof(int)), Is.Zero);
        Assert.That(socket.Linger, Is.EqualTo(4321));
        nint library = NativeLibrary.Load(ZmqLibrary.Path);
        var get = (delegate* unmanaged[Cdecl]<nint, int, int>)NativeLibrary.GetExport(library, "zmq_ctx_get");
        Assert.That(get(Context.DangerousGetHandle(), LibZmq.ZMQ_MAX_SOCKETS), Is.EqualTo(Context.MaxSockets));
        NativeLibrary.Free(library);
        socket.Dispose();
        Assert.That(socket.DangerousGetHandle, Throws.TypeOf<ObjectDisposedException>());
    }
}
