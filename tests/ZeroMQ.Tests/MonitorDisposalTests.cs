using System.Net.Sockets;
using ZeroMQ.Monitoring;

namespace ZeroMQ.Tests;

/// <summary>libzmq waits for a monitor's reader with its I/O thread and the one that closes sockets: none of these may ever be left waiting.</summary>
public class MonitorDisposalTests : ContextFixture
{
    private const string Endpoint = "inproc://monitor";

    [Test]
    public void Nothing_hangs_in_any_order(
        [Values("monitor socket context", "monitor context socket", "socket monitor context", "socket context monitor", "context monitor socket", "context socket monitor")] string order,
        [Values] bool started,
        [Values] bool connected)
    {
        ZContext context = new();
        ZSocket socket = new(context, ZSocketType.PULL) { Linger = TimeSpan.Zero };
        socket.Monitor(Endpoint);
        ZMonitor monitor = ZMonitor.Create(context, Endpoint);
        if (started)
        {
            monitor.Start();
        }
        socket.Bind(AnyPort);
        if (connected)
        {
            ConnectAndGo(socket);
        }

        // The end of a context waits for all of its sockets, so it is on a thread of its own.
        List<Task> ends = [];
        foreach (string one in order.Split(' '))
        {
            IDisposable next = one switch { "monitor" => monitor, "socket" => socket, _ => context };
            ends.Add(Within.Start(next.Dispose));
            if (one != "context")
            {
                Within.Run(ends[^1].Wait);
            }
        }
        Within.Run(Task.WhenAll(ends).Wait);
    }

    [Test]
    public void A_socket_works_on_after_its_monitor_is_disposed_of([Values] bool started)
    {
        ZSocket socket = Open(ZSocketType.PULL), client = Open(ZSocketType.PUSH);
        socket.Monitor(Endpoint);
        ZMonitor monitor = ZMonitor.Create(Context, Endpoint);
        int events = 0;
        monitor.AllEvents += (_, _) => events++;
        if (started)
        {
            monitor.Start();
        }
        Within.Run(monitor.Dispose);
        Within.Run(monitor.Dispose);
        socket.Bind(AnyPort);
        Within.Run(() =>
        {
            for (int i = 0; i < 1500; i++)
            {
                ConnectAndGo(socket);
            }
        });
        client.Connect(socket.LastEndpoint);
        SendText(client, "still here");
        Assert.That((ReceiveText(socket), events), Is.EqualTo(("still here", 0)));
    }

    [Test]
    public void A_monitor_nobody_started_yet_holds_up_nothing()
    {
        ZSocket socket = Open(ZSocketType.PULL);
        socket.Monitor(Endpoint);
        ZMonitor monitor = Own(ZMonitor.Create(Context, Endpoint));
        int accepted = 0;
        monitor.Accepted += (_, _) => accepted++;
        socket.Bind(AnyPort);
        Within.Run(() =>
        {
            for (int i = 0; i < 1500; i++)
            {
                ConnectAndGo(socket);
            }
        });
        monitor.Start();
        Within.Until(() => Volatile.Read(ref accepted) == 1500, "all events, though nobody read them for long");
    }

    [Test]
    public void A_monitor_of_a_socket_that_never_reports_is_disposed_of()
    {
        ZMonitor monitor = Own(ZMonitor.Create(Context, Endpoint));
        monitor.Start();
        Within.Run(monitor.Dispose);
    }

    [Test]
    public void A_stopped_monitor_raises_nothing_more_and_holds_up_nothing()
    {
        ZSocket socket = Open(ZSocketType.PULL);
        socket.Monitor(Endpoint);
        ZMonitor monitor = Own(ZMonitor.Create(Context, Endpoint));
        int events = 0;
        monitor.AllEvents += (_, _) => events++;
        monitor.Start();
        Within.Run(monitor.Close);
        socket.Bind(AnyPort);
        ConnectAndGo(socket);
        Within.Run(socket.Close, Context.Terminate);
        Assert.That(events, Is.Zero);
    }

    [Test]
    public void A_handler_may_dispose_of_its_own_monitor()
    {
        ZSocket socket = Open(ZSocketType.PULL);
        socket.Monitor(Endpoint);
        ZMonitor monitor = Own(ZMonitor.Create(Context, Endpoint));
        int events = 0;
        monitor.AllEvents += (_, _) =>
        {
            events++;
            monitor.Dispose();
        };
        monitor.Start();
        socket.Bind(AnyPort);
        Assert.That(monitor.Join(Within.Deadline));
        ConnectAndGo(socket);
        Assert.That(events, Is.EqualTo(1));
    }

    [Test]
    public void A_monitor_does_not_keep_the_process_alive()
    {
        using ManualResetEventSlim seen = new();
        bool background = false;
        ZSocket socket = Open(ZSocketType.PULL);
        socket.Monitor(Endpoint);
        ZMonitor monitor = Own(ZMonitor.Create(Context, Endpoint));
        monitor.AllEvents += (_, _) =>
        {
            background = Thread.CurrentThread.IsBackground;
            seen.Set();
        };
        monitor.Start();
        socket.Bind(AnyPort);
        Assert.That(seen.Wait(Within.Deadline) && background);
    }

    // The greeting tells that it was let in.
    private static void ConnectAndGo(ZSocket socket)
    {
        Uri endpoint = new(socket.LastEndpoint);
        using TcpClient client = new(endpoint.Host, endpoint.Port);
        Assert.That(client.GetStream().ReadByte(), Is.EqualTo(0xff));
    }
}
