using System.Runtime.InteropServices;

namespace ZmqNative.Interop.Tests;

/// <summary>A monitor with a reader of one's own, which is told what was asked for.</summary>
public class MonitorEventsTests : SocketFixture
{
    private const string Endpoint = "inproc://events";

    [Test]
    public void Only_the_events_asked_for_are_reported()
    {
        ZmqSocket publisher = Open(ZmqSocketType.Publish), reader = Open(ZmqSocketType.Pair);
        publisher.StartMonitor(Endpoint, ZmqMonitorEventKind.Listening | ZmqMonitorEventKind.HandshakeSucceeded | ZmqMonitorEventKind.MonitorStopped);
        reader.Connect(Endpoint);
        publisher.Bind(AnyPort);
        OpenSubscriber(publisher);
        publisher.StopMonitor(Endpoint);
        Assert.That(KindsUntilStopped(reader), Is.EqualTo(new[] { ZmqMonitorEventKind.Listening, ZmqMonitorEventKind.HandshakeSucceeded, ZmqMonitorEventKind.MonitorStopped }));
    }

    [Test]
    public void Without_a_choice_all_events_are_reported()
    {
        ZmqSocket publisher = Open(ZmqSocketType.Publish), reader = Open(ZmqSocketType.Pair);
        publisher.StartMonitor(Endpoint);
        reader.Connect(Endpoint);
        publisher.Bind(AnyPort);
        OpenSubscriber(publisher);
        publisher.StopMonitor(Endpoint);
        Assert.That(KindsUntilStopped(reader), Is.SupersetOf(new[] { ZmqMonitorEventKind.Listening, ZmqMonitorEventKind.Accepted, ZmqMonitorEventKind.HandshakeSucceeded }));
    }

    [Test]
    public void To_stop_a_monitor_that_has_ended_leaves_the_newer_one_alone()
    {
        ZmqSocket publisher = Open(ZmqSocketType.Publish), old = Open(ZmqSocketType.Pair), reader = Open(ZmqSocketType.Pair);
        publisher.StartMonitor("inproc://old");
        old.Connect("inproc://old");
        publisher.StartMonitor(Endpoint);
        reader.Connect(Endpoint);
        Assert.That(KindsUntilStopped(old), Has.Count.EqualTo(1));
        publisher.StopMonitor("inproc://old");
        publisher.Bind(AnyPort);
        publisher.StopMonitor(Endpoint);
        publisher.StopMonitor(Endpoint);
        Assert.That(KindsUntilStopped(reader), Is.EqualTo(new[] { ZmqMonitorEventKind.Listening, ZmqMonitorEventKind.MonitorStopped }));
    }

    [Test]
    public void An_endpoint_that_is_not_inproc_or_is_taken_is_refused()
    {
        ZmqSocket publisher = Open(ZmqSocketType.Publish), other = Open(ZmqSocketType.Pair);
        other.Bind(Endpoint);
        Assert.That(() => publisher.StartMonitor(AnyPort), Throws.TypeOf<ZmqException>().With.Message.EqualTo("zmq_socket_monitor: Protocol not supported (EPROTONOSUPPORT)"));
        Assert.That(() => publisher.StartMonitor(Endpoint), Throws.TypeOf<ZmqException>().With.Message.EqualTo("zmq_socket_monitor: Address already in use (EADDRINUSE)"));
        Assert.That(() => publisher.StartMonitor(null!), Throws.ArgumentNullException);
    }

    private static List<ZmqMonitorEventKind> KindsUntilStopped(ZmqSocket reader)
    {
        List<ZmqMonitorEventKind> kinds = [];
        do
        {
            kinds.Add((ZmqMonitorEventKind)MemoryMarshal.Read<ushort>(ReceiveParts(reader)[0]));
        }
        while (kinds[^1] != ZmqMonitorEventKind.MonitorStopped);
        return kinds;
    }
}
