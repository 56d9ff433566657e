using System.Runtime.CompilerServices;

namespace ZmqNative.Interop.Tests;

/// <summary>What nobody disposes of ends all the same, and never blocks the finaliser thread.</summary>
[Platform("Linux")]
public class FinalizationTests
{
    private const int TooManyOpenFiles = 24;

    private LibzmqThreads _threads = null!;

    [SetUp]
    public void Remember_threads() => _threads = new LibzmqThreads();

    [Test]
    public void Abandoned_contexts_and_sockets_end()
    {
        for (int i = 0; i < 20; i++)
        {
            AbandonSocket(endpoint: null);
        }
        CollectedWithinDeadline();
    }

    [Test]
    public void An_abandoned_socket_that_was_awaited_ends()
    {
        AwaitAndAbandonSocket();
        CollectedWithinDeadline();
    }

    [Test]
    public void An_abandoned_socket_does_not_wait_for_a_peer_that_never_comes()
    {
        AbandonSocket(Endpoints.Unused());
        CollectedWithinDeadline();
    }

    [Test]
    public void An_abandoned_socket_frees_its_port()
    {
        string endpoint = AbandonListener();
        CollectedWithinDeadline();
        using ZmqContext context = new();
        using ZmqSocket socket = new(context, ZmqSocketType.Publish);
        Assert.That(() => socket.Bind(endpoint), Throws.Nothing);
    }

    /// <summary>Its queue is still sent for as long as its linger says, which is for ever; that must not be the finaliser's business.</summary>
    [TestCase(true)]
    [TestCase(false)]
    public void A_lingering_socket_keeps_its_abandoned_context_but_not_the_finaliser_thread(bool contextDisposedOf)
    {
        string endpoint = Endpoints.Unused();
        AbandonContextOfLingeringSocket(endpoint, contextDisposedOf);
        Within.Run(Collect);
        _threads.WaitFor(contexts: 1);

        Endpoints.ReceiveAt(endpoint, "late"u8);
        CollectedWithinDeadline();
    }

    [Test]
    public void An_abandoned_monitor_does_not_keep_its_abandoned_socket()
    {
        EventLog log = new();
        AbandonMonitor(log);
        CollectedWithinDeadline();
        log.WaitFor(ZmqMonitorEventKind.MonitorStopped);
    }

    [Test]
    public void An_abandoned_message_gives_an_adopted_array_back()
    {
        WeakReference array = AbandonMessage();
        Within.Until(
            () =>
            {
                Collect();
                return !array.IsAlive;
            },
            "the array to be collected");
    }

    [Test]
    public void Twenty_thousand_abandoned_sockets_leave_no_file_descriptor_and_no_place_taken()
    {
        ZmqContext context = new();
        new ZmqSocket(context, ZmqSocketType.Pair).Dispose();
        int before = FileDescriptors();
        Within.Run(() =>
        {
            for (int i = 0; i < 20_000; i++)
            {
                AbandonSocketOnceThereIsRoom(context);
            }
        });
        Within.Run(Collect);
        ClosedDownTo(before);
        Within.Run(context.Dispose);
    }

    [TestCase(0)]
    [TestCase(1)]
    public void Two_thousand_abandoned_contexts_leave_no_file_descriptor(int sockets)
    {
        int before = FileDescriptors();
        for (int i = 0; i < 2000; i++)
        {
            AbandonContext(sockets);
            if (i % 200 == 199)
            {
                // libzmq ends the process if there are no file descriptors left for a context's first socket.
                Within.Run(Collect);
                ClosedDownTo(before);
            }
        }
    }

    private static int FileDescriptors() => Directory.GetFiles("/proc/self/fd").Length;

    // The test runner and the runtime open some of their own now and then.
    private static void ClosedDownTo(int before) => Within.Until(() => FileDescriptors() < before + 50, "the file descriptors to be closed");

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void AbandonContext(int sockets)
    {
        ZmqContext context = new();
        for (int i = 0; i < sockets; i++)
        {
            _ = new ZmqSocket(context, ZmqSocketType.Pair);
        }
    }

    /// <summary>What the finaliser closes, libzmq gives back a moment later.</summary>
    private static void AbandonSocketOnceThereIsRoom(ZmqContext context)
    {
        Within.Until(
            () =>
            {
                try
                {
                    _ = new ZmqSocket(context, ZmqSocketType.Pair);
                    return true;
                }
                catch (ZmqException exception) when (exception.ErrorNumber == TooManyOpenFiles)
                {
                    Collect();
                    return false;
                }
            },
            "room for a socket");
    }

    private void CollectedWithinDeadline()
    {
        Within.Run(Collect);
        // Again, for what had to end before: the thread that reads a monitor keeps the context until the socket is closed.
        _threads.WaitFor(contexts: 0, meanwhile: Collect);
    }

    private static void Collect()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void AbandonSocket(string? endpoint)
    {
        ZmqSocket socket = new(new ZmqContext(), ZmqSocketType.Pair);
        if (endpoint is not null)
        {
            using ZmqMessage message = new();
            message.Adopt(new byte[100_000]);
            socket.Connect(endpoint);
            Assert.That(socket.Send("queued"u8) && socket.Send(message));
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void AbandonMonitor(EventLog log)
    {
        ZmqContext context = new();
        ZmqSocket socket = new(context, ZmqSocketType.Publish);
        _ = new ZmqMonitor(context, socket, log.Add);
        socket.Bind("tcp://127.0.0.1:*");
        log.WaitFor(ZmqMonitorEventKind.Listening);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static string AbandonListener()
    {
        ZmqSocket socket = new(new ZmqContext(), ZmqSocketType.Publish);
        socket.Bind("tcp://127.0.0.1:*");
        return socket.LastEndpoint;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void AbandonContextOfLingeringSocket(string endpoint, bool contextDisposedOf)
    {
        ZmqContext context = new();
        ZmqSocket lingering = new(context, ZmqSocketType.Pair);
        lingering.Connect(endpoint);
        Assert.That(lingering.Send("late"u8));
        if (contextDisposedOf)
        {
            // Kept by a socket that is abandoned, so that the socket's finaliser is the one to end it.
            _ = new ZmqSocket(context, ZmqSocketType.Pair);
            lingering.Dispose();
            context.Dispose();
        }
        lingering.Dispose();
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static WeakReference AbandonMessage()
    {
        byte[] array = new byte[100_000];
        ZmqMessage message = new();
        message.Adopt(array);
        return new WeakReference(array);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void AwaitAndAbandonSocket()
    {
        ZmqContext context = new();
        ZmqSocket left = new(context, ZmqSocketType.Pair), right = new(context, ZmqSocketType.Pair);
        left.Bind("inproc://awaited");
        right.Connect("inproc://awaited");
        using ZmqMessage part = new();
        Task receiving = right.ReceiveAsync(part).AsTask();
        Assert.That(left.Send("x"u8) && receiving.Wait(Within.Deadline), Is.True);
    }
}
