using ZmqNative.History;
using ZmqNative.Link;
using ZmqNative.Publishing;
using ZmqNative.Queries;
using ZmqNative.Security;
using ZmqNative.Subscribing;
using ZmqNative.Tests.Publishing;
using ZmqNative.Tests.Recordings;
using ZmqNative.Tests.Subscribing;
using ZmqNative.Work;

namespace ZmqNative.Tests.Security;

/// <summary>PLAIN on the sockets that Core does not have: history, queries, link and work.</summary>
public sealed class PlainSocketTests
{
    private const string Anywhere = "tcp://127.0.0.1:*";
    private const string Mismatch = "failed: the mechanism";

    // Four clients, one after another: what became of the handshake, and the first part of the reply.
    private const string PythonClients = """
        import sys, zmq
        from zmq.utils.monitor import recv_monitor_message
        context, (kind, address, *message) = zmq.Context(), sys.argv[1:]
        def wrong(socket): socket.plain_username, socket.plain_password = b"me", b"Secret"
        def nothing(socket): pass
        def curve(socket):
            socket.curve_serverkey, _ = zmq.curve_keypair()
            socket.curve_publickey, socket.curve_secretkey = zmq.curve_keypair()
        def right(socket): socket.plain_username, socket.plain_password = b"me", b"secret"
        outcomes = {
            zmq.EVENT_HANDSHAKE_SUCCEEDED: "", zmq.EVENT_HANDSHAKE_FAILED_AUTH: "failed: the password",
            zmq.EVENT_HANDSHAKE_FAILED_PROTOCOL: "failed: the mechanism"}
        for configure in (wrong, nothing, curve, right) if zmq.has("curve") else (wrong, nothing, nothing, right):
            socket = context.socket(getattr(zmq, kind))
            socket.linger = 0
            configure(socket)
            monitor = socket.get_monitor_socket(sum(outcomes))
            socket.connect(address)
            assert monitor.poll(30000), "no handshake ended"
            outcome = outcomes[recv_monitor_message(monitor)["event"]]
            if not outcome:
                socket.send_multipart([bytes.fromhex(part) for part in message])
                assert socket.poll(30000), "no reply"
                outcome = "answered: " + repr(socket.recv_multipart()[0])
            print(outcome, flush=True)
            socket.disable_monitor()
            socket.close()
        """;

    private TempFolder _folder = null!;
    private LogLines _log = null!;
    private PlainOptions _plain = null!;

    [SetUp]
    public void Begin()
    {
        (_folder, _log) = (new TempFolder(), new LogLines());
        _plain = new PlainOptions { Passwords = Secret("passwords", "me:secret\n") };
    }

    [TearDown]
    public void End()
    {
        _log?.Dispose();
        _folder?.Dispose();
    }

    [Test]
    [Platform("Linux")]
    public void A_history_answers_a_foreign_client_with_the_right_password_alone()
    {
        using HistoryServer server = Serve(Anywhere);
        Assert.That(Foreign("REQ", server.Endpoint!, "{\"v\":1,\"get\":\"info\"}"), Does.StartWith("answered: b'{\"v\":1,"));
    }

    [Test]
    [Platform("Linux")]
    public void A_broker_takes_a_foreign_worker_with_the_right_password_alone()
    {
        using WorkBroker broker = new(new() { Plain = _plain, HeartbeatInterval = TimeSpan.FromMilliseconds(20) }, _log);
        Assert.That(Foreign("DEALER", broker.Address, "READY", "1", "1"), Is.EqualTo("answered: b'HEARTBEAT'"));
    }

    [Test]
    [Platform("Linux")]
    public void A_link_greets_a_foreign_peer_with_the_right_password_alone()
    {
        using NodeLink link = new(new() { Bind = Anywhere, Plain = _plain }, _log);
        Assert.That(Foreign("PAIR", link.Address, "\u0001hello", "0123456789abcdef", "\0\u0001\0\0"), Is.EqualTo("answered: b'\\x01hello'"));
    }

    /// <summary>Its publisher is protected by PLAIN, so nobody without a password reads what it published.</summary>
    [Test]
    public async Task A_publisher_protects_its_history_too()
    {
        using NotificationInterface publisher = Publish();
        string history = publisher.History!.Endpoint!;
        using HistoryClient invited = new(history, plainLogin: Login) { Timeout = TimeSpan.FromSeconds(30) };
        Assert.That((await invited.GetInfoAsync()).Notifiers, Has.Count.EqualTo(1));
        using HistoryClient stranger = new(history) { Timeout = TimeSpan.FromMilliseconds(300) };
        Assert.That(async () => await stranger.GetInfoAsync(), Throws.TypeOf<HistoryException>().With.Property("Error").EqualTo(HistoryError.NoAnswer));
    }

