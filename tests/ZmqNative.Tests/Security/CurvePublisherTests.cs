using System.Diagnostics;
using NetMQ;
using NetMQ.Monitoring;
using NetMQ.Sockets;
using ZmqNative.Interop;
using ZmqNative.Publishing;
using ZmqNative.Security;
using ZmqNative.Subscribing;
using ZmqNative.Tests.Publishing;
using ZmqNative.Tests.Recordings;
using ZmqNative.Tests.Subscribing;

namespace ZmqNative.Tests.Security;

/// <summary>A publisher with CURVE: only a subscriber with an allowed key receives anything. Subscribers are of all implementations.</summary>
public sealed class CurvePublisherTests
{
    /// <summary>Who connects, and whether it may receive.</summary>
    public enum Client
    {
        Invited,
        WrongKey,
        NoKey,
        WrongServerKey,
    }

    private const string PythonSubscriber = """
        import sys, zmq
        from zmq.utils.monitor import recv_monitor_message
        endpoint, *keys = sys.argv[1:]
        socket = zmq.Context().socket(zmq.SUB)
        socket.linger = 0
        if keys:
            socket.curve_serverkey, socket.curve_publickey, socket.curve_secretkey = [key.encode() for key in keys]
        failures = [zmq.EVENT_DISCONNECTED, zmq.EVENT_HANDSHAKE_FAILED_AUTH, zmq.EVENT_HANDSHAKE_FAILED_PROTOCOL, zmq.EVENT_HANDSHAKE_FAILED_NO_DETAIL]
        monitor = socket.get_monitor_socket()
        socket.subscribe(b"")
        socket.connect(endpoint)
        poller = zmq.Poller()
        for one in (socket, monitor, sys.stdin):
            poller.register(one, zmq.POLLIN)
        received = 0
        while True:
            ready = dict(poller.poll(60000))
            if socket in ready:
                received += 1
                topic = socket.recv_multipart()[0].decode()
                if received == 1:
                    print("received", topic, flush=True)
            if monitor in ready and recv_monitor_message(monitor)["event"] in failures:
                print("refused", flush=True)
            if sys.stdin.fileno() in ready or not ready:
                break
        print("total", received, flush=True)
        """;

    private const string JavaScriptSubscriber = """
        const zmq = require("zeromq");
        const [endpoint, serverKey, publicKey, secretKey] = process.argv.slice(1);
        const socket = new zmq.Subscriber({ linger: 0, ...(serverKey && { curveServerKey: serverKey, curvePublicKey: publicKey, curveSecretKey: secretKey }) });
        let received = 0;
        for (const event of ["disconnect", "handshake:error:auth", "handshake:error:protocol", "handshake:error:other"])
            socket.events.on(event, () => console.log("refused"));
        socket.subscribe();
        socket.connect(endpoint);
        (async () => { for await (const [topic] of socket) { if (received++ == 0) console.log("received " + topic); } })();
        process.stdin.on("data", () => { console.log("total " + received); process.exit(0); });
        """;

    private TempFolder _folder = null!;
    private LogLines _log = null!;
    private NotificationInterface _publisher = null!;
    private string _serverKey = null!;

    private string Allowed => Path.Combine(_folder.Path, "allowed");

    private string ServerFile => Path.Combine(_folder.Path, "server.key");

    private string Endpoint => _publisher.GetBoundEndpoint(RunningInterface.Anywhere);

    [SetUp]
    public void Publish()
    {
        _folder = new TempFolder();
        Prerequisite.Require(ZmqLibrary.Has("curve"), "curve", "the loaded libzmq has none");
        Directory.CreateDirectory(Allowed);
        _serverKey = NewPair("server");
        _ = NewPair("invited");
        _ = NewPair("stranger");
        File.Copy(Path.Combine(_folder.Path, "invited.key"), Path.Combine(Allowed, "invited.key"));
        _log = new LogLines();
        _publisher = Start(new CurveOptions { Certificate = ServerFile + "_secret", AllowedKeys = Allowed }, _log);
    }

    [TearDown]
    public void Stop()
    {
        _publisher?.Dispose();
        _log?.Dispose();
        _folder?.Dispose();
    }

    [Test]
    [Platform("Linux")]
    public void Subscribers_of_pyzmq_receive_when_invited_only([Values] Client client)
    {
        Peer.RequirePyzmq();
        CheckProcess(client, Peer.Python, ["-c", PythonSubscriber, Endpoint, .. Keys(client)]);
    }

