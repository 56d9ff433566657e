using System.Net;
using System.Net.Sockets;

namespace ZmqNative.Interop.Tests;

/// <summary>The monitor for loops that poll.</summary>
public sealed class ZmqMonitorReaderTests
{
    // Three sockets each: more than the 1023 a context has if any of them stayed.
    private const int Attempts = 400;

    private static readonly TimeSpan s_deadline = TimeSpan.FromSeconds(60);

    [Test]
    public void Sockets_whose_attempts_to_connect_were_watched_are_really_closed()
    {
        using Socket nobody = new(SocketType.Stream, ProtocolType.Tcp);
        nobody.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        string address = $"tcp://127.0.0.1:{((IPEndPoint)nobody.LocalEndPoint!).Port}";
        using ZmqContext context = new();
        for (int i = 0; i < Attempts; i++)
        {
            using ZmqSocket socket = new(context, ZmqSocketType.Subscribe) { Linger = 0 };
            using ZmqMonitorReader monitor = new(context, socket);
            socket.Connect(address);
            WaitFor(monitor, ZmqMonitorEventKind.Closed);
        }
    }

    [Test]
    public void Sockets_whose_connections_were_watched_are_really_closed()
    {
        using ZmqContext context = new();
        using ZmqSocket publisher = new(context, ZmqSocketType.Publish);
        publisher.Bind("tcp://127.0.0.1:*");
        for (int i = 0; i < Attempts; i++)
        {
            using ZmqSocket socket = new(context, ZmqSocketType.Subscribe) { Linger = 0 };
            using ZmqMonitorReader monitor = new(context, socket);
            socket.Connect(publisher.LastEndpoint);
            WaitFor(monitor, ZmqMonitorEventKind.HandshakeSucceeded);
        }
    }

    [Test]
    public void One_that_is_disposed_of_after_its_socket_keeps_nothing_from_ending()
    {
        using ZmqContext context = new();
        ZmqSocket socket = new(context, ZmqSocketType.Subscribe) { Linger = 0 };
        ZmqMonitorReader monitor = new(context, socket);
        socket.Connect("tcp://127.0.0.1:1");
        socket.Dispose();
        Assert.That(monitor.Dispose, Throws.Nothing);
    }

    private static void WaitFor(ZmqMonitorReader monitor, ZmqMonitorEventKind kind)
    {
        ZmqPoller poller = new(monitor.Events);
        DateTime deadline = DateTime.UtcNow + s_deadline;
        while (true)
        {
            while (monitor.TryRead(out ZmqMonitorEvent report))
            {
                if (report.Kind == kind)
                {
                    return;
                }
            }
            Assert.That(poller.Wait(deadline - DateTime.UtcNow), Is.Positive, $"{kind} within {s_deadline}");
        }
    }
}
