namespace ZeroMQ.Tests;

public sealed class SocketTests
{
    private static readonly ZSocketType[] s_types = [.. Enum.GetValues<ZSocketType>().Where(type => type != ZSocketType.None)];

    [TestCaseSource(nameof(s_types))]
    public void Every_type_can_be_made_and_has_libzmqs_defaults(ZSocketType type)
    {
        using ZContext context = new();
        using ZSocket socket = new(context, type);
        Assert.That((socket.SocketType, socket.Context, socket.GetOptionInt32(ZSocketOption.TYPE)), Is.EqualTo((type, context, (int)type)));
        TimeSpan forEver = TimeSpan.FromMilliseconds(-1);
        Assert.That((socket.ReceiveTimeout, socket.SendTimeout), Is.EqualTo((forEver, forEver)));
        Assert.That(socket.Linger, Is.EqualTo(type is ZSocketType.SUB or ZSocketType.XSUB ? TimeSpan.Zero : forEver));
        Assert.That((socket.SendHighWatermark, socket.ReceiveHighWatermark, socket.Backlog), Is.EqualTo((1000, 1000, 100)));
        Assert.That((socket.ReconnectInterval, socket.ReconnectIntervalMax, socket.MaxMessageSize), Is.EqualTo((TimeSpan.FromMilliseconds(100), TimeSpan.Zero, -1L)));
        Assert.That((socket.LastEndpoint, socket.IPv6, socket.IPv4Only, socket.TcpKeepAlive), Is.EqualTo(("", false, true, TcpKeepaliveBehaviour.Default)));
        Assert.That((socket.Immediate, socket.Conflate, socket.Affinity, socket.HandshakeInterval), Is.EqualTo((false, false, 0ul, 30000)));
    }

    [TestCase("PLAIN_USERNAME")]
    [TestCase("ZAP_DOMAIN")]
    [TestCase("CURVE_SERVERKEY")]
    public void Text_with_a_zero_byte_is_refused(string name)
    {
        using ZContext context = new();
        using ZSocket socket = new(context, ZSocketType.DEALER);
        ZSocketOption option = Enum.Parse<ZSocketOption>(name);
        Assert.That(() => socket.SetOption(option, "user\0alice"), Throws.ArgumentException.With.Property("ParamName").EqualTo(name));
        Assert.That(() => socket.PlainUserName = "user\0alice", Throws.ArgumentException.With.Property("ParamName").EqualTo("PLAIN_USERNAME"));
        Assert.That(socket.SetOption(ZSocketOption.IDENTITY, "user\0alice"), Is.True, "bytes, not text");
    }

    /// <summary>Every property that libzmq tells back keeps what it is set to.</summary>
    [Test]
    public void Properties_keep_their_values()
    {
        using ZContext context = new();
        using ZSocket socket = new(context, ZSocketType.ROUTER);
        TimeSpan time = TimeSpan.FromMilliseconds(1234);
        (socket.SendHighWatermark, socket.ReceiveHighWatermark, socket.Backlog, socket.HandshakeInterval) = (1, 2, 3, 4);
        (socket.SendTimeout, socket.ReceiveTimeout, socket.Linger, socket.ReconnectInterval, socket.ReconnectIntervalMax) = (time, time, time, time, time);
        (socket.TcpKeepAlive, socket.TcpKeepAliveCount, socket.TcpKeepAliveIdle, socket.TcpKeepAliveInterval) = (TcpKeepaliveBehaviour.Enable, 5, 6, 7);
        (socket.SendBufferSize, socket.ReceiveBufferSize, socket.TypeOfService, socket.MaxMessageSize, socket.Affinity) = (8, 9, 10, 11, 1ul);
        (socket.MulticastHops, socket.MulticastRate, socket.MulticastRecoveryInterval) = (12, 13, time);
        (socket.IPv6, socket.Immediate, socket.Conflate) = (true, true, true);
        (socket.IdentityString, socket.ZAPDomain, socket.PlainUserName, socket.PlainPassword) = ("nämé", "domain", "user", "password");
        Assert.That((socket.SendHighWatermark, socket.ReceiveHighWatermark, socket.Backlog, socket.HandshakeInterval), Is.EqualTo((1, 2, 3, 4)));
        Assert.That(new[] { socket.SendTimeout, socket.ReceiveTimeout, socket.Linger, socket.ReconnectInterval, socket.ReconnectIntervalMax, socket.MulticastRecoveryInterval }, Is.All.EqualTo(time));
        Assert.That((socket.TcpKeepAlive, socket.TcpKeepAliveCount, socket.TcpKeepAliveIdle, socket.TcpKeepAliveInterval), Is.EqualTo((TcpKeepaliveBehaviour.Enable, 5, 6, 7)));
        Assert.That((socket.SendBufferSize, socket.ReceiveBufferSize, socket.TypeOfService, socket.MaxMessageSize, socket.Affinity), Is.EqualTo((8, 9, 10, 11L, 1ul)));
        Assert.That((socket.MulticastHops, socket.MulticastRate, socket.IPv6, socket.IPv4Only, socket.Immediate, socket.Conflate), Is.EqualTo((12, 13, true, false, true, true)));
        Assert.That((socket.IdentityString, socket.ZAPDomain, socket.PlainUserName, socket.PlainPassword), Is.EqualTo(("nämé", "domain", "user", "password")));
        Assert.That(socket.Identity, Is.EqualTo(ZContext.Encoding.GetBytes("nämé")));
        socket.PlainServer = true;
        Assert.That((socket.PlainServer, socket.CurveServer), Is.EqualTo((true, false)));
        socket.CurvePublicKey = socket.CurveSecretKey = socket.CurveServerKey = [.. Enumerable.Range(0, ZSocket.BinaryKeySize).Select(i => (byte)i)];
        Assert.That(new[] { socket.CurvePublicKey, socket.CurveSecretKey, socket.CurveServerKey }, Is.All.EqualTo(Enumerable.Range(0, 32)));
    }

