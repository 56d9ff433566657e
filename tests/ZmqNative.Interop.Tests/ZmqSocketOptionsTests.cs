using System.Reflection;
using System.Text;

namespace ZmqNative.Interop.Tests;

public class ZmqSocketOptionsTests : SocketFixture
{
    private const string NoKey = "0000000000000000000000000000000000000000";
    private const string Key = "rq:rM>}U?@Lns47E1%kR.o@n%FcmmsL/@{H8]yf7"; // the example of zmq_curve_keypair's manual

    private const int Any = int.MaxValue;

    private static readonly object[] s_milliseconds = [0, 1, 30_000, Any], s_positive = [1, 5000, Any], s_negative = [-1, int.MinValue];
    private static readonly object[] s_orMinusOne = [0, 1, 30_000, Any, -1], s_belowMinusOne = [-2, int.MinValue];
    private static readonly object[] s_text = ["x", "four", new string('y', 255), "Zoë"], s_tooLong = [new string('z', 256)];
    private static readonly string[] s_cannotBeTakenBack =
        [nameof(ZmqSocket.HeartbeatTimeout), nameof(ZmqSocket.RoutingId), nameof(ZmqSocket.ZapDomain), nameof(ZmqSocket.GssapiPrincipal), nameof(ZmqSocket.GssapiServicePrincipal)];

    // Name, default, values that are taken, values that are refused.
    private static readonly TestCaseData[] s_options =
    [
        new(nameof(ZmqSocket.SendHighWatermark), 1000, s_milliseconds, s_negative),
        new(nameof(ZmqSocket.ReceiveHighWatermark), 1000, s_milliseconds, s_negative),
        new(nameof(ZmqSocket.Linger), -1, s_orMinusOne, s_belowMinusOne),
        new(nameof(ZmqSocket.ReceiveTimeout), -1, s_orMinusOne, s_belowMinusOne),
        new(nameof(ZmqSocket.SendTimeout), -1, s_orMinusOne, s_belowMinusOne),
        new(nameof(ZmqSocket.MaxMessageSize), -1L, new object[] { 0L, 1L, 5_000_000_000L, long.MaxValue, -5L }, Nothing),
        Switch(nameof(ZmqSocket.Conflate)),
        Switch(nameof(ZmqSocket.Immediate)),
        new(nameof(ZmqSocket.TcpKeepAlive), -1, new object[] { 0, 1, -1 }, new object[] { -2, 2 }),
        new(nameof(ZmqSocket.TcpKeepAliveIdle), -1, s_orMinusOne, s_belowMinusOne),
        new(nameof(ZmqSocket.TcpKeepAliveInterval), -1, s_orMinusOne, s_belowMinusOne),
        new(nameof(ZmqSocket.TcpKeepAliveCount), -1, s_orMinusOne, s_belowMinusOne),
        new(nameof(ZmqSocket.TcpMaxRetransmitTimeout), 0, s_milliseconds, s_negative),
        Switch(nameof(ZmqSocket.IPv6)),
        new(nameof(ZmqSocket.Affinity), 0UL, new object[] { 1UL, ulong.MaxValue, 0UL }, Nothing),
        new(nameof(ZmqSocket.Backlog), 100, s_milliseconds, s_negative),
        new(nameof(ZmqSocket.SendBuffer), -1, s_orMinusOne, s_belowMinusOne),
        new(nameof(ZmqSocket.ReceiveBuffer), -1, s_orMinusOne, s_belowMinusOne),
        new(nameof(ZmqSocket.TypeOfService), 0, new object[] { 0xb8, 0 }, s_negative),
        new(nameof(ZmqSocket.BindToDevice), "", new object[] { "lo", "four", "", "sixteen-letters." }, new object[] { "seventeen-letters" }),
        new(nameof(ZmqSocket.SocksProxy), "", new object[] { "127.0.0.1:1080", "", new string('x', 1000) }, Nothing),
        new(nameof(ZmqSocket.UseFileDescriptor), -1, new object[] { 3, -1 }, s_belowMinusOne),
        new(nameof(ZmqSocket.ReconnectInterval), 100, s_orMinusOne, s_belowMinusOne),
        new(nameof(ZmqSocket.MaxReconnectInterval), 0, s_milliseconds, s_negative),
        new(nameof(ZmqSocket.ConnectTimeout), 0, s_milliseconds, s_negative),
        new(nameof(ZmqSocket.HandshakeInterval), 30_000, s_milliseconds, s_negative),
        new(nameof(ZmqSocket.HeartbeatInterval), 0, s_milliseconds, s_negative),
        new(nameof(ZmqSocket.HeartbeatTimeout), -1, s_milliseconds, s_negative),
        new(nameof(ZmqSocket.HeartbeatTimeToLive), 0, new object[] { 100, 6_553_500, 0 }, new object[] { -100, 6_553_600 }),
        Switch(nameof(ZmqSocket.PlainServer)),
        new(nameof(ZmqSocket.PlainUserName), "", s_text, s_tooLong),
        new(nameof(ZmqSocket.PlainPassword), "", s_text, s_tooLong),
        new(nameof(ZmqSocket.ZapDomain), "", s_text, new object[] { "", new string('z', 256) }),
        Switch(nameof(ZmqSocket.CurveServer)),
        new(nameof(ZmqSocket.CurvePublicKey), NoKey, new object[] { Key }, Nothing),
        new(nameof(ZmqSocket.CurveSecretKey), NoKey, new object[] { Key }, Nothing),
        new(nameof(ZmqSocket.CurveServerKey), NoKey, new object[] { Key }, Nothing),
        Switch(nameof(ZmqSocket.GssapiServer)),
        Switch(nameof(ZmqSocket.GssapiPlainText)),
        new(nameof(ZmqSocket.GssapiPrincipal), "", s_text, new object[] { "", new string('z', 256) }),
        new(nameof(ZmqSocket.GssapiServicePrincipal), "", s_text, new object[] { "", new string('z', 256) }),
        NameType(nameof(ZmqSocket.GssapiPrincipalNameType)),
        NameType(nameof(ZmqSocket.GssapiServicePrincipalNameType)),
        new(nameof(ZmqSocket.RoutingId), Nothing, new object[] { new byte[] { 1 }, "four"u8.ToArray(), new byte[255] }, new object[] { Array.Empty<byte>(), new byte[256] }),
        Switch(nameof(ZmqSocket.InvertMatching)),
        new(nameof(ZmqSocket.MulticastRate), 100, s_positive, new object[] { 0, -1 }),
        new(nameof(ZmqSocket.RecoveryInterval), 10_000, s_milliseconds, s_negative),
        new(nameof(ZmqSocket.MulticastHops), 1, s_positive, new object[] { 0, -1 }),
        new(nameof(ZmqSocket.MulticastMaxTransportUnit), 1500, s_positive, new object[] { 0, -1 }),
    ];

