#nullable disable
using System.Net.Sockets;
using System.Text;

namespace ZeroMQ.Tests;

/// <summary>Every socket type over every transport, as programs for clrzmq4 use them.</summary>
public class OldStyleSocketTests : ContextFixture
{
    private static readonly (ZSocketType, ZSocketType)[] s_conversations =
    [
        (ZSocketType.PAIR, ZSocketType.PAIR),
        (ZSocketType.REQ, ZSocketType.REP),
        (ZSocketType.REQ, ZSocketType.ROUTER),
        (ZSocketType.DEALER, ZSocketType.REP),
        (ZSocketType.DEALER, ZSocketType.ROUTER),
        (ZSocketType.DEALER, ZSocketType.DEALER),
        (ZSocketType.ROUTER, ZSocketType.ROUTER),
    ];

    private static readonly (ZSocketType, ZSocketType)[] s_feeds =
    [
        (ZSocketType.PUB, ZSocketType.SUB),
        (ZSocketType.PUB, ZSocketType.XSUB),
        (ZSocketType.XPUB, ZSocketType.SUB),
        (ZSocketType.XPUB, ZSocketType.XSUB),
    ];

    [Test]
    public void A_question_is_answered_to_who_asked(
        [ValueSource(nameof(s_conversations))] (ZSocketType Asks, ZSocketType Answers) types, [Values("inproc://types", "ipc://*", AnyPort)] string endpoint)
    {
        var server = Open(types.Answers);
        var client = Open(types.Asks);
        server.IdentityString = "server";
        Assert.That(server.IdentityString, Is.EqualTo("server"));
        server.Bind(endpoint);
        if (types.Asks == ZSocketType.ROUTER)
            client.RouterMandatory = RouterMandatory.Report;
        client.Connect(server.LastEndpoint);

        using (var question = new ZMessage { new ZFrame("question") })
        {
            if (types.Answers == ZSocketType.REP && types.Asks != ZSocketType.REQ)
                question.Prepend(new ZFrame());
            if (types.Asks == ZSocketType.ROUTER)
                question.Prepend(new ZFrame("server"));

            // A ROUTER knows its peer once that has said who it is.
            Within.Until(() =>
            {
                ZError error;
                if (client.Send(question, out error))
                    return true;
                Assert.That(error, Is.SameAs(ZError.EHOSTUNREACH));
                return false;
            }, "the peer");
        }
        using (var message = server.ReceiveMessage())
        {
            Assert.That(message[message.Count - 1].ReadString(), Is.EqualTo("question"));
            message.ReplaceAt(message.Count - 1, new ZFrame("answer"));
            server.Send(message);
        }
        using (var answer = client.ReceiveMessage())
        {
            Assert.That(answer.Last().ReadString(), Is.EqualTo("answer"));
        }
    }

    [Test]
    public void What_is_published_comes_to_who_subscribed(
        [ValueSource(nameof(s_feeds))] (ZSocketType Publishes, ZSocketType Subscribes) types, [Values("inproc://types", "ipc://*", AnyPort)] string endpoint)
    {
        var publisher = Open(types.Publishes);
        var subscriber = Open(types.Subscribes);
        publisher.Bind(endpoint);
        subscriber.Connect(publisher.LastEndpoint);
        if (types.Subscribes == ZSocketType.SUB)
            Assert.That(subscriber.SetOption(ZSocketOption.SUBSCRIBE, "topic"));
        else
            subscriber.Send(new ZFrame(Encoding.ASCII.GetBytes("\u0001topic")));
        if (types.Publishes == ZSocketType.XPUB)
        {
            using (var subscription = publisher.ReceiveFrame())
            {
                Assert.That((subscription.ReadAsByte(), subscription.ReadString()), Is.EqualTo(((byte)1, "topic")));
            }
        }
        Within.Until(() =>
        {
            publisher.Send(new ZMessage { new ZFrame("other"), new ZFrame("nothing") });
            publisher.Send(new ZMessage { new ZFrame("topic"), new ZFrame("news") });
            ZError error;
            using (var message = subscriber.ReceiveMessage(ZSocketFlags.DontWait, out error))
            {
                if (message == null)
                    return false;
                Assert.That((message.PopString(), message.PopString()), Is.EqualTo(("topic", "news")));
                return true;
            }
        }, "the subscription");
    }

