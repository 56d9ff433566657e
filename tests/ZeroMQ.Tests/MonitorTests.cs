using System.Collections.Concurrent;
using ZeroMQ.Monitoring;

namespace ZeroMQ.Tests;

/// <summary>What a monitor reports of real connections.</summary>
public class MonitorTests : ContextFixture
{
    private const string Endpoint = "inproc://monitor";
    private const ZMonitorEvents HandshakeSucceeded = (ZMonitorEvents)0x1000;

    private readonly ConcurrentQueue<ZMonitorEvents> _seen = new();

    [SetUp]
    public void Forget() => _seen.Clear();

    [Test]
    public void A_connection_is_reported_from_beginning_to_end()
    {
        ZSocket server = Open(ZSocketType.PULL), client = Open(ZSocketType.PUSH);
        Assert.That(server.Monitor(Endpoint));
        ZMonitor monitor = StartMonitor();
        server.Bind(AnyPort);
        client.Connect(server.LastEndpoint);
        WaitFor(HandshakeSucceeded);
        client.Close();
        WaitFor(ZMonitorEvents.Disconnected);
        server.Close();
        Assert.That(monitor.Join(Within.Deadline), "the last event ends the thread");
        Assert.That(_seen, Is.EqualTo(new[]
        {
            ZMonitorEvents.Listening, ZMonitorEvents.Accepted, HandshakeSucceeded, ZMonitorEvents.Disconnected, ZMonitorEvents.Closed, ZMonitorEvents.Stopped,
        }));
    }

    [Test]
    public void Each_event_is_raised_as_what_it_is_with_its_value()
    {
        ZSocket server = Open(ZSocketType.PULL), client = Open(ZSocketType.PUSH);
        server.Monitor(Endpoint);
        ConcurrentQueue<string> raised = new();
        ZMonitor monitor = Own(ZMonitor.Create(Context, Endpoint));
        int numbers = 0;
        monitor.AllEvents += (sender, args) => numbers += sender == monitor && args.Monitor == monitor && args.Event.Event == HandshakeSucceeded ? 1 : 0;
        monitor.Listening += (_, args) => raised.Enqueue($"listening {args.FileDescriptor_Posix > 0 && args.FileDescriptor_Windows == args.FileDescriptor_Posix} {args.Event.Address}");
        monitor.Accepted += (_, args) => raised.Enqueue($"accepted {args.Event.EventValue == args.FileDescriptor_Posix}");
        monitor.Disconnected += (_, _) => raised.Enqueue("disconnected");
        monitor.Closed += (_, _) => raised.Enqueue("closed");
        monitor.Stopped += (_, args) => raised.Enqueue($"stopped {args.Event.Event}");
        monitor.Start();
        server.Bind(AnyPort);
        string endpoint = server.LastEndpoint;
        client.Connect(endpoint);
        SendText(client, "connected");
        ReceiveText(server);
        client.Close();
        Within.Until(() => raised.Contains("disconnected"), "the end of the connection");
        server.Close();
        Assert.That(monitor.Join(Within.Deadline));
        Assert.That(raised, Is.EqualTo(new[] { $"listening True {endpoint}", "accepted True", "disconnected", "closed", "stopped Stopped" }));
        Assert.That(numbers, Is.EqualTo(1), "an event without a name");
    }

    [Test]
    public void The_connecting_side_is_reported_too()
    {
        ZSocket client = Open(ZSocketType.PUSH), server = Open(ZSocketType.PULL);
        server.Bind(AnyPort);
        string endpoint = server.LastEndpoint;
        client.ReconnectInterval = TimeSpan.FromMilliseconds(1);
        client.Monitor(Endpoint);
        ZMonitor monitor = Own(ZMonitor.Create(Context, Endpoint));
        int retried = -1, delayed = 0;
        monitor.ConnectRetried += (_, args) => retried = args.Interval;
        monitor.ConnectDelayed += (_, _) => delayed++;
        monitor.Connected += (_, args) => _seen.Enqueue(args.Event.Event);
        monitor.Start();
        client.Connect(endpoint);
        WaitFor(ZMonitorEvents.Connected);
        server.Close();
        Within.Until(() => Volatile.Read(ref retried) >= 1, "another attempt");
        Assert.That(delayed, Is.GreaterThan(0));
    }

