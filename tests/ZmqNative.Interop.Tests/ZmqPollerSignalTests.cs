namespace ZmqNative.Interop.Tests;

/// <summary>Waits by the descriptors of sockets that are received from until there is nothing.</summary>
public class ZmqPollerSignalTests : SocketFixture
{
    [Test]
    public void The_first_time_all_sockets_are_named()
    {
        (ZmqSocket left, ZmqSocket right) = OpenPair();
        ZmqPoller poller = new(left, right);
        Assert.That((poller.WaitForSignal(Timeout.InfiniteTimeSpan), poller.IsReadable(0), poller.IsReadable(1)), Is.EqualTo((2, true, true)));
        Assert.That(ReceiveAll(left) + ReceiveAll(right), Is.Zero);
        Assert.That((poller.WaitForSignal(TimeSpan.Zero), poller.IsReadable(0), poller.IsReadable(1)), Is.EqualTo((0, false, false)));
    }

    [Test]
    public void What_comes_ends_the_wait_and_its_socket_is_named()
    {
        (ZmqSocket a, ZmqSocket a2) = OpenPair("inproc://a");
        (ZmqSocket b, ZmqSocket b2) = OpenPair("inproc://b");
        ZmqPoller poller = new(a2, b2);
        _ = poller.WaitForSignal(TimeSpan.Zero);
        Assert.That(ReceiveAll(a2) + ReceiveAll(b2), Is.Zero);
        for (int round = 0; round < 100; round++)
        {
            Within.Run(() => Assert.That(poller.WaitForSignal(Timeout.InfiniteTimeSpan), Is.EqualTo(1)), () => b.Send("x"u8));
            Assert.That((poller.IsReadable(0), poller.IsReadable(1), ReceiveAll(b2)), Is.EqualTo((false, true, 1)));
        }
        Assert.That(a.Send("x"u8) && a.Send("y"u8) && b.Send("z"u8));
        Assert.That((poller.WaitForSignal(TimeSpan.Zero), ReceiveAll(a2), ReceiveAll(b2)), Is.EqualTo((2, 2, 1)));
        Assert.That(poller.WaitForSignal(TimeSpan.Zero), Is.Zero);
    }

    /// <summary>Messages come all the time, and the receiver often believes that there are no more just when there are.</summary>
    [Test]
    public void Nothing_is_missed_that_comes_while_the_last_is_being_received()
    {
        const int Count = 200_000;
        ZmqSocket from = Open(ZmqSocketType.Push), to = Open(ZmqSocketType.Pull);
        from.SendHighWatermark = to.ReceiveHighWatermark = 0;
        from.Bind(AnyPort);
        to.Connect(from.LastEndpoint);
        ZmqPoller poller = new(to);
        int received = 0;
        Within.Run(
            () =>
            {
                while (received < Count)
                {
                    if (poller.WaitForSignal(Within.Deadline) == 0)
                    {
                        break;
                    }
                    received += ReceiveAll(to);
                }
            },
            () =>
            {
                for (int i = 0; i < Count; i++)
                {
                    Assert.That(from.Send("x"u8));
                }
            });
        Assert.That(received, Is.EqualTo(Count));
    }

    [Test]
    public void A_context_that_goes_down_ends_a_wait_and_the_receive_tells_why()
    {
        using ZmqContext context = new();
        using ZmqSocket socket = new(context, ZmqSocketType.Subscribe);
        ZmqPoller poller = new(socket);
        _ = poller.WaitForSignal(TimeSpan.Zero);
        Assert.That(ReceiveAll(socket), Is.Zero);
        Within.Run(() => Assert.That(poller.WaitForSignal(Timeout.InfiniteTimeSpan), Is.EqualTo(1)), context.Shutdown);
        Assert.That(() => ReceiveAll(socket), Throws.TypeOf<ZmqException>().With.Property(nameof(ZmqException.IsContextTerminated)).True);
    }

    [Test]
    public void Both_ways_to_wait_can_take_turns()
    {
        (ZmqSocket left, ZmqSocket right) = OpenPair();
        ZmqPoller poller = new(right);
        _ = poller.WaitForSignal(TimeSpan.Zero);
        Assert.That((poller.Wait(TimeSpan.Zero), left.Send("x"u8)), Is.EqualTo((0, true)));
        Assert.That((poller.Wait(Within.Deadline), ReceiveAll(right)), Is.EqualTo((1, 1)));
        Assert.That(left.Send("y"u8));
        Assert.That((poller.WaitForSignal(Within.Deadline), ReceiveAll(right)), Is.EqualTo((1, 1)));
    }

    private static int ReceiveAll(ZmqSocket socket)
    {
        using ZmqMessage part = new();
        int count = 0;
        while (socket.TryReceive(part))
        {
            count++;
        }
        return count;
    }
}