    [Test]
    [Platform("Linux")]
    public void Subscribers_of_zeromq_js_receive_when_invited_only([Values] Client client)
    {
        string modules = InstallZeromqJs();
        CheckProcess(client, "env", [$"NODE_PATH={modules}", "node", "-e", JavaScriptSubscriber, Endpoint, .. Keys(client)]);
    }

    [Test]
    public void Subscribers_of_NetMQ_receive_when_invited_only([Values] Client client)
    {
        using SubscriberSocket socket = new();
        if (Keys(client) is [string serverKey, string publicKey, string secretKey])
        {
            socket.Options.CurveServerKey = NetMQCertificate.FromPublicKey(serverKey).PublicKey;
            socket.Options.CurveCertificate = new NetMQCertificate(secretKey, publicKey);
        }
        using ManualResetEventSlim refused = new();
        using NetMQMonitor monitor = new(socket, $"inproc://monitor-{Guid.NewGuid()}", SocketEvents.Disconnected);
        monitor.Disconnected += (_, _) => refused.Set();
        Task watching = Task.Run(monitor.Start);
        socket.SubscribeToAnyTopic();
        socket.Connect(Endpoint);
        List<byte[]> message = [];
        if (client == Client.Invited)
        {
            Assert.That(PublishUntil(() => socket.TryReceiveMultipartBytes(TimeSpan.FromMilliseconds(10), ref message)));
        }
        else
        {
            Assert.That(PublishUntil(() => refused.IsSet));
            Assert.That(ReceivedByInvited(), Is.Not.Zero);
            Assert.That(socket.TryReceiveMultipartBytes(TimeSpan.Zero, ref message), Is.False);
        }
        monitor.Stop();
        Assert.That(watching.Wait(Peer.Deadline));
    }

    [Test]
    public void Our_subscriber_receives_when_invited_only([Values] Client client)
    {
        NotificationSubscriberOptions options = TestStream.Options(Endpoint);
        options.CurveServerKey = client switch
        {
            Client.NoKey => null,
            Client.WrongServerKey => ZmqCurveKeyPair.Create().PublicKey,
            _ => _serverKey,
        };
        options.CurveCertificate = client switch
        {
            Client.NoKey => null,
            Client.WrongKey => Secret("stranger"),
            _ => Secret("invited"),
        };
        using TestStream stream = new(options);
        if (client == Client.Invited)
        {
            _ = stream.WaitFor<HandshakeDone>();
            Assert.That(PublishUntil(() => stream.Subscriber.TryRead(out StreamItem? item) && item is HashBlock));
            return;
        }
        string reason = ReasonOf(stream);
        Assert.That(reason, client == Client.WrongKey ? Does.Contain("HandshakeFailedAuthentication") : Does.Contain("handshake").Or.Contain("mechanism is CURVE"));
        Assert.That(ReceivedByInvited(), Is.Not.Zero);
        while (stream.Subscriber.TryRead(out StreamItem? item))
        {
            Assert.That(item, Is.InstanceOf<StreamEvent>());
        }
    }

    [Test]
    public void A_key_that_was_taken_off_is_refused_at_the_next_handshake()
    {
        Assert.That(ReceivedByInvited(), Is.Not.Zero);
        File.Delete(Path.Combine(Allowed, "invited.key"));
        using TestStream stream = new(InvitedOptions());
        Assert.That(ReasonOf(stream), Does.Contain("HandshakeFailedAuthentication"));
        Assert.That(_log.Texts, Has.Some.StartsWith("Refused a client from 127.0.0.1 by CURVE: the key "));
    }

