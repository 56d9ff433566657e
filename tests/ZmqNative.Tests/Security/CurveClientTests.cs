using System.Diagnostics;
using NetMQ;
using NetMQ.Monitoring;
using NetMQ.Sockets;
using ZmqNative.Interop;
using ZmqNative.Subscribing;
using ZmqNative.Tests.Subscribing;

namespace ZmqNative.Tests.Security;

/// <summary>Only a subscriber with an allowed key receives anything from a publisher with CURVE: subscribers of all implementations.</summary>
public sealed class CurveClientTests : CurvePublisherFixture
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
        string modules = ZeromqJs.Install();
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
            _ => ServerKey,
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

    // As texts, which other implementations take: server's, own public, own secret.
    private string[] Keys(Client client)
    {
        string[] own = [.. File.ReadAllText(Secret(client == Client.WrongKey ? "stranger" : "invited")).Split('"').Where(part => part.Length == 40)];
        return client switch
        {
            Client.NoKey => [],
            Client.WrongServerKey => [ZmqCurveKeyPair.Create().PublicKey, .. own],
            _ => [ServerKey, .. own],
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
}
