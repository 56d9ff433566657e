namespace ZmqNative.Interop.Tests;

/// <summary>A monitor ends whatever is disposed of first, and with it everything of its context.</summary>
[Platform("Linux")]
public class ZmqMonitorDisposalTests
{
    private EventLog _log = new();
    private LibzmqThreads _threads = null!;

    [SetUp]
    public void Remember_threads()
    {
        _threads = new LibzmqThreads();
        _log = new EventLog();
    }

    [TearDown]
    public void Every_context_has_ended() => _threads?.WaitFor(contexts: 0);

    [TestCase("monitor socket context")]
    [TestCase("monitor context socket")]
    [TestCase("socket monitor context")]
    [TestCase("socket context monitor")]
    [TestCase("context monitor socket")]
    [TestCase("context socket monitor")]
    public void Disposal_in_the_order(string order)
    {
        ZmqContext context = new();
        ZmqSocket socket = new(context, ZmqSocketType.Publish);
        ZmqMonitor monitor = new(context, socket, _log.Add);
        socket.Bind("tcp://127.0.0.1:*");
        foreach (string one in order.Split(' '))
        {
            IDisposable next = one switch { "monitor" => monitor, "socket" => socket, _ => context };
            Within.Run(next.Dispose);
            Within.Run(next.Dispose);
        }
    }

    [Test]
    public void A_monitor_nobody_disposes_of_ends_with_its_socket()
    {
        using ZmqContext context = new();
        using ZmqSocket socket = new(context, ZmqSocketType.Publish);
        _ = new ZmqMonitor(context, socket, _log.Add);
        socket.Dispose();
        _log.WaitFor(ZmqMonitorEventKind.MonitorStopped);
        Within.Run(context.Dispose);
    }

    [Test]
    public void A_monitor_does_not_wait_for_what_its_closed_socket_still_has_to_send()
    {
        string endpoint = Endpoints.Unused();
        ZmqContext context = new();
        ZmqSocket socket = new(context, ZmqSocketType.Pair);
        ZmqMonitor monitor = new(context, socket, _log.Add);
        socket.Connect(endpoint);
        Assert.That(socket.Send("late"u8));
        socket.Dispose();
        Within.Run(monitor.Dispose);
        Assert.That(_log.Kinds, Has.No.Member(ZmqMonitorEventKind.MonitorStopped));
        Endpoints.ReceiveAt(endpoint, "late"u8);
        Within.Run(context.Dispose);
    }

    [Test]
    public void A_handler_may_dispose_of_its_own_monitor()
    {
        using ZmqContext context = new();
        using ZmqSocket socket = new(context, ZmqSocketType.Publish);
        ZmqMonitor? monitor = null;
        ManualResetEventSlim made = new();
        monitor = new ZmqMonitor(context, socket, report =>
        {
            made.Wait(Within.Deadline);
            monitor!.Dispose();
            _log.Add(report);
        });
        made.Set();
        socket.Bind("tcp://127.0.0.1:*");
        _log.WaitFor(ZmqMonitorEventKind.MonitorStopped);
    }

    [Test]
    public void A_monitor_of_a_closed_socket_or_context_is_refused_and_leaves_nothing_open()
    {
        using ZmqContext context = new();
        ZmqSocket socket = new(context, ZmqSocketType.Publish);
        socket.Dispose();
        Assert.That(() => new ZmqMonitor(context, socket, _log.Add), Throws.TypeOf<ObjectDisposedException>());
        context.Dispose();
        Assert.That(() => new ZmqMonitor(context, socket, _log.Add), Throws.TypeOf<ObjectDisposedException>());
    }
}