    private static object[] Nothing => [];

    [TestCaseSource(nameof(s_options))]
    public void An_option_has_its_documented_default_and_keeps_what_it_is_set_to(string name, object standard, object[] good, object[] bad)
    {
        PropertyInfo option = typeof(ZmqSocket).GetProperty(name)!;
        foreach (ZmqSocketType type in Enum.GetValues<ZmqSocketType>())
        {
            using ZmqSocket socket = new(Context, type);
            if (name.StartsWith("Gssapi", StringComparison.Ordinal) && !ZmqLibrary.Has("gssapi"))
            {
                AssertRefused(socket, option, good[0]);
                continue;
            }
            // A subscriber sends nothing that would be worth waiting for.
            bool discards = name == nameof(ZmqSocket.Linger) && type is (ZmqSocketType.Subscribe or ZmqSocketType.XSubscribe);
            Assert.That(option.GetValue(socket), Is.EqualTo(discards ? 0 : standard), $"{type}");
            foreach (object value in good)
            {
                option.SetValue(socket, value);
                Assert.That(option.GetValue(socket), Is.EqualTo(value), $"{type}");
                AssertSetInLibzmq(socket, name, value);
            }
            foreach (object value in bad)
            {
                AssertRefused(socket, option, value);
                Assert.That(option.GetValue(socket), Is.EqualTo(good[^1]), "a refused value must change nothing");
            }
            if (!s_cannotBeTakenBack.Contains(name))
            {
                option.SetValue(socket, name == nameof(ZmqSocket.Linger) ? 0 : standard);
            }
        }
    }

    [Test]
    public void Every_option_is_in_the_table() => Assert.That(
        s_options.Select(option => option.Arguments[0]),
        Is.EquivalentTo(typeof(ZmqSocket).GetProperties().Where(property => property.CanWrite).Select(property => property.Name)));

    [Test]
    public void Tenths_of_a_second_are_all_that_is_kept_of_a_time_to_live()
    {
        ZmqSocket socket = Open(ZmqSocketType.Publish);
        socket.HeartbeatTimeToLive = 6_553_599;
        Assert.That(socket.HeartbeatTimeToLive, Is.EqualTo(6_553_500));
    }

    [TestCase("tcp://127.0.0.1:*", @"^tcp://127\.0\.0\.1:[1-9]\d*$")]
    [TestCase("tcp://127.0.0.1:0", @"^tcp://127\.0\.0\.1:[1-9]\d*$")]
    [TestCase("tcp://*:*", @"^tcp://0\.0\.0\.0:[1-9]\d*$")]
    [TestCase("inproc://name", "^inproc://name$")]
    public void LastEndpoint_tells_where_a_wildcard_ended(string endpoint, string expected)
    {
        ZmqSocket socket = Open(ZmqSocketType.Publish);
        Assert.That(socket.LastEndpoint, Is.Empty);
        socket.Bind(endpoint);
        Assert.That(socket.LastEndpoint, Does.Match(expected));
    }