    [TestCase("tcp://127.0.0.1:*")]
    [TestCase("unix:PATH")]
    [Platform(Exclude = "Win", Reason = "A unix socket.")]
    public void A_key_that_is_revoked_now_loses_its_connection_and_others_connect_again(string address)
    {
        address = address.Replace("PATH", Path.Combine(_folder.Path, "socket"), StringComparison.Ordinal);
        string other = NewPair("other");
        File.Copy(Path.Combine(_folder.Path, "other.key"), Path.Combine(Allowed, "other.key"));
        using NotificationInterface publisher = Start(
            new CurveOptions { Certificate = ServerFile + "_secret", AllowedKeys = Allowed }, _log, address, revokeNow: true);
        string endpoint = publisher.GetBoundEndpoint(address);
        using TestStream revoked = new(InvitedOptions("invited", endpoint)), kept = new(InvitedOptions("other", endpoint));
        _ = (revoked.WaitFor<HandshakeDone>(), kept.WaitFor<HandshakeDone>());
        File.Delete(Path.Combine(Allowed, "invited.key"));
        _ = (revoked.WaitFor<Disconnected>(), kept.WaitFor<Disconnected>(), kept.WaitFor<HandshakeDone>());
        Assert.That(ReasonOf(revoked), Does.Contain("HandshakeFailedAuthentication"));
        Assert.That(publisher.GetBoundEndpoint(address), Is.EqualTo(endpoint));
        Assert.That(PublishUntil(() => kept.Subscriber.TryRead(out StreamItem? item) && item is HashBlock, publisher));
        string line = _log.Texts.Single(text => text.StartsWith("Took off ", StringComparison.Ordinal));
        Assert.That(line, Does.Contain("and ended all 2 connections to ").And.Not.Contain(other));
    }

    /// <summary>Also those that ZAP is not asked about: without a key, with a wrong server key, without a word of ZMTP.</summary>
    [TestCase(Client.NoKey, "its mechanism is not CURVE")]
    [TestCase(Client.WrongServerKey, "it has another server's key, or not its own secret key")]
    [TestCase(null, "its handshake was not completed (")]
    public void A_client_that_comes_not_as_far_as_the_authenticator_is_logged_and_counted(Client? client, string reason)
    {
        using Diagnostics.Meters meters = new();
        Uri endpoint = new(Endpoint);
        NotificationSubscriberOptions options = TestStream.Options(Endpoint);
        options.ConfigureSocket = socket =>
        {
            if (client == Client.WrongServerKey)
            {
                ZmqCurveKeyPair own = ZmqCurveKeyPair.Create();
                (socket.CurveServerKey, socket.CurvePublicKey, socket.CurveSecretKey) = (ZmqCurveKeyPair.Create().PublicKey, own.PublicKey, own.SecretKey);
            }
        };
        // It tries again until it was seen: on a busy machine it may be gone before its address is asked for.
        using TestStream? stream = client is null ? null : new(options);
        if (stream is not null)
        {
            _ = ReasonOf(stream);
        }
        else
        {
            using System.Net.Sockets.TcpClient silent = new(endpoint.Host, endpoint.Port);
        }
        // One that is gone at once has no address any more when it is asked for.
        string address = client is null ? string.Empty : "127.0.0.1";
        Assert.That(
            SpinWait.SpinUntil(() => _log.Texts.Any(text => text.StartsWith($"Refused a client from {address}", StringComparison.Ordinal) && text.Contains($" by CURVE: {reason}", StringComparison.Ordinal)), Peer.Deadline),
            () => string.Join('\n', _log.Texts));
        Assert.That(meters["zmqnative.clients.refused{mechanism=CURVE}"], Is.GreaterThanOrEqualTo(1));
    }

    [Test]
    public void A_server_whose_authenticator_has_ended_lets_in_nobody()
    {
        using ZmqContext context = new();
        using ZmqSocket socket = new(context, Interop.ZmqSocketType.Publish) { Linger = 0 };
        using (ServerSecurity server = ServerSecurity.Create(context, new CurveOptions { Certificate = ServerFile + "_secret", AllowedKeys = "*" }, plain: null, onRevoked: null, loggerFactory: null)!)
        {
            server.Protect(socket, RunningInterface.Anywhere);
            socket.Bind(RunningInterface.Anywhere);
        }
        NotificationSubscriberOptions options = InvitedOptions();
        options.Addresses[0] = socket.LastEndpoint;
        using TestStream stream = new(options);
        Assert.That(ReasonOf(stream), Does.Contain("handshake"));
    }

    [Test]
    public void Without_a_certificate_a_subscriber_has_a_new_key_and_a_publisher_may_let_in_all()
    {
        using NotificationInterface open = Start(new CurveOptions { Certificate = ServerFile + "_secret", AllowedKeys = "*" });
        NotificationSubscriberOptions options = TestStream.Options(open.GetBoundEndpoint(RunningInterface.Anywhere));
        options.CurveServerKey = _serverKey;
        using TestStream stream = new(options);
        _ = stream.WaitFor<HandshakeDone>();
    }