    [Test]
    public void A_bind_that_fails_is_reported()
    {
        ZSocket first = Open(ZSocketType.PULL), second = Open(ZSocketType.PULL);
        first.Bind(AnyPort);
        second.Monitor(Endpoint);
        ZMonitor monitor = Own(ZMonitor.Create(Context, Endpoint));
        int errno = 0;
        monitor.BindFailed += (_, args) => errno = args.Event.EventValue;
        monitor.Start();
        Assert.That(() => second.Bind(first.LastEndpoint), Throws.TypeOf<ZException>());
        Within.Until(() => Volatile.Read(ref errno) == ZError.EADDRINUSE.Number, "the failure");
    }

    [Test]
    public void Only_what_was_asked_for_is_reported()
    {
        ZSocket server = Open(ZSocketType.PULL);
        Assert.That(server.Monitor(Endpoint, ZMonitorEvents.Closed | ZMonitorEvents.Stopped, out ZError error), $"{error}");
        ZMonitor monitor = StartMonitor();
        server.Bind(AnyPort);
        server.Close();
        Assert.That(monitor.Join(Within.Deadline));
        Assert.That(_seen, Is.EqualTo(new[] { ZMonitorEvents.Closed, ZMonitorEvents.Stopped }));
    }

    [Test]
    public void A_monitor_may_be_there_before_the_socket_reports()
    {
        ZMonitor monitor = StartMonitor();
        ZSocket server = Open(ZSocketType.PULL);
        server.Monitor(Endpoint);
        server.Bind(AnyPort);
        WaitFor(ZMonitorEvents.Listening);
        Assert.That(monitor.Endpoint, Is.EqualTo(Endpoint));
    }

    [Test]
    public void Reporting_to_another_endpoint_ends_the_first_monitor()
    {
        ZSocket server = Open(ZSocketType.PULL);
        server.Monitor(Endpoint);
        ZMonitor first = StartMonitor();
        server.Monitor("inproc://other", out _);
        Assert.That(first.Join(Within.Deadline));
        Assert.That(_seen, Is.EqualTo(new[] { ZMonitorEvents.Stopped }));
        Own(ZMonitor.Create(Context, "inproc://other")).Start();
    }

    [Test]
    public void What_is_no_endpoint_is_refused()
    {
        ZSocket server = Open(ZSocketType.PULL), other = Open(ZSocketType.PULL);
        Assert.That(() => server.Monitor(" "), Throws.ArgumentException.With.Property("ParamName").EqualTo("endpoint"));
        Assert.That((server.Monitor(AnyPort, out ZError error), error), Is.EqualTo((false, ZError.EPROTONOSUPPORT)));
        Assert.That(() => server.Monitor(AnyPort), Throws.TypeOf<ZException>().With.Property("Error").SameAs(ZError.EPROTONOSUPPORT));
        other.Bind(Endpoint);
        Assert.That((server.Monitor(Endpoint, ZMonitorEvents.AllEvents, out error), error), Is.EqualTo((false, ZError.EADDRINUSE)));
        Assert.That((ZMonitor.Create(Context, "nonsense", out error), error), Is.EqualTo(((ZMonitor?)null, ZError.EINVAL)));
        Assert.That(() => ZMonitor.Create(Context, "nonsense"), Throws.TypeOf<ZException>().With.Property("Error").SameAs(ZError.EINVAL));
        Context.Shutdown();
        Assert.That((ZMonitor.Create(Context, Endpoint, out error), error), Is.EqualTo(((ZMonitor?)null, ZError.ETERM)));
    }

    [Test]
    public void Without_a_context_it_is_on_the_current_one()
    {
        using ZSocket server = new(ZSocketType.PULL);
        server.Monitor(Endpoint);
        using ZMonitor monitor = ZMonitor.Create(Endpoint);
        monitor.AllEvents += (_, args) => _seen.Enqueue(args.Event.Event);
        monitor.Start();
        server.Bind(AnyPort);
        WaitFor(ZMonitorEvents.Listening);
        using ZMonitor? second = ZMonitor.Create(Endpoint, out ZError error);
        Assert.That(error, Is.Null);
    }

    private ZMonitor StartMonitor()
    {
        ZMonitor monitor = Own(ZMonitor.Create(Context, Endpoint));
        monitor.AllEvents += (_, args) => _seen.Enqueue(args.Event.Event);
        monitor.Start();
        return monitor;
    }

    private void WaitFor(ZMonitorEvents awaited) => Within.Until(() => _seen.Contains(awaited), $"{awaited}, but only {string.Join(", ", _seen)}");
}