    /// <summary>What was published before it came is what its publisher's history alone can tell it.</summary>
    [Test]
    public void A_subscriber_heals_with_its_login()
    {
        using NotificationInterface publisher = Publish();
        publisher.UpdatedBlockTip(Samples.Index(1), Samples.Index(0), initialDownload: false);
        NotificationSubscriberOptions subscriber = TestStream.Options(publisher.GetBoundEndpoint(Anywhere));
        subscriber.PlainLogin = Login;
        subscriber.History.Add(publisher.History!.Endpoint!);
        subscriber.ResumeFrom = new StreamPosition(publisher.History.Head.Stream, 0);
        using TestStream stream = new(subscriber);
        Assert.That(stream.WaitFor<HashBlock>().Hash, Is.EqualTo(Samples.Index(1).Hash));
    }

    [Test]
    public async Task Queries_are_answered_with_a_login()
    {
        using HistoryServer server = Serve(Anywhere);
        server.AddQueries(new Link.TestNode());
        using NodeQueryClient client = new(new() { Addresses = { server.Endpoint! }, Timeout = Peer.Deadline, PlainLogin = Login });
        Assert.That((await client.GetTipAsync()).Hash, Is.EqualTo((await new Link.TestNode().GetTipAsync()).Hash));
        using NodeQueryClient stranger = new(new() { Addresses = { server.Endpoint! }, Timeout = TimeSpan.FromMilliseconds(300), Attempts = 1 });
        Assert.That(async () => await stranger.GetTipAsync(), Throws.TypeOf<TimeoutException>());
    }

    [Test]
    public async Task A_worker_works_with_a_login()
    {
        using WorkBroker broker = new(new() { Plain = _plain });
        using CancellationTokenSource end = new(Peer.Deadline);
        Task stranger = new WorkWorker(new() { Address = broker.Address }, (_, _) => "wrong"u8.ToArray()).RunAsync(end.Token);
        Task worker = new WorkWorker(new() { Address = broker.Address, PlainLogin = Login }, (body, _) => body).RunAsync(end.Token);
        List<WorkResult> results = [];
        await foreach (WorkResult result in broker.RunAsync([new byte[] { 1 }, new byte[] { 2 }], end.Token))
        {
            results.Add(result);
        }
        Assert.That(results.Select(result => result.Body.ToArray()), Is.EqualTo(new[] { new byte[] { 1 }, new byte[] { 2 } }));
        Assert.That((broker.Workers, stranger.IsCompleted), Is.EqualTo((1, false)));
        end.Cancel();
        Assert.That(async () => await worker, Throws.InstanceOf<OperationCanceledException>());
    }

    [Test]
    public async Task Two_sides_of_a_link_know_each_other_by_a_password()
    {
        using NodeLink here = new(new() { Bind = Anywhere, Plain = _plain }, _log);
        using NodeLink stranger = new(new() { Connect = here.Address, PlainLogin = Secret("wrong", "me:Secret") });
        using NodeLink there = new(new() { Connect = here.Address, PlainLogin = Login });
        using CancellationTokenSource end = new(Peer.Deadline);
        await there.SendAsync("hashblock", new byte[32], end.Token);
        await foreach (StreamItem item in here.ReadAllAsync(end.Token))
        {
            if (item is HashBlock)
            {
                break;
            }
        }
        Assert.That(SpinWait.SpinUntil(
            () => _log.Texts.Contains("Refused a client from 127.0.0.1 by PLAIN: the name or the password is wrong"), Peer.Deadline));
    }

    [Test]
    public void Curve_and_plain_together_are_refused_in_one_sentence_that_names_both()
    {
        CurveOptions curve = new() { Certificate = "a", AllowedKeys = "*" };
        Action[] servers =
        [
            () => new HistoryServer(new() { Address = Anywhere, Curve = curve, Plain = _plain }).Dispose(),
            () => new WorkBroker(new() { Curve = curve, Plain = _plain }).Dispose(),
            () => new NodeLink(new() { Bind = Anywhere, Curve = curve, Plain = _plain }).Dispose(),
        ];
        string key = new('0', 40);
        Action[] clients =
        [
            () => new HistoryClient(Anywhere, key, plainLogin: Login).Dispose(),
            () => new NodeQueryClient(new() { Addresses = { Anywhere }, CurveServerKey = key, PlainLogin = Login }).Dispose(),
            () => new NodeLink(new() { Connect = "tcp://127.0.0.1:1", CurveServerKey = key, PlainLogin = Login }).Dispose(),
            () => new WorkWorker(new() { Address = "tcp://127.0.0.1:1", CurveServerKey = key, PlainLogin = Login }, (body, _) => body).RunAsync().GetAwaiter().GetResult(),
        ];
        foreach (Action server in servers)
        {
            Assert.That(server, Throws.ArgumentException.With.Message.StartsWith("CURVE (-zmqcurve…) and PLAIN (-zmqplain…) are both configured"));
        }
        foreach (Action client in clients)
        {
            Assert.That(client, Throws.ArgumentException.With.Message.EqualTo("PlainLogin and the keys of CURVE are both set: a connection has one mechanism."));
        }
    }

