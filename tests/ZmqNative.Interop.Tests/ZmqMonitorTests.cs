using System.Net.Sockets;

namespace ZmqNative.Interop.Tests;

public class ZmqMonitorTests : SocketFixture
{
    private static readonly TestCaseData[] s_garbage =
    [
        new((byte[])[.. "GET / HTTP/1.1\r\nHost: localhost\r\n\r\n"u8], ZmqMonitorEventKind.HandshakeFailed) { TestName = "A_web_browser_disturbs_nobody" },
        // The signature of ZMTP 3.0, then a mechanism that does not exist.
        new((byte[])[0xff, 0, 0, 0, 0, 0, 0, 0, 1, 0x7f, 3, 0, .. "NONSENSE"u8, .. new byte[44]], ZmqMonitorEventKind.HandshakeFailedProtocol)
        {
            TestName = "An_unknown_mechanism_disturbs_nobody",
        },
        // What does not begin as ZMTP is taken for its first version, which has no handshake to fail.
        new(Noise(100_000), ZmqMonitorEventKind.Disconnected) { TestName = "Noise_disturbs_nobody" },
        new(Array.Empty<byte>(), ZmqMonitorEventKind.HandshakeFailed) { TestName = "A_port_scan_disturbs_nobody" },
    ];

    [Test]
    public void A_real_connection_is_reported_from_beginning_to_end()
    {
        ZmqSocket publisher = Open(ZmqSocketType.Publish);
        EventLog log = new();
        using ZmqMonitor monitor = new(Context, publisher, log.Add);
        publisher.Bind(AnyPort);
        string endpoint = publisher.LastEndpoint;
        Assert.That(log.WaitFor(ZmqMonitorEventKind.Listening).Endpoint, Is.EqualTo(endpoint));
        OpenSubscriber(publisher).Dispose();
        Assert.That(log.WaitFor(ZmqMonitorEventKind.Accepted).Endpoint, Is.EqualTo(endpoint));
        log.WaitFor(ZmqMonitorEventKind.HandshakeSucceeded);
        log.WaitFor(ZmqMonitorEventKind.Disconnected);
        Within.Run(monitor.Dispose);
        Assert.That(log.Kinds, Is.EqualTo(new[]
        {
            ZmqMonitorEventKind.Listening, ZmqMonitorEventKind.Accepted, ZmqMonitorEventKind.HandshakeSucceeded,
            ZmqMonitorEventKind.Disconnected, ZmqMonitorEventKind.MonitorStopped,
        }));
    }

    [Test]
    public void The_connecting_side_is_reported_too()
    {
        ZmqSocket subscriber = Open(ZmqSocketType.Subscribe);
        EventLog log = new();
        using ZmqMonitor monitor = new(Context, subscriber, log.Add);
        subscriber.Connect(OpenPublisher().LastEndpoint);
        log.WaitFor(ZmqMonitorEventKind.HandshakeSucceeded);
        Assert.That(log.Kinds.Take(3), Is.EqualTo(new[]
        {
            ZmqMonitorEventKind.ConnectDelayed, ZmqMonitorEventKind.Connected, ZmqMonitorEventKind.HandshakeSucceeded,
        }));
    }

    [Test]
    public void A_second_monitor_of_a_socket_ends_the_first()
    {
        ZmqSocket publisher = Open(ZmqSocketType.Publish);
        EventLog first = new(), second = new();
        using ZmqMonitor one = new(Context, publisher, first.Add), two = new(Context, publisher, second.Add);
        first.WaitFor(ZmqMonitorEventKind.MonitorStopped);
        publisher.Bind(AnyPort);
        second.WaitFor(ZmqMonitorEventKind.Listening);
    }

    [Test]
    public void A_monitor_disposed_of_late_leaves_the_newer_one_alone()
    {
        ZmqSocket publisher = Open(ZmqSocketType.Publish);
        EventLog first = new(), second = new();
        ZmqMonitor old = new(Context, publisher, first.Add);
        using ZmqMonitor newer = new(Context, publisher, second.Add);
        Within.Run(old.Dispose);
        Within.Run(old.Dispose);
        publisher.Bind(AnyPort);
        second.WaitFor(ZmqMonitorEventKind.Listening);
        Assert.That(second.Kinds, Has.No.Member(ZmqMonitorEventKind.MonitorStopped));
    }

    [TestCaseSource(nameof(s_garbage))]
    public void Garbage(byte[] garbage, ZmqMonitorEventKind reported)
    {
        ZmqSocket publisher = OpenPublisher(), subscriber = OpenSubscriber(publisher);
        EventLog log = new();
        using ZmqMonitor monitor = new(Context, publisher, log.Add);
        using (TcpClient stranger = ConnectTcp(publisher))
        {
            Write(stranger, garbage);
            publisher.Send("during"u8);
            Assert.That(ReceiveText(subscriber), Is.EqualTo("during"));
        }
        log.WaitFor(reported);
        publisher.Send("after"u8);
        Assert.That(ReceiveText(subscriber), Is.EqualTo("after"));
        Assert.That(log.Kinds, Has.No.Member(ZmqMonitorEventKind.HandshakeSucceeded));
    }

    /// <summary>An undrained monitor stops the I/O thread after some 700 connections; a slow handler must not make it undrained.</summary>
    [Test]
    public void A_thousand_connections_during_one_slow_event_do_not_stop_the_publisher()
    {
        const int Strangers = 1000;
        ZmqSocket publisher = OpenPublisher(), subscriber = OpenSubscriber(publisher);
        ManualResetEventSlim goOn = new();
        int accepted = 0;
        ZmqMonitor monitor = new(Context, publisher, report =>
        {
            goOn.Wait(Within.Deadline);
            accepted += report.Kind == ZmqMonitorEventKind.Accepted ? 1 : 0;
        });
        Within.Run(() =>
        {
            for (int i = 0; i < Strangers; i++)
            {
                using TcpClient stranger = ConnectTcp(publisher);
                Assert.That(stranger.GetStream().ReadByte(), Is.EqualTo(0xff), "the greeting tells that it was let in");
            }
        });
        publisher.Send("still here"u8);
        Assert.That(ReceiveText(subscriber), Is.EqualTo("still here"));
        OpenSubscriber(publisher).Dispose();
        goOn.Set();
        Within.Run(monitor.Dispose);
        Assert.That(accepted, Is.EqualTo(Strangers + 1));
    }

    private static TcpClient ConnectTcp(ZmqSocket publisher)
    {
        Uri endpoint = new(publisher.LastEndpoint);
        return new TcpClient(endpoint.Host, endpoint.Port);
    }

    private static void Write(TcpClient stranger, byte[] bytes)
    {
        try
        {
            stranger.GetStream().Write(bytes);
        }
        catch (IOException)
        {
            // Thrown out already, before all was written.
        }
    }

    private static byte[] Noise(int length)
    {
        byte[] bytes = new byte[length];
        new Random(1).NextBytes(bytes);
        return bytes;
    }
}