    [Test]
    public void An_address_that_is_not_allowed_is_refused_although_the_key_is()
    {
        using NotificationInterface elsewhere = Start(
            new CurveOptions { Certificate = ServerFile + "_secret", AllowedKeys = Allowed, AllowedAddresses = ["192.0.2.0/24"] }, _log);
        NotificationSubscriberOptions options = InvitedOptions();
        options.Addresses[0] = elsewhere.GetBoundEndpoint(RunningInterface.Anywhere);
        using TestStream stream = new(options);
        Assert.That(ReasonOf(stream), Does.Contain("HandshakeFailedAuthentication"));
        Assert.That(_log.Texts, Has.Some.EqualTo("Refused a client from 127.0.0.1 by CURVE: the address is not allowed"));
    }

    [TestCase(null, "folder", "protect nothing without -zmqcurvecertificate")]
    [TestCase("file", null, "would let in whoever knows the public key")]
    public void Options_that_protect_nothing_are_refused(string? certificate, string? allowed, string why)
    {
        ZmqNotificationOptions options = RunningInterface.AllTopics();
        options.Curve = new CurveOptions { Certificate = certificate, AllowedKeys = allowed };
        Assert.That(() => new NotificationInterface(options, new NotifierFactories()), Throws.TypeOf<NotificationStartException>().With.Message.Contains(why));
    }

    [Test]
    public void Files_that_cannot_be_used_are_refused_at_start()
    {
        string missing = Path.Combine(_folder.Path, "missing");
        Assert.That(() => Start(new CurveOptions { Certificate = missing, AllowedKeys = Allowed }), Throws.TypeOf<NotificationStartException>().With.Message.Contains(missing));
        Assert.That(() => Start(new CurveOptions { Certificate = ServerFile, AllowedKeys = Allowed }),
            Throws.TypeOf<NotificationStartException>().With.Message.StartsWith($"-zmqcurvecertificate: {ServerFile} has no secret key"));
        Assert.That(() => Start(new CurveOptions { Certificate = ServerFile + "_secret", AllowedKeys = missing }),
            Throws.TypeOf<NotificationStartException>().With.Message.Contains(missing));
        NotificationSubscriberOptions half = TestStream.Options(Endpoint);
        half.CurveCertificate = Secret("invited");
        Assert.That(() => new NotificationSubscriber(half), Throws.ArgumentException.With.Message.StartsWith("CurveCertificate is set without CurveServerKey"));
        half.CurveServerKey = "short";
        Assert.That(() => new NotificationSubscriber(half), Throws.ArgumentException.With.Message.EqualTo("CurveServerKey: a key has 40 characters, not 5."));
    }

