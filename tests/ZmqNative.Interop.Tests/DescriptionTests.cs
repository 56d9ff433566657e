namespace ZmqNative.Interop.Tests;

/// <summary>What a debugger shows of the native objects. It never throws and takes no lock, whatever state they are in.</summary>
public class DescriptionTests : SocketFixture
{
    [Test]
    public void A_socket_shows_its_type_its_last_endpoints_and_its_end()
    {
        ZmqSocket socket = Open(ZmqSocketType.Pair);
        Assert.That(socket.ToString(), Is.EqualTo("ZmqSocket (Pair)"));
        socket.Bind("inproc://here");
        socket.Connect("inproc://there");
        Assert.That(socket.ToString(), Is.EqualTo("ZmqSocket (Pair, bound to inproc://here, connected to inproc://there)"));
        socket.Dispose();
        Assert.That(socket.ToString(), Does.EndWith(", disposed)"));
    }

    [Test]
    public void A_socket_that_another_thread_holds_shows_itself_too()
    {
        ZmqSocket socket = Open(ZmqSocketType.Pair);
        using ZmqSocketHold hold = socket.Hold();
        Within.Run(() => Assert.That(socket.ToString(), Is.EqualTo("ZmqSocket (Pair)")));
    }

    [Test]
    public void A_context_shows_whether_it_has_had_sockets_and_its_end()
    {
        ZmqContext context = new();
        Assert.That(context.ToString(), Is.EqualTo("ZmqContext (without sockets)"));
        new ZmqSocket(context, ZmqSocketType.Pair).Dispose();
        Assert.That(context.ToString(), Is.EqualTo("ZmqContext (with sockets)"));
        context.Dispose();
        Assert.That(context.ToString(), Is.EqualTo("ZmqContext (disposed)"));
    }

    [Test]
    public void A_message_shows_its_length_and_its_end()
    {
        (ZmqSocket left, ZmqSocket right) = OpenPair();
        using ZmqMessage sent = new(), received = new();
        Assert.That(sent.ToString(), Is.EqualTo("ZmqMessage (0 bytes)"));
        sent.Adopt(new byte[10_000]);
        Assert.That(sent.ToString(), Is.EqualTo("ZmqMessage (10000 bytes)"));
        Assert.That(left.SendAndClear(sent) && right.Receive(received));
        Assert.That((sent.ToString(), received.ToString()), Is.EqualTo(("ZmqMessage (0 bytes)", "ZmqMessage (10000 bytes)")));
        Assert.That(received.IsLent, Is.False);
        received.Dispose();
        Assert.That(received.ToString(), Is.EqualTo("ZmqMessage (disposed)"));
    }

    [Test]
    public void A_monitor_shows_its_socket()
    {
        ZmqSocket socket = Open(ZmqSocketType.Pair);
        ZmqMonitor monitor = new(Context, socket, _ => { });
        Assert.That(monitor.ToString(), Is.EqualTo("ZmqMonitor (ZmqSocket (Pair))"));
        monitor.Dispose();
        Assert.That(monitor.ToString(), Is.EqualTo("ZmqMonitor (ZmqSocket (Pair), ended)"));
        using ZmqMonitorReader reader = new(Context, socket);
        Assert.That(reader.ToString(), Is.EqualTo("ZmqMonitorReader (ZmqSocket (Pair))"));
    }
}
