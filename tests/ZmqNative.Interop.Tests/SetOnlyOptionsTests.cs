using System.Reflection;

namespace ZmqNative.Interop.Tests;

/// <summary>Options libzmq does not tell back, which are methods therefore: who takes them, and what they do.</summary>
public class SetOnlyOptionsTests : SocketFixture
{
    private static readonly ZmqSocketType[] s_publishers = [ZmqSocketType.Publish, ZmqSocketType.XPublish];

    private static readonly TestCaseData[] s_options =
    [
        Option(nameof(ZmqSocket.SetConnectRoutingId), socket => socket.SetConnectRoutingId("name"u8), ZmqSocketType.Router, ZmqSocketType.Reply, ZmqSocketType.Stream),
        Option(nameof(ZmqSocket.SetProbeRouter), socket => socket.SetProbeRouter(true), ZmqSocketType.Request, ZmqSocketType.Reply, ZmqSocketType.Dealer, ZmqSocketType.Router),
        Option(nameof(ZmqSocket.SetRouterMandatory), socket => socket.SetRouterMandatory(true), ZmqSocketType.Router, ZmqSocketType.Reply),
        Option(nameof(ZmqSocket.SetRouterHandover), socket => socket.SetRouterHandover(true), ZmqSocketType.Router, ZmqSocketType.Reply),
        Option(nameof(ZmqSocket.SetStreamNotify), socket => socket.SetStreamNotify(false), ZmqSocketType.Stream),
        Option(nameof(ZmqSocket.SetRequestCorrelate), socket => socket.SetRequestCorrelate(true), ZmqSocketType.Request),
        Option(nameof(ZmqSocket.SetRequestRelaxed), socket => socket.SetRequestRelaxed(true), ZmqSocketType.Request),
        Option(nameof(ZmqSocket.SetXPublishVerbose), socket => socket.SetXPublishVerbose(true), s_publishers),
        Option(nameof(ZmqSocket.SetXPublishVerboser), socket => socket.SetXPublishVerboser(true), s_publishers),
        Option(nameof(ZmqSocket.SetXPublishNoDrop), socket => socket.SetXPublishNoDrop(true), s_publishers),
        Option(nameof(ZmqSocket.SetXPublishManual), socket => socket.SetXPublishManual(true), s_publishers),
        Option(nameof(ZmqSocket.SetXPublishWelcomeMessage), socket => socket.SetXPublishWelcomeMessage("hello"u8), s_publishers),
        Option(nameof(ZmqSocket.SetVmciBufferSize), socket => socket.SetVmciBufferSize(1), Vmci),
        Option(nameof(ZmqSocket.SetVmciMinBufferSize), socket => socket.SetVmciMinBufferSize(1), Vmci),
        Option(nameof(ZmqSocket.SetVmciMaxBufferSize), socket => socket.SetVmciMaxBufferSize(1), Vmci),
        Option(nameof(ZmqSocket.SetVmciConnectTimeout), socket => socket.SetVmciConnectTimeout(1), Vmci),
    ];

    private static ZmqSocketType[] Vmci => ZmqLibrary.Has("vmci") ? Enum.GetValues<ZmqSocketType>() : [];

    [TestCaseSource(nameof(s_options))]
    public void Sockets_of_the_documented_types_take_it_and_others_refuse(string name, Action<ZmqSocket> set, ZmqSocketType[] types)
    {
        foreach (ZmqSocketType type in Enum.GetValues<ZmqSocketType>())
        {
            ZmqSocket socket = Open(type);
            Assert.That(
                () => set(socket),
                types.Contains(type) ? Throws.Nothing : Throws.TypeOf<ZmqException>().With.Message.EqualTo($"{name}: Invalid argument (EINVAL)"),
                $"{type}");
        }
    }

