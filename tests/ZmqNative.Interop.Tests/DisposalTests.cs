namespace ZmqNative.Interop.Tests;

[Platform("Linux")]
public class DisposalTests
{
    private LibzmqThreads _threads = null!;

    [SetUp]
    public void Remember_threads() => _threads = new LibzmqThreads();

    [TearDown]
    public void Every_context_has_ended() => _threads?.WaitFor(contexts: 0);

    [Test]
    public void A_context_disposed_of_first_does_not_wait_for_its_sockets_and_ends_with_the_last()
    {
        ZmqContext context = new();
        ZmqSocket first = new(context, ZmqSocketType.Publish), last = new(context, ZmqSocketType.Publish);
        Within.Run(context.Dispose);
        Assert.That(() => first.Send("x"u8), Throws.TypeOf<ZmqException>().With.Property(nameof(ZmqException.IsContextTerminated)).True);
        Within.Run(first.Dispose);
        _threads.WaitFor(contexts: 1);
        Within.Run(last.Dispose);
        _threads.WaitFor(contexts: 0);
    }

    [Test]
    public void A_context_disposed_of_last_ends_at_once()
    {
        ZmqContext context = new();
        ZmqSocket socket = new(context, ZmqSocketType.Publish);
        socket.Dispose();
        Within.Run(context.Dispose);
        _threads.WaitFor(contexts: 0);
    }

    [Test]
    public void Everything_may_be_disposed_of_twice()
    {
        ZmqContext context = new();
        ZmqSocket socket = new(context, ZmqSocketType.Publish);
        ZmqMessage message = new();
        for (int i = 0; i < 2; i++)
        {
            Within.Run(context.Dispose, message.Dispose);
        }
        for (int i = 0; i < 2; i++)
        {
            Within.Run(socket.Dispose);
        }
        Within.Run(context.Dispose);
    }

    [Test]
    public void A_terminated_context_may_be_disposed_of_but_not_used()
    {
        ZmqContext context = new();
        new ZmqSocket(context, ZmqSocketType.Publish).Dispose();
        Within.Run(context.Terminate);
        _threads.WaitFor(contexts: 0);
        Assert.That(context.Terminate, Throws.TypeOf<ObjectDisposedException>());
        Assert.That(() => new ZmqSocket(context, ZmqSocketType.Publish), Throws.TypeOf<ObjectDisposedException>());
        Within.Run(context.Shutdown, context.Dispose);
    }

    [Test]
    public void A_context_disposed_of_cannot_be_used_although_a_socket_still_keeps_it()
    {
        ZmqContext context = new();
        using ZmqSocket socket = new(context, ZmqSocketType.Publish);
        Within.Run(context.Dispose);
        Assert.That(() => new ZmqSocket(context, ZmqSocketType.Publish), Throws.TypeOf<ObjectDisposedException>());
        Assert.That(() => Within.Run(context.Terminate), Throws.TypeOf<ObjectDisposedException>());
        Within.Run(context.Shutdown, context.Dispose);
    }

    [Test]
    public void Terminate_waits_for_the_sockets()
    {
        ZmqContext context = new();
        ZmqSocket socket = new(context, ZmqSocketType.Subscribe) { ReceiveTimeout = (int)Within.Deadline.TotalMilliseconds };
        using ZmqMessage part = new();
        Task terminating = Within.Start(context.Terminate);
        Assert.That(() => socket.Receive(part), Throws.TypeOf<ZmqException>().With.Property(nameof(ZmqException.IsContextTerminated)).True);
        Assert.That(terminating.IsCompleted, Is.False);
        _threads.WaitFor(contexts: 1);
        socket.Dispose();
        Within.Run(() => terminating.Wait(Within.Deadline));
        Assert.That(terminating.IsCompletedSuccessfully);
        context.Dispose();
    }

    [Test]
    public void A_context_disposed_of_while_sockets_are_being_created_ends_too()
    {
        for (int i = 0; i < 300; i++)
        {
            ZmqContext context = new();
            using Barrier together = new(5);
            Action create = () =>
            {
                together.SignalAndWait(Within.Deadline);
                CreateUntilRefused(context);
            };
            Within.Run(create, create, create, create, () =>
            {
                together.SignalAndWait(Within.Deadline);
                context.Dispose();
            });
        }
    }

    [Test]
    public void Two_hundred_contexts_leave_no_file_descriptor_behind()
    {
        OpenAndClose();
        int before = Directory.GetFiles("/proc/self/fd").Length;
        for (int i = 0; i < 200; i++)
        {
            OpenAndClose();
        }
        // The test runner and the runtime open some of their own now and then; a leak would be at least one for each context.
        Within.Until(() => Directory.GetFiles("/proc/self/fd").Length < before + 100, "the file descriptors to be closed");
    }

    private static void OpenAndClose()
    {
        using ZmqContext context = new();
        using ZmqSocket bound = new(context, ZmqSocketType.Publish), connected = new(context, ZmqSocketType.Subscribe);
        bound.Bind("tcp://127.0.0.1:*");
        connected.Connect(bound.LastEndpoint);
    }

    private static void CreateUntilRefused(ZmqContext context)
    {
        try
        {
            while (true)
            {
                new ZmqSocket(context, ZmqSocketType.Publish).Dispose();
            }
        }
        catch (Exception exception) when (exception is ZmqException { IsContextTerminated: true } or ObjectDisposedException)
        {
        }
    }
}
