namespace ZmqNative.Interop.Tests;

public class ZmqPollerTests : SocketFixture
{
    [Test]
    public void Nothing_to_receive_is_zero_when_the_time_runs_out()
    {
        (ZmqSocket left, ZmqSocket right) = OpenPair();
        ZmqPoller poller = new(left, right);
        Assert.That(poller.Wait(TimeSpan.Zero), Is.Zero);
        Assert.That(poller.Wait(TimeSpan.FromMilliseconds(0.5)), Is.Zero);
        Assert.That(poller.IsReadable(0) || poller.IsReadable(1), Is.False);
    }

    [Test]
    public void It_tells_which_sockets_can_receive()
    {
        (ZmqSocket a, ZmqSocket a2) = OpenPair("inproc://a");
        (ZmqSocket b, ZmqSocket b2) = OpenPair("inproc://b");
        (ZmqSocket c, ZmqSocket c2) = OpenPair("inproc://c");
        ZmqPoller poller = new(a2, b2, c2);

        Assert.That(a.Send("a"u8) && c.Send("c"u8));
        Within.Until(() => poller.Wait(Within.Deadline) == 2, "both messages");
        Assert.That(Readable(), Is.EqualTo(new[] { true, false, true }));

        Assert.That(ReceiveText(a2), Is.EqualTo("a"));
        Assert.That(b.Send("b"u8));
        Within.Until(() => poller.Wait(Within.Deadline) == 2 && poller.IsReadable(1), "the third message");
        Assert.That(Readable(), Is.EqualTo(new[] { false, true, true }));

        Assert.That(ReceiveText(b2) + ReceiveText(c2), Is.EqualTo("bc"));
        Assert.That(poller.Wait(TimeSpan.Zero), Is.Zero);
        Assert.That(Readable(), Is.EqualTo(new[] { false, false, false }));

        bool[] Readable() => [poller.IsReadable(0), poller.IsReadable(1), poller.IsReadable(2)];
    }

    [Test]
    public void More_sockets_than_libzmq_expects_are_polled_too()
    {
        const int Many = 40;
        ZmqSocket publisher = OpenPublisher("inproc://many");
        ZmqSocket[] subscribers = [.. Enumerable.Range(0, Many).Select(_ => OpenSubscriber(publisher))];
        foreach (ZmqSocket subscriber in subscribers)
        {
            Drain(subscriber); // The probes for those that came later.
        }
        publisher.Send("x"u8);
        ZmqPoller poller = new(subscribers);
        Within.Until(() => poller.Wait(Within.Deadline) == Many, "all subscribers");
        Assert.That(Enumerable.Range(0, Many).Select(poller.IsReadable), Is.All.True);
    }

    [Test]
    public void A_message_ends_a_wait_without_end()
    {
        (ZmqSocket left, ZmqSocket right) = OpenPair();
        ZmqPoller poller = new(right);
        Within.Run(() => Assert.That(poller.Wait(Timeout.InfiniteTimeSpan), Is.EqualTo(1)), () => left.Send("x"u8));
    }

    [TestCase(true)]
    [TestCase(false)]
    public void A_context_that_goes_down_ends_a_wait_with_ETERM(bool shutdown)
    {
        using ZmqContext context = new();
        using ZmqSocket first = new(context, ZmqSocketType.Subscribe), second = new(context, ZmqSocketType.Subscribe);
        ZmqPoller poller = new(first, second);
        Within.Run(
            () => Assert.That(
                () => poller.Wait(Timeout.InfiniteTimeSpan),
                Throws.TypeOf<ZmqException>().With.Property(nameof(ZmqException.IsContextTerminated)).True),
            shutdown ? context.Shutdown : context.Dispose);
        // The failed wait has given its holds back.
        Within.Run(first.Dispose, second.Dispose);
        Assert.That(() => first.Hold().Dispose(), Throws.TypeOf<ObjectDisposedException>());
    }

    [Test]
    public void A_wait_refused_because_of_one_socket_frees_the_others()
    {
        (ZmqSocket left, ZmqSocket right) = OpenPair();
        left.Dispose();
        ZmqPoller poller = new(right, left);
        Assert.That(() => poller.Wait(TimeSpan.Zero), Throws.TypeOf<ObjectDisposedException>());
        Within.Run(() => right.Linger = 0);
    }

    [Test]
    public void It_tells_which_sockets_can_send_where_that_is_asked_for()
    {
        (ZmqSocket left, ZmqSocket right) = OpenPair();
        ZmqSocket lonely = Open(ZmqSocketType.Push);
        ZmqPoller poller = new(left, right, lonely);
        Assert.That(poller.Wait(TimeSpan.Zero), Is.Zero);
        poller.Watch(1, ZmqPollEvents.Send | ZmqPollEvents.Receive);
        poller.Watch(2, ZmqPollEvents.Send);
        Assert.That(poller.Wait(TimeSpan.Zero), Is.EqualTo(1));
        Assert.That(Writable(), Is.EqualTo(new[] { false, true, false }));
        Assert.That(poller.IsReadable(1), Is.False);
        Assert.That(left.Send("x"u8));
        Assert.That(poller.Wait(TimeSpan.Zero), Is.EqualTo(1));
        Assert.That(poller.IsReadable(1) && poller.IsWritable(1));
        poller.Watch(1, ZmqPollEvents.None);
        Assert.That(poller.Wait(TimeSpan.Zero), Is.Zero);

        bool[] Writable() => [poller.IsWritable(0), poller.IsWritable(1), poller.IsWritable(2)];
    }

    [Test]
    public void A_poller_needs_a_socket() => Assert.That(() => new ZmqPoller(), Throws.TypeOf<ArgumentOutOfRangeException>());

    private static void Drain(ZmqSocket socket)
    {
        using ZmqMessage part = new();
        while (socket.TryReceive(part))
        {
        }
    }
}
