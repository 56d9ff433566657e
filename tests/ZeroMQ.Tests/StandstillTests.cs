namespace ZeroMQ.Tests;

/// <summary>A poll or a forward that waits keeps nobody else out of its sockets.</summary>
public sealed class StandstillTests
{
    private static readonly TimeSpan s_deadline = TimeSpan.FromSeconds(30);

    [Test]
    public void Two_polls_over_the_same_sockets_in_another_order_both_go_on()
    {
        const int Polls = 5000;
        using ZContext context = new();
        using ZSocket a = new(context, ZSocketType.PULL), b = new(context, ZSocketType.PULL);
        Run(() => Poll([a, b]), () => Poll([b, a]));

        static void Poll(ZSocket[] sockets)
        {
            ZPollItem[] items = [ZPollItem.CreateReceiver(), ZPollItem.CreateReceiver()];
            for (int i = 0; i < Polls; i++)
            {
                Assert.That(sockets.PollIn(items, out _, out ZError error, TimeSpan.FromMilliseconds(i % 100 == 0 ? 1 : 0)), Is.False);
                Assert.That(error, Is.EqualTo(ZError.EAGAIN));
            }
        }
    }

    [Test]
    public void A_poll_keeps_no_send_out([Values] bool hasTimeout)
    {
        TimeSpan? timeout = hasTimeout ? s_deadline : null;
        using ZContext context = new();
        using ZSocket router = new(context, ZSocketType.ROUTER), dealer = new(context, ZSocketType.DEALER);
        dealer.IdentityString = "me";
        router.Bind("inproc://router");
        dealer.Connect("inproc://router");
        dealer.Send(new ZFrame("hello"));
        router.ReceiveMessage().Dispose();
        // In one of these rounds, at the latest, the poll waits before the send begins.
        const int Rounds = 500;
        Run(
            () =>
            {
                for (int i = 0; i < Rounds; i++)
                {
                    Assert.That(router.PollIn(ZPollItem.CreateReceiver(), out ZMessage next, out _, timeout), Is.True);
                    Assert.That(next[1].ReadInt32(), Is.EqualTo(i));
                    next.Dispose();
                }
            },
            () =>
            {
                for (int i = 0; i < Rounds; i++)
                {
                    router.Send(new ZMessage { new ZFrame("me"), new ZFrame("answer") });
                    Assert.That(dealer.ReceiveFrame().ReadString(), Is.EqualTo("answer"));
                    dealer.Send(new ZFrame(i));
                }
            });
    }

    [Test]
    public void Two_threads_that_poll_one_socket_for_different_things_both_go_on()
    {
        using ZContext context = new();
        using ZSocket left = new(context, ZSocketType.PAIR), right = new(context, ZSocketType.PAIR);
        left.Bind("inproc://pair");
        right.Connect("inproc://pair");
        const int Messages = 2000;
        int received = 0;
        Run(
            () =>
            {
                for (; received < Messages && left.PollIn(ZPollItem.CreateReceiver(), out ZMessage message, out _, s_deadline); received++)
                {
                    message.Dispose();
                }
            },
            () =>
            {
                for (int i = 0; i < Messages; i++)
                {
                    using ZMessage message = [new ZFrame("x")];
                    Assert.That(left.PollOut(ZPollItem.CreateSender(), message, out _, s_deadline), Is.True);
                    right.Send(new ZFrame("y"));
                }
            });
        Assert.That(received, Is.EqualTo(Messages));
    }

    [Test]
    public void Forwarding_in_both_directions_passes_everything()
    {
        const int Messages = 2000;
        using ZContext context = new();
        (ZSocket one, ZSocket oneEnd) = Pair(context, "inproc://one");
        (ZSocket other, ZSocket otherEnd) = Pair(context, "inproc://other");
        using (one)
        using (oneEnd)
        using (other)
        using (otherEnd)
        {
            Run(
                () => Forward(one, other), () => Forward(other, one), () => Send(oneEnd), () => Send(otherEnd), () => Receive(oneEnd), () => Receive(otherEnd));
        }

        static void Forward(ZSocket from, ZSocket to)
        {
            for (int i = 0; i < Messages; i++)
            {
                Assert.That(from.Forward(to, out _, out _), Is.True);
            }
        }

        static void Send(ZSocket socket)
        {
            for (int i = 0; i < Messages; i++)
            {
                socket.Send(new ZMessage { new ZFrame(i), new ZFrame("body") });
            }
        }

        static void Receive(ZSocket socket)
        {
            for (int i = 0; i < Messages; i++)
            {
                using ZMessage message = socket.ReceiveMessage();
                Assert.That((message.Count, message[0].ReadInt32(), message[1].ReadString()), Is.EqualTo((2, i, "body")));
            }
        }
    }

    private static (ZSocket Inner, ZSocket Outer) Pair(ZContext context, string endpoint)
    {
        ZSocket inner = new(context, ZSocketType.PAIR), outer = new(context, ZSocketType.PAIR);
        inner.ReceiveTimeout = outer.ReceiveTimeout = inner.SendTimeout = outer.SendTimeout = s_deadline;
        inner.Bind(endpoint);
        outer.Connect(endpoint);
        return (inner, outer);
    }

    private static void Run(params Action[] actions)
    {
        Task[] tasks = [.. actions.Select(action => Task.Factory.StartNew(action, TaskCreationOptions.LongRunning))];
        Assert.That(Task.WaitAll(tasks, s_deadline), Is.True, "not done in time");
    }
}