    [Test]
    public void What_is_pushed_is_pulled([Values("inproc://types", "ipc://*", AnyPort)] string endpoint)
    {
        var sink = Open(ZSocketType.PULL);
        var source = Open(ZSocketType.PUSH);
        sink.Bind(endpoint);
        source.Connect(sink.LastEndpoint);
        for (int i = 0; i < 100; ++i)
        {
            source.Send(new ZFrame(i));
        }
        for (int i = 0; i < 100; ++i)
        {
            using (var frame = sink.ReceiveFrame())
                Assert.That(frame.ReadInt32(), Is.EqualTo(i));
        }
    }

    [Test]
    public void A_router_takes_the_envelope_off_and_puts_it_on_again()
    {
        var router = Open(ZSocketType.ROUTER);
        router.Bind(AnyPort);
        var clients = new[] { Open(ZSocketType.REQ), Open(ZSocketType.REQ) };
        for (int i = 0; i < clients.Length; ++i)
        {
            clients[i].IdentityString = "client-" + i;
            clients[i].Connect(router.LastEndpoint);
            clients[i].Send(new ZFrame(i));
        }
        for (int i = 0; i < clients.Length; ++i)
        {
            using (var request = router.ReceiveMessage())
            {
                ZFrame identity = request.Unwrap();
                Assert.That(identity.ReadString(), Is.EqualTo("client-" + request[0].ReadInt32()));
                request.Wrap(identity);
                router.Send(request);
            }
        }
        for (int i = 0; i < clients.Length; ++i)
        {
            using (var reply = clients[i].ReceiveFrame())
                Assert.That(reply.ReadInt32(), Is.EqualTo(i));
        }
    }

    [Test]
    public void A_stream_talks_to_any_tcp_client()
    {
        var stream = Open(ZSocketType.STREAM);
        stream.Bind(AnyPort);
        using (var client = new TcpClient())
        {
            client.ReceiveTimeout = (int)Within.Deadline.TotalMilliseconds;
            client.Connect("127.0.0.1", new Uri(stream.LastEndpoint).Port);
            byte[] peer;
            using (var connected = stream.ReceiveMessage())
            {
                Assert.That((connected.Count, connected[1].Length), Is.EqualTo((2, 0)));
                peer = connected[0].Read();
            }
            client.GetStream().Write("GET / HTTP/1.0\r\n\r\n"u8);
            var request = new StringBuilder();
            while (request.Length < 18)
            {
                using (var part = stream.ReceiveMessage())
                {
                    Assert.That(part[0].Read(), Is.EqualTo(peer));
                    request.Append(part[1].ToString(Encoding.ASCII));
                }
            }
            Assert.That(request.ToString(), Is.EqualTo("GET / HTTP/1.0\r\n\r\n"));

            stream.SendMore(new ZFrame(peer));
            stream.Send(new ZFrame("HTTP/1.0 200 OK\r\n\r\nHello"));
            stream.SendMore(new ZFrame(peer));
            stream.Send(new ZFrame());

            // libzmq closes the connection while the socket is being used.
            using (var reader = new StreamReader(client.GetStream()))
            {
                var response = reader.ReadToEndAsync();
                ZError error;
                Within.Until(() => { using (stream.ReceiveFrame(ZSocketFlags.DontWait, out error)) { return response.IsCompleted; } }, "the end of the connection");
                Assert.That(response.Result, Is.EqualTo("HTTP/1.0 200 OK\r\n\r\nHello"));
            }
        }
    }
}