    [Test]
    public void What_libzmq_does_not_tell_back_can_be_set()
    {
        using ZContext context = new();
        using ZSocket router = new(context, ZSocketType.ROUTER), request = new(context, ZSocketType.REQ), publisher = new(context, ZSocketType.XPUB);
        (router.RouterMandatory, router.RouterHandover, router.ProbeRouter, router.ConnectRID) = (RouterMandatory.Report, true, true, [1, 2]);
        (request.RequestCorrelate, request.RequestRelaxed, publisher.XPubVerbose) = (true, true, true);
        Assert.That(() => router.RouterMandatory, Throws.TypeOf<ZException>().With.Property("Error").SameAs(ZError.EINVAL));
        Assert.That(() => router.ConnectRID, Throws.TypeOf<ZException>());
        Assert.That(() => publisher.XPubVerbose, Throws.TypeOf<ZException>());
        using ZFrame nobody = new("nobody");
        Assert.That(router.Send(nobody, ZSocketFlags.More, out ZError error), Is.False);
        Assert.That((error, nobody.IsDismissed), Is.EqualTo((ZError.EHOSTUNREACH, false)));
    }

    [Test]
    public void A_time_too_long_is_for_ever()
    {
        using ZContext context = new();
        using ZSocket socket = new(context, ZSocketType.PULL);
        (socket.ReceiveTimeout, socket.Linger) = (TimeSpan.MaxValue, TimeSpan.FromDays(25));
        Assert.That((socket.ReceiveTimeout, socket.Linger), Is.EqualTo((TimeSpan.FromMilliseconds(-1), TimeSpan.FromMilliseconds(-1))));
    }

    [Test]
    public void A_property_that_is_refused_throws_and_SetOption_says_false()
    {
        using ZContext context = new();
        using ZSocket socket = new(context, ZSocketType.DEALER);
        Assert.That(() => socket.IdentityString = "", Throws.TypeOf<ZException>().With.Message.EndsWith("set IDENTITY"));
        Assert.That(() => socket.SendHighWatermark = -1, Throws.TypeOf<ZException>().With.Property("Error").SameAs(ZError.EINVAL));
        Assert.That(() => socket.CurveServerKey = [1, 2, 3], Throws.TypeOf<ZException>());
        Assert.That(() => socket.Subscribe("x"), Throws.TypeOf<ZException>());
        Assert.That(socket.SetOption(ZSocketOption.SNDHWM, -1), Is.False);
        Assert.That(socket.SetOption(ZSocketOption.SUBSCRIBE, "x"), Is.False);
        Assert.That(socket.SetOption(ZSocketOption.IDENTITY, ""u8.ToArray()), Is.False);
        Assert.That(socket.GetOption(ZSocketOption.SNDHWM, out int mark), Is.True);
        Assert.That(mark, Is.EqualTo(1000));
        context.Shutdown();
        Assert.That(() => socket.Linger = TimeSpan.Zero, Throws.Nothing);
    }