    [Test]
    [Platform("Linux,MacOsX")]
    [System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
    public void A_secret_file_that_others_can_read_is_warned_of()
    {
        Assert.That(_log.Texts, Has.None.Contains("chmod"));
        File.SetUnixFileMode(ServerFile + "_secret", UnixFileMode.UserRead | UnixFileMode.OtherRead);
        using NotificationInterface warned = Start(new CurveOptions { Certificate = ServerFile + "_secret", AllowedKeys = Allowed }, _log);
        Assert.That(_log.Texts, Has.One.EqualTo($"Others can read the secret key in {ServerFile}_secret: chmod 600 it"));
    }

    [Test]
    public void Bitcoind_like_arguments_configure_it()
    {
        CurveOptions? Parse(params string[] arguments) => BitcoinArguments.Parse(arguments, new NotifierFactories()).ToNotificationOptions().Curve;
        CurveOptions curve = Parse("-zmqcurvecertificate=a", "-zmqcurveallowedkeys=b", "-zmqcurveallowedaddress=10.0.0.0/8", "-zmqcurveallowedaddress=uid:0")!;
        Assert.That((curve.Certificate, curve.AllowedKeys), Is.EqualTo(("a", "b")));
        Assert.That(curve.AllowedAddresses, Is.EqualTo(new[] { "10.0.0.0/8", "uid:0" }));
        Assert.That(Parse(), Is.Null);
        Assert.That(Parse("-nozmqcurvecertificate"), Is.Null);
        Assert.That(Parse("-zmqcurveallowedkeys=b", "-nozmqcurvecertificate"), Is.Not.Null, "which is refused at start, because it protects nothing");
    }

    private static NotificationInterface Start(
        CurveOptions curve, LogLines? log = null, string address = RunningInterface.Anywhere, bool revokeNow = false)
    {
        NotificationInterface publisher = new(
            new ZmqNotificationOptions { PubHashBlock = [address], Curve = curve, ThrowOnStartFailure = true, RevokeNow = revokeNow },
            new NotifierFactories(), log);
        _ = publisher.Initialize();
        return publisher;
    }

    private static string ReasonOf(TestStream stream)
    {
        while (true)
        {
            if (stream.WaitFor<Waiting>() is { Topic: null } waiting)
            {
                return waiting.Reason;
            }
        }
    }

    internal static string InstallZeromqJs()
    {
        string folder = Path.Combine(TestContext.CurrentContext.WorkDirectory, "zeromq.js");
        Directory.CreateDirectory(folder);
        foreach (string file in Directory.EnumerateFiles(Path.Combine(TestData.Root, "..", "zeromq.js"), "package*.json"))
        {
            File.Copy(file, Path.Combine(folder, Path.GetFileName(file)), overwrite: true);
        }
        string modules = Path.Combine(folder, "node_modules");
        if (!Directory.Exists(modules))
        {
            _ = Peer.Runs("npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--prefix", folder);
        }
        Prerequisite.Require(
            Peer.Runs("env", $"NODE_PATH={modules}", "node", "-e", "process.exit(require('zeromq').capability.curve ? 0 : 1)"),
            "zeromq.js", "the npm package cannot be installed, or has no CURVE");
        return modules;
    }

    private string NewPair(string name)
    {
        using CurveCertificate certificate = CurveCertificate.Create();
        certificate.Save(Path.Combine(_folder.Path, $"{name}.key"));
        return certificate.PublicKey;
    }

    private string Secret(string name) => Path.Combine(_folder.Path, $"{name}.key_secret");

    // As texts, which other implementations take: server's, own public, own secret.
    private string[] Keys(Client client)
    {
        string[] own = [.. File.ReadAllText(Secret(client == Client.WrongKey ? "stranger" : "invited")).Split('"').Where(part => part.Length == 40)];
        return client switch
        {
            Client.NoKey => [],
            Client.WrongServerKey => [ZmqCurveKeyPair.Create().PublicKey, .. own],
            _ => [_serverKey, .. own],
        };
    }

    private void CheckProcess(Client client, string program, string[] arguments)
    {
        using Process process = Peer.Start(program, arguments);
        try
        {
            Queue<string> said = [];
            process.OutputDataReceived += (_, line) =>
            {
                lock (said)
                {
                    said.Enqueue(line.Data ?? "end");
                }
            };
            process.BeginOutputReadLine();
            bool Says(string wanted)
            {
                lock (said)
                {
                    return said.Contains(wanted);
                }
            }
            Assert.That(PublishUntil(() => Says(client == Client.Invited ? "received hashblock" : "refused")), string.Join('\n', said));
            Assert.That(ReceivedByInvited(), Is.Not.Zero);
            process.StandardInput.WriteLine();
            Assert.That(SpinWait.SpinUntil(() => Says("end"), Peer.Deadline));
            Assert.That(said.Single(line => line.StartsWith("total", StringComparison.Ordinal)), client == Client.Invited ? Is.Not.EqualTo("total 0") : Is.EqualTo("total 0"));
        }
        finally
        {
            process.Kill();
        }
    }

    private NotificationSubscriberOptions InvitedOptions(string name = "invited", string? endpoint = null)
    {
        NotificationSubscriberOptions options = TestStream.Options(endpoint ?? Endpoint);
        (options.CurveServerKey, options.CurveCertificate) = (_serverKey, Secret(name));
        return options;
    }

    /// <summary>What an invited subscriber receives while another one is kept out.</summary>
    private int ReceivedByInvited()
    {
        using TestStream invited = new(InvitedOptions());
        _ = invited.WaitFor<HandshakeDone>();
        int received = 0;
        _ = PublishUntil(() => (received += invited.Subscriber.TryRead(out StreamItem? item) && item is HashBlock ? 1 : 0) == 3);
        return received;
    }

    private bool PublishUntil(Func<bool> condition, NotificationInterface? publisher = null) => SpinWait.SpinUntil(
        () =>
        {
            (publisher ?? _publisher).UpdatedBlockTip(Samples.Index(1), Samples.Index(0), initialDownload: false);
            return condition();
        },
        Peer.Deadline);
}