    [Test]
    public void An_IPv6_address_needs_the_option()
    {
        ZmqSocket socket = Open(ZmqSocketType.Publish);
        Assert.That(() => socket.Bind("tcp://[::1]:*"), Throws.TypeOf<ZmqException>());
        socket.IPv6 = true;
        try
        {
            socket.Bind("tcp://[::1]:*");
        }
        catch (ZmqException)
        {
            Assert.Ignore("This machine has no IPv6.");
        }
        Assert.That(socket.LastEndpoint, Does.StartWith("tcp://[::1]:"));
    }

    [Test]
    public void A_subscriber_receives_what_begins_with_one_of_its_prefixes_until_it_unsubscribes()
    {
        ZmqSocket publisher = OpenPublisher(), subscriber = OpenSubscriber(publisher);
        subscriber.Subscribe("hash"u8);
        subscriber.Subscribe("end"u8);
        subscriber.Unsubscribe([]);
        // A subscription travels on its own; what the publisher does with this topic tells that it has arrived.
        Within.Until(() => !IsDelivered("unwanted"), "the subscription to be taken back");

        Assert.That(IsDelivered("hashblock") && IsDelivered("hash") && !IsDelivered("has") && !IsDelivered("rawtx") && !IsDelivered(""));

        bool IsDelivered(string topic)
        {
            publisher.Send(Encoding.ASCII.GetBytes(topic));
            publisher.Send("end"u8);
            string first = ReceiveText(subscriber);
            return first != "end" && ReceiveText(subscriber) == "end";
        }
    }

    [Test]
    public void Only_a_subscriber_can_subscribe()
    {
        ZmqSocket publisher = Open(ZmqSocketType.Publish);
        Assert.That(() => publisher.Subscribe("x"u8), Throws.TypeOf<ZmqException>().With.Message.EqualTo("Subscribe: Invalid argument (EINVAL)"));
        Assert.That(() => publisher.Unsubscribe("x"u8), Throws.TypeOf<ZmqException>().With.Message.EqualTo("Unsubscribe: Invalid argument (EINVAL)"));
    }

    [Test]
    public void A_socket_knows_its_type([Values] ZmqSocketType type) => Assert.That(Open(type).Type, Is.EqualTo(type));

    [Test]
    public void A_socket_cannot_do_what_its_type_does_not_do()
    {
        using ZmqMessage part = new();
        ZmqSocket publisher = Open(ZmqSocketType.Publish), subscriber = Open(ZmqSocketType.Subscribe);
        Assert.That(() => publisher.TryReceive(part), Throws.TypeOf<ZmqException>().With.Message.StartsWith("zmq_msg_recv: "));
        Assert.That(() => subscriber.Send("x"u8), Throws.TypeOf<ZmqException>().With.Message.StartsWith("zmq_send: "));
        Assert.That(() => subscriber.Send(part), Throws.TypeOf<ZmqException>().With.Message.StartsWith("zmq_msg_send: "));
    }

    // Only the text of numbers is in a message: other text may be a password.
    private static void AssertRefused(ZmqSocket socket, PropertyInfo option, object value)
    {
        string to = value switch
        {
            string or byte[] => string.Empty,
            bool or Enum => $" to {Convert.ToInt32(value, null)}",
            _ => $" to {value}",
        };
        var exception = Assert.Throws<TargetInvocationException>(() => option.SetValue(socket, value));
        Assert.That(exception!.InnerException, Is.TypeOf<ZmqException>().With.Message.EqualTo($"set {option.Name}{to}: Invalid argument (EINVAL)"));
    }

    /// <summary>By the number of the constant the documentation names, so that two options mixed up in set and get are found out.</summary>
    private static unsafe void AssertSetInLibzmq(ZmqSocket socket, string name, object value)
    {
        const BindingFlags Internals = BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static;
        string constant = Documentation.ConstantOf($"P:{typeof(ZmqSocket)}.{name}")!;
        int option = (int)typeof(LibZmq).GetField(constant, Internals)!.GetRawConstantValue()!;
        var handle = (SocketHandle)typeof(ZmqSocket).GetField("_handle", Internals)!.GetValue(socket)!;
        byte[] expected = value switch
        {
            string text => Encoding.UTF8.GetBytes(text + '\0'),
            byte[] bytes => bytes,
            long number => BitConverter.GetBytes(number),
            ulong number => BitConverter.GetBytes(number),
            _ => BitConverter.GetBytes(Convert.ToInt32(value, null)),
        };
        byte[] told = new byte[expected.Length];
        nuint length = (nuint)told.Length;
        fixed (byte* room = told)
        {
            Assert.That(LibZmq.zmq_getsockopt(handle, option, room, &length), Is.Zero, constant);
        }
        Assert.That(told, Is.EqualTo(expected), constant);
    }

    private static TestCaseData Switch(string name) => new(name, false, new object[] { true, false }, Nothing);

    private static TestCaseData NameType(string name) => new(
        name, ZmqGssapiNameType.HostBased, new object[] { ZmqGssapiNameType.UserName, ZmqGssapiNameType.Kerberos5Principal }, new object[] { (ZmqGssapiNameType)3 });
}
