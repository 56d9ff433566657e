namespace ZmqNative.Interop.Tests;

public class ZmqProxyTests : SocketFixture
{
    [Test]
    public void Publishers_and_subscribers_meet_at_a_proxy_until_the_context_is_shut_down()
    {
        using ZmqContext context = new();
        using ZmqSocket frontend = new(context, ZmqSocketType.XSubscribe), backend = new(context, ZmqSocketType.XPublish), capture = new(context, ZmqSocketType.Push);
        frontend.Bind(AnyPort);
        backend.Bind(AnyPort);
        ZmqSocket publisher = Open(ZmqSocketType.Publish), subscriber = Open(ZmqSocketType.Subscribe);
        publisher.Connect(frontend.LastEndpoint);
        subscriber.Connect(backend.LastEndpoint);
        using ZmqSocket copies = new(context, ZmqSocketType.Pull);
        copies.Bind("inproc://copies");
        capture.Connect("inproc://copies");
        copies.ReceiveTimeout = (int)Within.Deadline.TotalMilliseconds;
        subscriber.Subscribe("block"u8);

        Task proxy = Within.Start(() => ZmqProxy.Run(frontend, backend, capture));
        using ZmqMessage part = new();
        Within.Until(() => publisher.Send("block"u8) && subscriber.TryReceive(part), "a message through the proxy");
        Assert.That(part.Span.SequenceEqual("block"u8));
        Assert.That(ReceiveText(copies), Is.EqualTo("\u0001block"), "the subscription passed first");
        Assert.That(ReceiveText(copies), Is.EqualTo("block"));
        context.Shutdown();
        Within.Run(() => proxy.Wait(Within.Deadline));
        Assert.That(proxy.IsCompletedSuccessfully, "a shut-down context is how a proxy ends");
        Within.Run(frontend.Dispose, backend.Dispose, capture.Dispose);
    }

    [Test]
    public void A_steerable_proxy_pauses_resumes_counts_and_ends()
    {
        ZmqSocket frontend = Open(ZmqSocketType.Pull), backend = Open(ZmqSocketType.Push), source = Open(ZmqSocketType.Push), sink = Open(ZmqSocketType.Pull);
        frontend.Bind("inproc://front");
        backend.Bind("inproc://back");
        source.Connect("inproc://front");
        sink.Connect("inproc://back");
        (ZmqSocket steering, ZmqSocket control) = OpenPair();
        Task proxy = Within.Start(() => ZmqProxy.RunSteerable(frontend, backend, control));

        Assert.That(source.Send("first"u8));
        Assert.That(ReceiveText(sink), Is.EqualTo("first"));
        Assert.That(steering.Send(ZmqProxy.Pause) && Statistics()[0] == 1 && source.Send("second"u8));
        Assert.That(Statistics()[0], Is.EqualTo(1), "the second waits");
        Assert.That(steering.Send(ZmqProxy.Resume));
        Assert.That(ReceiveText(sink), Is.EqualTo("second"));
        Assert.That(Statistics(), Is.EqualTo(new ulong[] { 2, 11, 0, 0, 0, 0, 2, 11 }));
        Assert.That(steering.Send(ZmqProxy.Terminate));
        Within.Run(() => proxy.Wait(Within.Deadline));
        Assert.That(proxy.IsCompletedSuccessfully);

        ulong[] Statistics()
        {
            Assert.That(steering.Send(ZmqProxy.Statistics));
            List<byte[]> answer;
            do
            {
                // libzmq 4.3.5 answers the commands before it too, with nothing.
                answer = ReceiveParts(steering);
            }
            while (answer is [[]]);
            return [.. answer.Select(part => BitConverter.ToUInt64(part))];
        }
    }

    [Test]
    public void Pause_and_resume_are_the_commands_that_the_loaded_libzmq_obeys()
    {
        bool swapped = ZmqLibrary.Version == new Version(4, 3, 5);
        Assert.That(ZmqProxy.Pause.Span.SequenceEqual(swapped ? "RESUME"u8 : "PAUSE"u8));
        Assert.That(ZmqProxy.Resume.Span.SequenceEqual(swapped ? "PAUSE"u8 : "RESUME"u8));
    }

    [Test]
    public void A_proxy_needs_sockets_that_are_open()
    {
        ZmqSocket open = Open(ZmqSocketType.Pull), closed = Open(ZmqSocketType.Push);
        closed.Dispose();
        Assert.That(() => ZmqProxy.Run(open, null!), Throws.ArgumentNullException);
        Assert.That(() => ZmqProxy.RunSteerable(open, open, null!), Throws.ArgumentNullException);
        Assert.That(() => ZmqProxy.Run(open, closed), Throws.TypeOf<ObjectDisposedException>());
        Within.Run(() => open.Linger = 0);
    }
}
