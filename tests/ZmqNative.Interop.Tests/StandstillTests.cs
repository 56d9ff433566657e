namespace ZmqNative.Interop.Tests;

/// <summary>A call that waits for a socket keeps nobody else out of it, and whoever ends the socket ends the wait.</summary>
public class StandstillTests : SocketFixture
{
    /// <summary>Each with a receive that waits on another thread.</summary>
    private static readonly Dictionary<string, Action<ZmqContext, ZmqSocket>> s_calls = new()
    {
        ["Subscribe"] = (_, socket) => socket.Subscribe("x"u8),
        ["LastEndpoint"] = (context, socket) => _ = socket.LastEndpoint,
        ["a new monitor"] = (context, socket) => new ZmqMonitor(context, socket, _ => { }).Dispose(),
        ["Connect"] = (_, socket) => socket.Connect("inproc://nobody"),
        ["a poller"] = (_, socket) => new ZmqPoller(socket).Wait(TimeSpan.Zero),
        ["TryReceive"] = (context, socket) =>
        {
            using ZmqMessage part = new();
            _ = socket.TryReceive(part);
        },
    };

    private static IEnumerable<string> Calls => s_calls.Keys;

    [TestCaseSource(nameof(Calls))]
    public void A_receive_that_waits_keeps_no_call_out(string call)
    {
        ZmqSocket publisher = OpenPublisher(), subscriber = OpenSubscriber(publisher);
        bool received = false;
        Task receiving = Within.Start(() => received = Blocks.Receive(subscriber));
        Blocks.UntilOneWaits(subscriber);
        Within.Run(() => s_calls[call](Context, subscriber));
        Assert.That(receiving.IsCompleted, Is.False);
        Within.Run(() => publisher.Send("!"u8), () => receiving.Wait(Within.Deadline));
        Assert.That(received, Is.True);
    }

    [Test]
    public void A_poll_that_waits_keeps_no_send_out()
    {
        ZmqSocket router = Open(ZmqSocketType.Router), dealer = Open(ZmqSocketType.Dealer);
        dealer.RoutingId = [1, 2, 3];
        router.Bind(AnyPort);
        dealer.Connect(router.LastEndpoint);
        Assert.That(dealer.Send("hello"u8) && ReceiveParts(router).Count == 2);
        ZmqPoller poller = new(router);
        Task polling = Within.Start(() => poller.Wait(Timeout.InfiniteTimeSpan));
        Blocks.UntilOneWaits(router);
        Within.Run(() => Assert.That(router.Send([1, 2, 3], more: true) && router.Send("answer"u8)));
        Assert.That(ReceiveText(dealer), Is.EqualTo("answer"));
        Assert.That(polling.IsCompleted, Is.False);
        Within.Run(() => dealer.Send("end"u8), () => polling.Wait(Within.Deadline));
    }

    [Test]
    public void Two_pollers_over_the_same_sockets_in_another_order_both_go_on()
    {
        const int Polls = 20_000;
        (ZmqSocket a, _) = OpenPair("inproc://a");
        (ZmqSocket b, _) = OpenPair("inproc://b");
        Within.Run(() => Poll(new ZmqPoller(a, b)), () => Poll(new ZmqPoller(b, a)));

        static void Poll(ZmqPoller poller)
        {
            for (int i = 0; i < Polls; i++)
            {
                _ = poller.Wait(i % 100 == 0 ? TimeSpan.FromMilliseconds(1) : TimeSpan.Zero);
            }
        }
    }

    [TestCase("receive")]
    [TestCase("receive into a buffer")]
    [TestCase("send")]
    [TestCase("poll")]
    public void Dispose_ends_a_wait(string wait)
    {
        ZmqSocket socket = Open(wait == "send" ? ZmqSocketType.Push : ZmqSocketType.Pull);
        ZmqPoller poller = new(socket);
        Exception? thrown = null;
        Task waiting = Within.Start(() => thrown = Assert.Catch(() =>
        {
            switch (wait)
            {
                case "receive":
                    Blocks.Receive(socket);
                    break;
                case "receive into a buffer":
                    socket.Receive(new byte[1]);
                    break;
                case "send":
                    socket.Send("x"u8);
                    break;
                default:
                    poller.Wait(Timeout.InfiniteTimeSpan);
                    break;
            }
        }));
        Blocks.UntilOneWaits(socket);
        Within.Run(socket.Dispose);
        Within.Run(() => waiting.Wait(Within.Deadline));
        Assert.That(thrown, Is.TypeOf<ObjectDisposedException>());
    }

    [Test]
    public void The_contexts_end_ends_all_waits_of_a_socket()
    {
        using ZmqContext context = new();
        using ZmqSocket socket = new(context, ZmqSocketType.Dealer);
        Action waits = () => Assert.That(
            () => Blocks.Receive(socket), Throws.TypeOf<ZmqException>().With.Property(nameof(ZmqException.IsContextTerminated)).True);
        Action sends = () => Assert.That(
            () => socket.Send("x"u8), Throws.TypeOf<ZmqException>().With.Property(nameof(ZmqException.IsContextTerminated)).True);
        Within.Run(waits, waits, sends, sends, () =>
        {
            Blocks.UntilOneWaits(socket);
            context.Shutdown();
        });
    }
}