    [Test]
    public void Options_have_every_form()
    {
        using ZContext context = new();
        using ZSocket socket = new(context, ZSocketType.DEALER);
        Assert.That(socket.SetOption(ZSocketOption.IDENTITY, "abc") && socket.GetOption(ZSocketOption.IDENTITY, out byte[] bytes, 10) && bytes.SequenceEqual("abc"u8.ToArray()), Is.True);
        Assert.That(socket.SetOption(ZSocketOption.IDENTITY, [9, 8]) && socket.GetOptionBytes(ZSocketOption.IDENTITY).SequenceEqual(new byte[] { 9, 8 }), Is.True);
        Assert.That(socket.SetOption(ZSocketOption.AFFINITY, 1ul) && socket.GetOption(ZSocketOption.AFFINITY, out ulong affinity) && affinity == 1, Is.True);
        Assert.That(socket.SetOption(ZSocketOption.MAX_MSG_SIZE, 5L) && socket.GetOption(ZSocketOption.MAX_MSG_SIZE, out long size) && size == 5, Is.True);
        Assert.That(socket.SetOption(ZSocketOption.SNDHWM, 6u) && socket.GetOption(ZSocketOption.SNDHWM, out uint mark) && mark == 6, Is.True);
        Assert.That(socket.SetOption(ZSocketOption.ZAP_DOMAIN, "d") && socket.GetOption(ZSocketOption.ZAP_DOMAIN, out string domain) && domain == "d", Is.True);
        Assert.That((socket.GetOptionUInt32(ZSocketOption.SNDHWM), socket.GetOptionInt64(ZSocketOption.MAX_MSG_SIZE), socket.GetOptionUInt64(ZSocketOption.AFFINITY)), Is.EqualTo((6u, 5L, 1ul)));
        Assert.That(socket.SetOption(ZSocketOption.PLAIN_USERNAME, "u") && socket.SetOptionNull(ZSocketOption.PLAIN_USERNAME), Is.True);
        Assert.That(socket.GetOptionInt32(ZSocketOption.MECHANISM), Is.Zero);
        Assert.That(() => socket.AddTcpAcceptFilter("nonsense"), Throws.TypeOf<ZException>());
        Assert.That(() => { socket.AddTcpAcceptFilter("127.0.0.0/8"); socket.ClearTcpAcceptFilter(); }, Throws.Nothing);
    }

    [Test]
    public void Endpoints_are_bound_connected_and_taken_back()
    {
        using ZContext context = new();
        using ZSocket server = new(context, ZSocketType.PULL), client = new(context, ZSocketType.PUSH);
        server.Bind("tcp://127.0.0.1:*");
        string endpoint = server.LastEndpoint;
        Assert.That(endpoint, Does.Match(@"^tcp://127\.0\.0\.1:\d+$"));
        client.Connect(endpoint);
        client.Disconnect(endpoint);
        server.Unbind(endpoint);
        Assert.That(server.LastEndpoint, Is.EqualTo(endpoint));
        Assert.That(() => server.Unbind(endpoint), Throws.TypeOf<ZException>().With.Message.Contains(endpoint).And.Property("Error").SameAs(ZError.ENOENT));
        Assert.That(client.Disconnect(endpoint, out ZError error), Is.False);
        Assert.That(error, Is.SameAs(ZError.ENOENT));
        Assert.That(client.Connect("nonsense", out error), Is.False);
        Assert.That(error, Is.SameAs(ZError.EINVAL));
        Assert.That(() => client.Bind(" "), Throws.ArgumentException.With.Message.StartsWith("IsNullOrWhiteSpace"));
        Assert.That(() => client.Connect(null, out _), Throws.ArgumentException);
    }

    [Test]
    public void Closing_twice_is_fine_and_a_closed_socket_says_so()
    {
        using ZContext context = new();
        ZSocket socket = new(context, ZSocketType.PULL);
        Assert.That(socket.SocketPtr, Is.Not.EqualTo(IntPtr.Zero));
        socket.Close();
        Assert.That(socket.Close(out ZError error), Is.True);
        socket.Dispose();
        Assert.That((error, socket.SocketPtr), Is.EqualTo(((ZError?)null, IntPtr.Zero)));
        Assert.That(() => socket.ReceiveFrame(out _), Throws.TypeOf<ObjectDisposedException>());
        Assert.That(() => socket.Linger, Throws.TypeOf<ObjectDisposedException>());
        Assert.That(() => socket.Bind("inproc://x"), Throws.TypeOf<ObjectDisposedException>());
        Assert.That(() => new ZSocket(null, ZSocketType.PUB), Throws.ArgumentNullException);
        Assert.That(() => new ZSocket(context, (ZSocketType)99), Throws.TypeOf<ZException>().With.Property("Error").SameAs(ZError.EINVAL));
    }

    [Test]
    public void A_subclass_makes_its_socket_itself()
    {
        using Late late = new();
        Assert.That(late.Start(out ZError error), Is.False);
        Assert.That(error, Is.SameAs(ZError.EINVAL));
    }

    [TestCase(ZSocketType.SUB)]
    [TestCase(ZSocketType.XSUB)]
    public void Subscriptions_work_on_SUB_and_XSUB(ZSocketType type)
    {
        using Sockets sockets = new(ZSocketType.XPUB, type);
        sockets.Second.Subscribe("a");
        sockets.Second.Subscribe([98]);
        sockets.Second.SubscribeAll();
        sockets.Second.UnsubscribeAll();
        sockets.Second.Unsubscribe([98]);
        sockets.Second.Unsubscribe("a");
        string[] seen = [.. Enumerable.Range(0, 6).Select(_ => { using ZFrame frame = sockets.First.ReceiveFrame(); return frame.ToString(); })];
        Assert.That(seen, Is.EqualTo(new[] { "\u0001a", "\u0001b", "\u0001", "\0", "\0b", "\0a" }));
    }

    private sealed class Late : ZSocket
    {
        internal bool Start(out ZError error) => Initialize(out error);
    }
}
