using System.Net;
using System.Net.Sockets;
using ZmqNative.Subscribing;
using ZmqNative.Testing;

namespace ZmqNative.Tests.Subscribing;

/// <summary>Whoever waits for a publisher says what for, and why it has not come.</summary>
[Parallelizable(ParallelScope.All)]
public sealed class WaitingTests
{
    [Test]
    public void A_refused_connection()
    {
        string address = FreeAddress();
        Assert.That(Reason(address), Is.EqualTo($"the connection is refused: nobody listens at {address["tcp://".Length..]}"));
    }

    [Test]
    public void A_name_that_does_not_exist() =>
        Assert.That(Reason("tcp://there-is-no-such-name.invalid:28332"), Does.StartWith("the name 'there-is-no-such-name.invalid' "));

    [Test]
    public void A_port_that_is_none() =>
        Assert.That(Reason("tcp://127.0.0.1:99999"), Does.StartWith("the connection is refused: ").And.EndsWith("; 99999 is no port, and libzmq takes 34463 for it"));

    [Test]
    public void A_unix_socket_that_does_not_exist([Values("unix:", "ipc://")] string scheme)
    {
        string path = Path.Combine(Path.GetTempPath(), $"{Guid.NewGuid():N}");
        Assert.That(Reason(scheme + path), Is.EqualTo($"there is no socket {path}"));
    }

    [Test]
    public void A_unix_socket_whose_publisher_is_gone()
    {
        string path = Path.Combine(Path.GetTempPath(), $"{Guid.NewGuid():N}");
        using (Socket socket = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified))
        {
            // A socket that is bound and does not listen refuses as one whose process was killed.
            socket.Bind(new UnixDomainSocketEndPoint(path));
            Assert.That(Reason($"unix:{path}"), Is.EqualTo($"the connection is refused: nobody listens at {path} any more"));
        }
    }

    [TestCase(PeerKind.Http, "no ZMQ is spoken there, but HTTP, as at the port of a node's RPC")]
    [TestCase(PeerKind.Ssh, "no ZMQ is spoken there: the answer begins with 'SSH-2.0-Op'")]
    [TestCase(PeerKind.Tls, "no ZMQ is spoken there, but TLS")]
    [TestCase(PeerKind.Silent, "the connection is accepted, but nothing is said there: it is no ZMQ publisher, or a frozen one")]
    [TestCase(PeerKind.Closes, "the connection is accepted and closed again without a word: nobody is behind it, or no ZMQ is spoken there")]
    public void Somebody_who_is_no_publisher(PeerKind kind, string reason)
    {
        using ScriptedPeer peer = new(kind);
        Assert.That(Reason(peer.Address), Is.EqualTo(reason));
    }

    [Test]
    public void A_socket_that_is_no_publishers()
    {
        using Interop.ZmqContext context = new();
        using Interop.ZmqSocket reply = new(context, Interop.ZmqSocketType.Reply);
        reply.Bind("tcp://127.0.0.1:*");
        // By its greeting, or by its answer to ours, whichever comes first.
        Assert.That(
            Reason(reply.LastEndpoint),
            Is.EqualTo("the ZMQ socket there is no publisher's").Or.EqualTo(
                "the connection is closed during the handshake: the ZMQ socket there may be no publisher's,"
                + " or asks for keys (CURVE) or a password (PLAIN)"));
    }

    /// <summary>libzmq calls it a failed handshake, whatever the reason.</summary>
    [Test]
    public void A_publisher_that_freezes_before_it_answers()
    {
        using FakePublisher publisher = new();
        using TestLink link = new(publisher.Address);
        NotificationSubscriberOptions options = TestStream.Options(link.Address);
        options.ConnectTimeout = TimeSpan.FromMilliseconds(300);
        // A short connection with heartbeats would be followed by a probe.
        options.HeartbeatInterval = TimeSpan.Zero;
        using TestStream stream = new(options);
        _ = stream.WaitFor<HandshakeDone>();
        link.Pause();
        link.Cut();
        Assert.That(stream.WaitFor<Waiting>().Reason, Is.EqualTo("the handshake was not completed in time"));
    }

    [Test]
    public void The_same_reason_is_reported_once_and_again_after_a_connection()
    {
        using EventLog log = new();
        string address = FreeAddress();
        using TestStream stream = new(TestStream.Options(address), log);
        WaitForAttempts(log, 5);
        Assert.That(log.Lines.Count(line => line.StartsWith("115", StringComparison.Ordinal)), Is.EqualTo(1));
        using (FakePublisher publisher = new(address))
        {
            _ = stream.WaitFor<HandshakeDone>();
        }
        Assert.That(stream.WaitFor<Waiting>().Reason, Does.StartWith("the connection is refused"));
    }

    /// <summary>Twenty doubled intervals would be hours.</summary>
    [Test]
    public void An_address_of_this_machine_that_refuses_is_tried_at_the_same_interval()
    {
        using EventLog log = new();
        using NotificationSubscriber subscriber = new(
            new() { Addresses = { FreeAddress() }, MaxReconnectInterval = TimeSpan.FromHours(24) }, log);
        WaitForAttempts(log, 20);
    }

    [TestCase("tcp://127.0.0.1:28332", true)]
    [TestCase("tcp://127.8.0.1:28332", true)]
    [TestCase("tcp://localhost:28332", true)]
    [TestCase("tcp://[::1]:28332", true)]
    [TestCase("ipc:///run/node.sock", true)]
    [TestCase("tcp://192.0.2.1:28332", false)]
    [TestCase("tcp://node.example:28332", false)]
    [TestCase("tcp://[2001:db8::1]:28332", false)]
    public void Another_machine_is_not_asked_a_hundred_times_a_second(string endpoint, bool isHere) =>
        Assert.That(PeerAddress.IsOnThisMachine(endpoint), Is.EqualTo(isHere));

    /// <summary>A relay makes a hundred such attempts a second.</summary>
    [TestCase("tcp")]
    [TestCase("ipc")]
    public void An_attempt_that_is_refused_needs_no_thread_of_its_own(string transport)
    {
        string address = transport == "tcp" ? FreeAddress() : $"ipc://{Path.Combine(Path.GetTempPath(), $"{Guid.NewGuid():N}")}";
        TaskCompletionSource<bool> over = new();
        using PeerProbe probe = new(
            address, TestStream.Options(address), Interop.ZmqMechanism.Null, null,
            () => over.SetResult(Thread.CurrentThread.IsThreadPoolThread || !Thread.CurrentThread.IsBackground));
        Thread test = new(probe.Start);
        test.Start();
        Assert.That(over.Task.Wait(FakePublisher.Deadline));
        Assert.That((over.Task.Result, probe.IsOver), Is.EqualTo((true, true)), "of the pool, or the caller's");
        Assert.That(probe.Reason, Does.Contain(transport == "tcp" ? "refused" : "there is no socket"));
    }

    [Test]
    public void A_reason_that_has_not_changed_is_repeated_once_a_minute()
    {
        ReportedReasons reported = new();
        List<(string Reason, long Time)> said = [];
        for (long now = 0; now <= 180_000; now += 10)
        {
            // For half a minute something else is the matter.
            string reason = now is > 70_000 and < 100_000 ? "no permission" : "refused";
            if (reported.MayReport(reason, now))
            {
                said.Add((reason, now));
            }
        }
        Assert.That(said, Is.EqualTo([("refused", 0L), ("refused", 60_000L), ("no permission", 70_010L), ("refused", 120_000L), ("refused", 180_000L)]));
    }

    [Test]
    public void Of_reasons_without_end_the_newest_are_remembered()
    {
        ReportedReasons reported = new();
        string[] reasons = [.. Enumerable.Range(0, 100).Select(i => $"{i}")];
        Assert.That(reasons.All(reason => reported.MayReport(reason, int.Parse(reason, System.Globalization.CultureInfo.InvariantCulture))));
        Assert.That(reasons[^16..].Where(reason => reported.MayReport(reason, 100)), Is.Empty);
        Assert.That(reported.MayReport(reasons[^17], 100), "it is forgotten");
    }

    /// <summary>A name may have addresses of both families, and the publisher one.</summary>
    [Test]
    public void A_publisher_is_reached_by_name()
    {
        using FakePublisher publisher = new();
        using TestStream stream = new(TestStream.Options(publisher.Address.Replace("127.0.0.1", "localhost", StringComparison.Ordinal)));
        Assert.That(stream.WaitFor<StateChanged>().State, Is.EqualTo(SubscriberState.Live));
    }

    /// <summary>A publisher does not say which topics it has.</summary>
    [Test]
    public void A_topic_that_has_not_come()
    {
        using FakePublisher publisher = new();
        NotificationSubscriberOptions options = TestStream.Options(publisher.Address);
        options.UnseenAfter = TimeSpan.FromHours(1);
        options.Topics.Add("hashblock");
        options.Topics.Add("sequence");
        using TestStream stream = new(options);
        Assert.That(stream.WaitFor<Waiting>().Reason, Is.EqualTo(
            "connected, and no hashblock or sequence has come yet; a publisher does not say which topics it has"));
    }

    /// <summary>libzmq reports it as a broken connection.</summary>
    [Test]
    public void A_part_that_is_too_long_is_the_reason_of_the_end()
    {
        using FakePublisher publisher = new();
        NotificationSubscriberOptions options = TestStream.Options(publisher.Address);
        options.ConfigureSocket = socket => socket.MaxMessageSize = 1000;
        using TestStream stream = new(options);
        publisher.WaitForSubscription().SendParts("rawblock"u8.ToArray(), new byte[1001]);
        Assert.That(stream.WaitFor<Disconnected>().Reason, Is.EqualTo(
            "the publisher broke the protocol, or sent a part of more than 1000 bytes, which ConfigureSocket can raise (MaxMessageSize)"));
    }

    private static string Reason(string address)
    {
        using TestStream stream = new(TestStream.Options(address));
        Waiting waiting = stream.WaitFor<Waiting>();
        Assert.That(waiting.Source, Is.EqualTo(address));
        return waiting.Reason;
    }

    private static void WaitForAttempts(EventLog log, int count) => Assert.That(
        SpinWait.SpinUntil(() => log.Lines.Count(line => line.StartsWith("104", StringComparison.Ordinal)) >= count, FakePublisher.Deadline));

    // A port where nobody listens any more.
    private static string FreeAddress()
    {
        using TcpListener listener = new(IPAddress.Loopback, 0);
        listener.Start();
        return $"tcp://{listener.LocalEndpoint}";
    }
}
