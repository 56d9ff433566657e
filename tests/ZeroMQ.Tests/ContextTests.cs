namespace ZeroMQ.Tests;

public sealed class ContextTests
{
    [Test]
    public void Options_have_libzmqs_defaults_and_can_be_set()
    {
        using ZContext context = new();
        Assert.That((context.ThreadPoolSize, context.MaxSockets, context.IPv6Enabled), Is.EqualTo((1, 1023, false)));
        (context.ThreadPoolSize, context.MaxSockets, context.IPv6Enabled) = (2, 7, true);
        Assert.That((context.ThreadPoolSize, context.MaxSockets, context.IPv6Enabled), Is.EqualTo((2, 7, true)));
        using ZSocket socket = new(context, ZSocketType.PUB);
        Assert.That(socket.IPv6, Is.True);
    }

    [Test]
    public void A_bad_option_is_out_of_range_and_says_which()
    {
        using ZContext context = new();
        Assert.That(() => context.MaxSockets = 0, Throws.TypeOf<ArgumentOutOfRangeException>().With.Message.Contains("MAX_SOCKETS cannot be set to 0."));
        Assert.That(() => context.GetOption((ZContextOption)999), Throws.TypeOf<ArgumentOutOfRangeException>());
    }

    [Test]
    public void Shutting_down_wakes_a_blocked_receive_with_ETERM()
    {
        using ZContext context = new();
        using ZSocket socket = new(context, ZSocketType.PULL);
        ZError? error = null;
        using ManualResetEventSlim begins = new();
        Thread thread = new(() =>
        {
            begins.Set();
            socket.ReceiveFrame(out error);
        });
        thread.Start();
        begins.Wait(Sockets.Deadline);
        context.Shutdown();
        Assert.That(thread.Join(Sockets.Deadline), Is.True);
        Assert.That(error, Is.SameAs(ZError.ETERM));
        Assert.That(ZSocket.Create(context, ZSocketType.PULL, out error), Is.Null);
        Assert.That(error, Is.SameAs(ZError.ETERM));
        Assert.That(context.ContextPtr, Is.Not.EqualTo(IntPtr.Zero));
    }

    [Test]
    public void Terminating_ends_it_once_and_for_all()
    {
        ZContext context = ZContext.Create();
        Assert.That(context.Terminate(out ZError error), Is.True);
        Assert.That(error, Is.Null);
        Assert.That(context.ContextPtr, Is.EqualTo(IntPtr.Zero));
        Assert.That(context.Terminate(out error), Is.True);
        Assert.That(context.Shutdown(out error), Is.True);
        context.Dispose();
        Assert.That(() => new ZSocket(context, ZSocketType.PUB), Throws.TypeOf<ObjectDisposedException>());
    }

    [Test]
    public void There_is_one_for_the_whole_process()
    {
        ZContext current = ZContext.Current;
        Assert.That(ZContext.Current, Is.SameAs(current));
        using ZSocket socket = new(ZSocketType.PUB);
        Assert.That(socket.Context, Is.SameAs(ZContext.Current));
        Assert.That(ZContext.Encoding.WebName, Is.EqualTo("utf-8"));
        Assert.That(ZContext.Has("ipc"), Is.EqualTo(!OperatingSystem.IsWindows()));
        Assert.That(ZContext.Has("nonsense"), Is.False);
    }

    [Test]
    public void A_proxy_passes_messages_and_ends_with_the_context()
    {
        using ZContext context = new();
        ZError? error = null;
        bool? result = null;
        using ManualResetEventSlim bound = new();
        Thread proxy = new(() =>
        {
            using ZSocket pull = new(context, ZSocketType.PULL), push = new(context, ZSocketType.PUSH), capture = new(context, ZSocketType.PUSH);
            pull.Bind("inproc://front");
            push.Bind("inproc://back");
            capture.Linger = TimeSpan.Zero;
            capture.Bind("inproc://copies");
            bound.Set();
            result = ZContext.Proxy(pull, push, capture, out error);
        });
        proxy.Start();
        bound.Wait(Sockets.Deadline);
        using (ZSocket sender = Sockets.Patient(new ZSocket(context, ZSocketType.PUSH)), receiver = Sockets.Patient(new ZSocket(context, ZSocketType.PULL)),
            copies = Sockets.Patient(new ZSocket(context, ZSocketType.PULL)))
        {
            copies.Connect("inproc://copies");
            sender.Connect("inproc://front");
            receiver.Connect("inproc://back");
            sender.Send(new ZFrame("on"));
            using ZFrame frame = receiver.ReceiveFrame(), copy = copies.ReceiveFrame();
            Assert.That((frame.ReadString(), copy.ReadString()), Is.EqualTo(("on", "on")));
        }
        context.Shutdown();
        Assert.That(proxy.Join(Sockets.Deadline), Is.True);
        Assert.That((result, error), Is.EqualTo((false, ZError.ETERM)));
    }

    [TestCase("TERMINATE", true)]
    [TestCase(null, false)]
    public void A_steerable_proxy_tells_whether_it_was_ended_by_command(string? command, bool expected)
    {
        using ZContext context = new();
        ZError? error = ZError.EINVAL;
        bool? result = null;
        using ManualResetEventSlim bound = new();
        Thread proxy = new(() =>
        {
            using ZSocket pull = new(context, ZSocketType.PULL), push = new(context, ZSocketType.PUSH), control = new(context, ZSocketType.PAIR);
            pull.Bind("inproc://front");
            push.Bind("inproc://back");
            control.Bind("inproc://control");
            bound.Set();
            result = ZContext.ProxySteerable(pull, push, control, out error);
        });
        proxy.Start();
        bound.Wait(Sockets.Deadline);
        using (ZSocket control = Sockets.Patient(new ZSocket(context, ZSocketType.PAIR)))
        {
            control.Connect("inproc://control");
            if (command is null)
            {
                context.Shutdown();
            }
            else
            {
                control.Send(new ZFrame(command));
            }
            Assert.That(proxy.Join(Sockets.Deadline), Is.True);
        }
        Assert.That((result, error), Is.EqualTo((expected, expected ? null : ZError.ETERM)));
    }
}
