namespace ZmqNative.Interop.Tests;

public class UseAfterDisposeTests
{
    private static readonly ZmqConstant s_constant = new("x"u8);

    private static IEnumerable<TestCaseData> SocketCalls()
    {
        ZmqMessage message = new();
        yield return Call("Bind", socket => socket.Bind("inproc://x"));
        yield return Call("Connect", socket => socket.Connect("inproc://x"));
        yield return Call("Unbind", socket => socket.Unbind("inproc://x"));
        yield return Call("Disconnect", socket => socket.Disconnect("inproc://x"));
        yield return Call("Events", socket => _ = socket.Events);
        yield return Call("get RoutingId", socket => _ = socket.RoutingId);
        yield return Call("set RoutingId", socket => socket.RoutingId = [1]);
        yield return Call("SetRouterMandatory", socket => socket.SetRouterMandatory(true));
        yield return Call("Hold", socket => socket.Hold().Dispose());
        yield return Call("Send bytes", socket => socket.Send("x"u8));
        yield return Call("Send constant", socket => socket.Send(s_constant));
        yield return Call("Send message", socket => socket.Send(message));
        yield return Call("Send three parts", socket => socket.Send(s_constant, "x"u8, "x"u8, out _));
        yield return Call("Send three parts, one a message", socket => socket.Send(s_constant, message, "x"u8, out _));
        yield return Call("Receive", socket => socket.Receive(message));
        yield return Call("TryReceive", socket => socket.TryReceive(message));
        yield return Call("TryReceive three parts", socket => socket.TryReceive(message, message, message, out _));
        yield return Call("Receive into a buffer", socket => socket.Receive(new byte[1]));
        yield return Call("SendAndClear", socket => socket.SendAndClear(message));
        yield return Call("get option", socket => socket.GetOption(LibZmq.ZMQ_LINGER, new byte[4]));
        yield return Call("set option", socket => socket.SetOption(LibZmq.ZMQ_LINGER, new byte[4]));
        yield return Call("StartMonitor", socket => socket.StartMonitor("inproc://x"));
        yield return Call("StopMonitor", socket => socket.StopMonitor("inproc://x"));
        yield return Call("DangerousGetHandle", socket => socket.DangerousGetHandle());
        yield return Call("Subscribe", socket => socket.Subscribe([]));
        yield return Call("LastEndpoint", socket => _ = socket.LastEndpoint);
        yield return Call("get Linger", socket => _ = socket.Linger);
        yield return Call("set Linger", socket => socket.Linger = 0);
        yield return Call("Wait", socket => new ZmqPoller(socket).Wait(TimeSpan.Zero));
    }

    [TestCaseSource(nameof(SocketCalls))]
    public void A_socket_disposed_of_refuses(Action<ZmqSocket> call)
    {
        using ZmqContext context = new();
        ZmqSocket socket = new(context, ZmqSocketType.Pair);
        socket.Dispose();
        Within.Run(() => Assert.That(() => call(socket), Throws.TypeOf<ObjectDisposedException>()));
        // A refused call must not leave the socket's lock taken.
        Within.Run(() => Assert.That(() => call(socket), Throws.TypeOf<ObjectDisposedException>()));
    }

    [Test]
    public void A_message_disposed_of_refuses()
    {
        ZmqMessage message = new();
        message.Dispose();
        using IDisposable all = Assert.EnterMultipleScope();
        Assert.That(() => message.Span.Length, Throws.TypeOf<ObjectDisposedException>());
        Assert.That(() => message.HasMore, Throws.TypeOf<ObjectDisposedException>());
        Assert.That(() => message.Allocate(1).Length, Throws.TypeOf<ObjectDisposedException>());
        Assert.That(() => message.Adopt(new byte[10_000]), Throws.TypeOf<ObjectDisposedException>());
        Assert.That(() => message.IsShared, Throws.TypeOf<ObjectDisposedException>());
        Assert.That(() => message.Property("x"), Throws.TypeOf<ObjectDisposedException>());
        Assert.That(() => message.WritableSpan.Length, Throws.TypeOf<ObjectDisposedException>());
        Assert.That(message.DangerousGetHandle, Throws.TypeOf<ObjectDisposedException>());
        Assert.That(message.DangerousGetBytes, Throws.TypeOf<ObjectDisposedException>());
        Assert.That(() => message.ShareFrom(new ZmqMessage()), Throws.TypeOf<ObjectDisposedException>());
        Assert.That(() => new ZmqMessage().ShareFrom(message), Throws.TypeOf<ObjectDisposedException>());
        Assert.That(() => message.MoveFrom(new ZmqMessage()), Throws.TypeOf<ObjectDisposedException>());
        Assert.That(() => new ZmqMessage().MoveFrom(message), Throws.TypeOf<ObjectDisposedException>());
        Assert.That(message.Clear, Throws.TypeOf<ObjectDisposedException>());
    }

    [Test]
    public void A_message_disposed_of_can_be_neither_sent_nor_received_into()
    {
        using ZmqContext context = new();
        using ZmqSocket socket = new(context, ZmqSocketType.Publish);
        ZmqMessage message = new();
        message.Dispose();
        Assert.That(() => socket.Send(message), Throws.TypeOf<ObjectDisposedException>());
        Assert.That(() => socket.SendAndClear(message), Throws.TypeOf<ObjectDisposedException>());
        Assert.That(() => socket.TryReceive(message), Throws.TypeOf<ObjectDisposedException>());
    }

    private static TestCaseData Call(string name, Action<ZmqSocket> call) => new TestCaseData(call).SetArgDisplayNames(name);
}