    [Test]
    public void Options_that_protect_nothing_or_stand_on_the_wrong_side_are_refused()
    {
        PlainOptions nothing = new() { AllowedAddresses = ["127.0.0.1"] };
        Assert.That(() => new HistoryServer(new() { Address = Anywhere, Plain = nothing }), Throws.ArgumentException.With.Message.Contains("without -zmqplainpasswords"));
        Assert.That(() => new WorkBroker(new() { Plain = nothing }), Throws.ArgumentException.With.Message.Contains("without -zmqplainpasswords"));
        Assert.That(() => new NodeLink(new() { Bind = Anywhere, Plain = nothing }), Throws.ArgumentException.With.Message.Contains("without -zmqplainpasswords"));
        Assert.That(() => new NodeLink(new() { Connect = Anywhere, Plain = _plain }), Throws.ArgumentException.With.Message.Contains("so does Plain"));
        Assert.That(() => new NodeLink(new() { Bind = Anywhere, PlainLogin = Login }), Throws.ArgumentException.With.Message.Contains("PlainLogin go with Connect"));
    }

    [TestCase(Anywhere, 0)]
    [TestCase("tcp://*:*", 1)]
    public void An_address_that_others_reach_is_warned_of_by_every_server(string address, int warnings)
    {
        Serve(address).Dispose();
        new WorkBroker(new() { Address = address, Plain = _plain }, _log).Dispose();
        new NodeLink(new() { Bind = address, Plain = _plain }, _log).Dispose();
        Assert.That(_log.Texts.Count(text => text.StartsWith($"PLAIN at {address}: passwords and messages are readable", StringComparison.Ordinal)), Is.EqualTo(3 * warnings));
        Assert.That(_log.Texts, Has.None.Contains("without CURVE").And.None.Contains("is open to whoever"));
    }

    [Test]
    public void An_address_that_others_have_is_warned_of_by_every_client()
    {
        const string Far = "tcp://192.0.2.1:28339";
        new HistoryClient(Far, plainLogin: Login, loggerFactory: _log).Dispose();
        new NodeQueryClient(new() { Addresses = { Far }, PlainLogin = Login }, _log).Dispose();
        new NodeLink(new() { Connect = Far, PlainLogin = Login }, _log).Dispose();
        using CancellationTokenSource end = new();
        Task worker = new WorkWorker(new() { Address = Far, PlainLogin = Login }, (body, _) => body, _log).RunAsync(end.Token);
        Assert.That(SpinWait.SpinUntil(Warned(4), Peer.Deadline));
        end.Cancel();
        Assert.That(async () => await worker, Throws.InstanceOf<OperationCanceledException>());
        NotificationSubscriberOptions options = TestStream.Options(Anywhere);
        (options.PlainLogin, options.Addresses[0]) = (Login, "tcp://127.0.0.1:1");
        options.History.Add(Far);
        using (new TestStream(options, _log))
        {
            Assert.That(Warned(5)());
        }

        Func<bool> Warned(int count) => () => _log.Texts.Count(text => text.StartsWith($"PLAIN at {Far}: ", StringComparison.Ordinal)) == count;
    }

    private string Login => Secret("login", "me:secret\n");

    private NotificationInterface Publish()
    {
        ZmqNotificationOptions options = new()
        {
            PubHashBlock = [Anywhere],
            Plain = _plain,
            History = new HistoryOptions { Address = Anywhere },
            ThrowOnStartFailure = true,
        };
        NotificationInterface publisher = new(options, new NotifierFactories(), _log);
        _ = publisher.Initialize();
        return publisher;
    }

    private HistoryServer Serve(string address)
    {
        HistoryServer server = new(new() { Address = address, Plain = _plain }, _log);
        server.Start();
        return server;
    }

    private static string Foreign(string kind, string address, params string[] message)
    {
        Peer.RequirePyzmq();
        string[] parts = [.. message.Select(part => Convert.ToHexString(System.Text.Encoding.Latin1.GetBytes(part)))];
        string[] lines = Peer.RunPython(PythonClients, [kind, address, .. parts]).TrimEnd().Split('\n');
        Assert.That(lines[..^1], Is.EqualTo(new[] { "failed: the password", Mismatch, Mismatch }));
        return lines[^1];
    }

    private string Secret(string name, string text)
    {
        string file = _folder.Write(name, System.Text.Encoding.UTF8.GetBytes(text));
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        }
        return file;
    }
}