    [Test]
    public void Every_such_option_is_in_the_table() => Assert.That(
        s_options.Select(option => option.Arguments[0]),
        Is.EquivalentTo(typeof(ZmqSocket).GetMethods(BindingFlags.Instance | BindingFlags.Public | BindingFlags.DeclaredOnly)
            .Where(method => !method.IsSpecialName && method.Name.StartsWith("Set", StringComparison.Ordinal) && method.Name != nameof(ZmqSocket.SetOption)).Select(method => method.Name)));

    [Test]
    public void A_router_knows_a_dealer_by_its_routing_id_and_says_when_there_is_none()
    {
        ZmqSocket router = Open(ZmqSocketType.Router), dealer = Open(ZmqSocketType.Dealer);
        router.SetRouterMandatory(true);
        dealer.RoutingId = "me"u8.ToArray();
        dealer.SetProbeRouter(true);
        router.Bind(AnyPort);
        dealer.Connect(router.LastEndpoint);
        Assert.That(ReceiveParts(router), Is.EqualTo(new[] { "me"u8.ToArray(), [] }), "the probe");
        Assert.That(router.Send("me"u8, more: true) && router.Send("hello"u8));
        Assert.That(ReceiveText(dealer), Is.EqualTo("hello"));
        Assert.That(() => router.Send("you"u8, more: true), Throws.TypeOf<ZmqException>().With.Message.EqualTo("zmq_send: Host unreachable (EHOSTUNREACH)").Or.Message.EqualTo("zmq_send: No route to host (EHOSTUNREACH)"));
    }

    [Test]
    public void A_request_may_be_sent_again_if_that_was_asked_for()
    {
        ZmqSocket reply = Open(ZmqSocketType.Reply), request = Open(ZmqSocketType.Request);
        reply.Bind("inproc://request");
        request.Connect("inproc://request");
        Assert.That(request.Send("1"u8));
        Assert.That(() => request.Send("2"u8), Throws.TypeOf<ZmqException>());
        request.SetRequestRelaxed(true);
        Assert.That(request.Send("2"u8));
    }

    [Test]
    public void A_new_subscriber_is_welcomed()
    {
        ZmqSocket publisher = Open(ZmqSocketType.XPublish), subscriber = Open(ZmqSocketType.Subscribe);
        publisher.SetXPublishWelcomeMessage("welcome"u8);
        publisher.Bind(AnyPort);
        subscriber.Subscribe("w"u8);
        subscriber.Connect(publisher.LastEndpoint);
        Assert.That(ReceiveParts(publisher), Is.EqualTo(new[] { "\u0001w"u8.ToArray() }));
        Assert.That(ReceiveText(subscriber), Is.EqualTo("welcome"));
    }

    [Test]
    public void A_publisher_may_subscribe_its_peer_to_something_else()
    {
        ZmqSocket publisher = Open(ZmqSocketType.XPublish), subscriber = Open(ZmqSocketType.XSubscribe);
        publisher.SetXPublishManual(true);
        publisher.Bind(AnyPort);
        subscriber.Connect(publisher.LastEndpoint);
        Assert.That(subscriber.Send("\u0001A"u8));
        Assert.That(ReceiveParts(publisher), Is.EqualTo(new[] { "\u0001A"u8.ToArray() }));
        publisher.Subscribe("B"u8);
        Assert.That(publisher.Send("A"u8) && publisher.Send("B"u8));
        Assert.That(ReceiveText(subscriber), Is.EqualTo("B"));
    }

    [TestCase("", "+ -")]
    [TestCase(nameof(ZmqSocket.SetXPublishVerbose), "+ + -")]
    [TestCase(nameof(ZmqSocket.SetXPublishVerboser), "+ + - -")]
    public void A_publisher_hears_of_the_first_and_last_subscription_or_of_more(string option, string heard)
    {
        ZmqSocket publisher = Open(ZmqSocketType.XPublish);
        typeof(ZmqSocket).GetMethod(option)?.Invoke(publisher, [true]);
        publisher.Bind("inproc://verbose");
        ZmqSocket[] subscribers = [Open(ZmqSocketType.XSubscribe), Open(ZmqSocketType.XSubscribe)];
        Array.ForEach(subscribers, subscriber => subscriber.Connect("inproc://verbose"));
        Assert.That(Array.TrueForAll(subscribers, subscriber => subscriber.Send("\u0001A"u8)));
        string told = Hear();
        Assert.That(Array.TrueForAll(subscribers, subscriber => subscriber.Send("\u0000A"u8)));
        Assert.That($"{told} {Hear()}", Is.EqualTo(heard));

        string Hear()
        {
            List<string> messages = [];
            using ZmqMessage part = new();
            while (publisher.TryReceive(part))
            {
                messages.Add(part.Span[0] == 1 ? "+" : "-");
            }
            return string.Join(' ', messages);
        }
    }

