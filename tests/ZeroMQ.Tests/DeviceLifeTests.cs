using ZeroMQ.Devices;

namespace ZeroMQ.Tests;

/// <summary>How devices start, wait and end.</summary>
public class DeviceLifeTests : DeviceFixture
{
    [Test]
    public void Messages_wait_for_a_peer_and_none_is_lost()
    {
        PushPullDevice device = Prepare(new PushPullDevice(Context, AnyPort, AnyPort));
        string endpoint = device.BackendSocket.LastEndpoint;
        ZSocket push = Connect(ZSocketType.PUSH, device.FrontendSocket), pull = Open(ZSocketType.PULL);
        device.Start();
        SendText(push, "early");
        pull.Connect(endpoint);
        SendText(push, "late");
        Assert.That((ReceiveText(pull), ReceiveText(pull)), Is.EqualTo(("early", "late")));
    }

    [Test]
    public void A_device_with_messages_and_nobody_to_take_them_can_be_stopped()
    {
        PushPullDevice device = Prepare(new PushPullDevice(Context, AnyPort, AnyPort));
        ZSocket push = Connect(ZSocketType.PUSH, device.FrontendSocket);
        SendText(push, "for nobody");
        Within.Until(() => device.FrontendSocket.GetOptionInt32(ZSocketOption.EVENTS) == (int)ZPoll.In, "the message");
        device.Start();
        Within.Run(device.Dispose);
        Assert.That((device.FrontendSocket.SocketPtr, device.BackendSocket.SocketPtr), Is.EqualTo((IntPtr.Zero, IntPtr.Zero)));
    }

    [Test]
    public void A_full_side_does_not_stop_the_other()
    {
        RouterDealerDevice device = new(Context, AnyPort, AnyPort);
        device.Initialize();
        Own(device);
        ZSocket client = Open(ZSocketType.DEALER), service = Open(ZSocketType.DEALER);
        client.Connect(device.FrontendSocket.LastEndpoint);
        service.Connect(device.BackendSocket.LastEndpoint);
        device.Start();
        SendText(client, "first");
        using ZMessage request = service.ReceiveMessage();

        // Until every queue on the way is full: the service reads no more.
        byte[] large = new byte[100_000];
        client.SendTimeout = TimeSpan.FromMilliseconds(500);
        Within.Run(() =>
        {
            while (client.Send(large, 0, large.Length, ZSocketFlags.None, out _))
            {
            }
        });
        service.Send(request);
        Assert.That(ReceiveText(client), Is.EqualTo("first"));
    }

    [Test]
    public void Both_sides_are_bound_when_Start_returns()
    {
        PushPullDevice device = Own(new PushPullDevice(Context, "inproc://front", "inproc://back"));
        Assert.That((device.FrontendSocket.LastEndpoint, device.BackendSocket.LastEndpoint), Is.EqualTo(("", "")));
        device.Start();
        Assert.That((device.FrontendSocket.LastEndpoint, device.BackendSocket.LastEndpoint), Is.EqualTo(("inproc://front", "inproc://back")));
    }

    [Test]
    public void An_endpoint_that_is_taken_is_told_by_Start()
    {
        ZSocket other = Open(ZSocketType.PULL);
        other.Bind("inproc://front");
        PushPullDevice device = Own(new PushPullDevice(Context, "inproc://front", "inproc://back"));
        Assert.That(device.Start, Throws.TypeOf<ZException>().With.Property("Error").SameAs(ZError.EADDRINUSE));
        other.Unbind("inproc://front");
        device.Start();
        Assert.That(device.FrontendSocket.LastEndpoint, Is.EqualTo("inproc://front"));
    }

    [Test]
    public void A_device_without_a_context_is_on_the_current_one()
    {
        ZDevice[] devices = [new PubSubDevice(), new PushPullDevice(), new RouterDealerDevice(), new StreamDealerDevice(), new PubSubDevice(AnyPort, AnyPort)];
        foreach (ZDevice device in devices)
        {
            Own(device).Start();
            Assert.That((device.FrontendSocket.Context, device.BackendSocket.Context), Is.EqualTo((ZContext.Current, ZContext.Current)));
        }
    }

    [Test]
    public void Sockets_have_the_types_of_the_device()
    {
        (ZDevice, ZSocketType, ZSocketType)[] devices =
        [
            (new PubSubDevice(Context), PubSubDevice.FrontendType, PubSubDevice.BackendType),
            (new PushPullDevice(Context), PushPullDevice.FrontendType, PushPullDevice.BackendType),
            (new RouterDealerDevice(Context), RouterDealerDevice.FrontendType, RouterDealerDevice.BackendType),
            (new StreamDealerDevice(Context), StreamDealerDevice.FrontendType, StreamDealerDevice.BackendType),
        ];
        foreach ((ZDevice device, ZSocketType front, ZSocketType back) in devices)
        {
            Own(device);
            Assert.That((device.FrontendSocket.SocketType, device.BackendSocket.SocketType), Is.EqualTo((front, back)));
        }
    }

    [Test]
    public void A_device_ends_with_its_context()
    {
        PushPullDevice device = Prepare(new PushPullDevice(Context, AnyPort, AnyPort));
        device.Start();
        Within.Run(Context.Terminate);
        Assert.That(device.Join(Within.Deadline));
    }

    [Test]
    public void A_device_ends_when_one_of_its_sockets_is_closed()
    {
        PushPullDevice device = Prepare(new PushPullDevice(Context, AnyPort, AnyPort));
        device.Start();
        Within.Run(device.FrontendSocket.Dispose);
        Assert.That(device.Join(Within.Deadline));
    }

    [Test]
    public void Dispose_before_Start_closes_the_sockets()
    {
        PushPullDevice device = new(Context, AnyPort, AnyPort);
        Within.Run(device.Dispose);
        Assert.That((device.FrontendSocket.SocketPtr, device.BackendSocket.SocketPtr), Is.EqualTo((IntPtr.Zero, IntPtr.Zero)));
        Assert.That(device.Start, Throws.TypeOf<ObjectDisposedException>());
    }

    [Test]
    public void Where_no_socket_can_be_made_the_device_says_so()
    {
        Context.Shutdown();
        Assert.That(() => new PushPullDevice(Context), Throws.TypeOf<ZException>().With.Property("Error").SameAs(ZError.ETERM));
    }

    [Test]
    public void Handlers_can_be_written_anew()
    {
        Shouter device = Prepare(new Shouter(Context));
        ZSocket client = Connect(ZSocketType.DEALER, device.FrontendSocket), service = Connect(ZSocketType.DEALER, device.BackendSocket);
        device.Start();
        SendText(client, "hello");
        Assert.That(ReceiveText(service), Does.EndWith("|HELLO"));
        SendText(service, "to the handler itself");
        Assert.That(ReceiveText(service), Is.EqualTo("no"));
    }

    private sealed class Shouter : ZDevice
    {
        internal Shouter(ZContext context) : base(context, ZSocketType.ROUTER, ZSocketType.DEALER)
        {
            FrontendSetup.Bind(AnyPort);
            BackendSetup.Bind(AnyPort);
        }

        protected override bool FrontendHandler(ZSocket socket, out ZMessage message, out ZError error)
        {
            message = socket.ReceiveMessage();
            message.ReplaceAt(1, new ZFrame(message[1].ReadString().ToUpperInvariant()));
            return BackendSocket.Send(message, out error);
        }

        protected override bool BackendHandler(ZSocket args, out ZMessage message, out ZError error)
        {
            message = args.ReceiveMessage();
            return args.SendFrame(new ZFrame("no"), out error);
        }
    }
}