    [TestCase(true)]
    [TestCase(false)]
    public void A_publisher_that_may_not_drop_waits(bool noDrop)
    {
        ZmqSocket publisher = Open(ZmqSocketType.Publish), subscriber = Open(ZmqSocketType.Subscribe);
        publisher.SetXPublishNoDrop(noDrop);
        publisher.SendTimeout = 0;
        publisher.SendHighWatermark = subscriber.ReceiveHighWatermark = 1;
        publisher.Bind("inproc://full");
        subscriber.Subscribe([]);
        subscriber.Connect("inproc://full");
        _ = publisher.Events; // Takes the subscription in.
        Assert.That(Enumerable.Range(0, 10).All(_ => publisher.Send("x"u8)), Is.EqualTo(!noDrop));
    }

    [Test]
    public void A_router_gives_the_next_peer_a_name()
    {
        ZmqSocket router = Open(ZmqSocketType.Router), dealer = Open(ZmqSocketType.Dealer);
        dealer.Bind("inproc://named");
        router.SetConnectRoutingId("you"u8);
        router.Connect("inproc://named");
        Assert.That(router.Send("you"u8, more: true) && router.Send("hello"u8));
        Assert.That(ReceiveText(dealer), Is.EqualTo("hello"));
    }

    [TestCase(true)]
    [TestCase(false)]
    public void A_new_routing_id_of_the_same_name_takes_over_or_is_turned_away(bool handover)
    {
        ZmqSocket router = Open(ZmqSocketType.Router), first = Open(ZmqSocketType.Dealer), second = Open(ZmqSocketType.Dealer);
        router.SetRouterHandover(handover);
        router.Bind("inproc://same");
        first.RoutingId = second.RoutingId = "same"u8.ToArray();
        first.Connect("inproc://same");
        second.Connect("inproc://same");
        _ = router.Events;
        Assert.That(router.Send("same"u8, more: true) && router.Send("hello"u8));
        using ZmqMessage part = new();
        Assert.That((first.TryReceive(part), second.TryReceive(part)), Is.EqualTo((!handover, handover)));
    }

    [TestCase(true)]
    [TestCase(false)]
    public void A_stream_tells_of_a_connection_with_an_empty_message_or_not(bool notify)
    {
        ZmqSocket stream = Open(ZmqSocketType.Stream);
        stream.SetStreamNotify(notify);
        stream.Bind(AnyPort);
        using RawPeer peer = new(stream.LastEndpoint);
        peer.Write("raw"u8);
        Assert.That(ReceiveParts(stream)[1], Is.EqualTo(notify ? [] : "raw"u8.ToArray()));
    }

    [TestCase(true, 3)]
    [TestCase(false, 2)]
    public void A_correlated_request_carries_a_number(bool correlate, int parts)
    {
        ZmqSocket request = Open(ZmqSocketType.Request), dealer = Open(ZmqSocketType.Dealer);
        request.SetRequestCorrelate(correlate);
        dealer.Bind("inproc://number");
        request.Connect("inproc://number");
        Assert.That(request.Send("x"u8));
        Assert.That(ReceiveParts(dealer), Has.Count.EqualTo(parts));
    }

    private static TestCaseData Option(string name, Action<ZmqSocket> set, params ZmqSocketType[] types) =>
        new TestCaseData(name, set, types).SetArgDisplayNames(name);
}
