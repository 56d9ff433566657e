using System.Reflection;

namespace ZmqNative.Interop.Tests;

public class ZmqSocketOptionsTests : SocketFixture
{
    // Name, default, values that are taken, values that are refused.
    private static readonly TestCaseData[] s_options =
    [
        new(nameof(ZmqSocket.SendHighWatermark), 1000, new object[] { 0, 1, 5000, int.MaxValue }, new object[] { -1, int.MinValue }),
        new(nameof(ZmqSocket.ReceiveHighWatermark), 1000, new object[] { 0, 1, 5000, int.MaxValue }, new object[] { -1, int.MinValue }),
        new(nameof(ZmqSocket.Linger), -1, new object[] { 0, 1, 30_000, -1 }, new object[] { -2 }),
        new(nameof(ZmqSocket.ReceiveTimeout), -1, new object[] { 0, 1, 30_000, -1 }, new object[] { -2 }),
        new(nameof(ZmqSocket.TcpKeepAlive), -1, new object[] { 0, 1, -1 }, new object[] { -2, 2 }),
        new(nameof(ZmqSocket.IPv6), false, new object[] { true, false }, Array.Empty<object>()),
    ];

    [TestCaseSource(nameof(s_options))]
    public void An_option_has_its_documented_default_and_keeps_what_it_is_set_to(string name, object standard, object[] good, object[] bad)
    {
        using ZmqSocket socket = new(Context, ZmqSocketType.Publish);
        PropertyInfo option = typeof(ZmqSocket).GetProperty(name)!;
        Assert.That(option.GetValue(socket), Is.EqualTo(standard));
        foreach (object value in good)
        {
            option.SetValue(socket, value);
            Assert.That(option.GetValue(socket), Is.EqualTo(value));
        }
        foreach (object value in bad)
        {
            var exception = Assert.Throws<TargetInvocationException>(() => option.SetValue(socket, value));
            Assert.That(exception!.InnerException, Is.TypeOf<ZmqException>().With.Message.EqualTo($"set {name} to {value}: Invalid argument"));
            Assert.That(option.GetValue(socket), Is.EqualTo(good[^1]), "a refused value must change nothing");
        }
        option.SetValue(socket, name == nameof(ZmqSocket.Linger) ? 0 : standard);
    }

    [Test]
    public void Every_option_is_in_the_table() => Assert.That(
        s_options.Select(option => option.Arguments[0]),
        Is.EquivalentTo(typeof(ZmqSocket).GetProperties().Where(property => property.CanWrite).Select(property => property.Name)));

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
            publisher.Send(System.Text.Encoding.ASCII.GetBytes(topic));
            publisher.Send("end"u8);
            string first = ReceiveText(subscriber);
            return first != "end" && ReceiveText(subscriber) == "end";
        }
    }

    [Test]
    public void Only_a_subscriber_can_subscribe()
    {
        ZmqSocket publisher = Open(ZmqSocketType.Publish);
        Assert.That(() => publisher.Subscribe("x"u8), Throws.TypeOf<ZmqException>().With.Message.EqualTo("Subscribe: Invalid argument"));
        Assert.That(() => publisher.Unsubscribe("x"u8), Throws.TypeOf<ZmqException>().With.Message.EqualTo("Unsubscribe: Invalid argument"));
    }

    [TestCase(ZmqSocketType.Pair)]
    [TestCase(ZmqSocketType.Publish)]
    [TestCase(ZmqSocketType.Subscribe)]
    public void A_socket_knows_its_type(ZmqSocketType type) => Assert.That(Open(type).Type, Is.EqualTo(type));

    [Test]
    public void A_socket_cannot_do_what_its_type_does_not_do()
    {
        using ZmqMessage part = new();
        ZmqSocket publisher = Open(ZmqSocketType.Publish), subscriber = Open(ZmqSocketType.Subscribe);
        Assert.That(() => publisher.TryReceive(part), Throws.TypeOf<ZmqException>().With.Message.StartsWith("zmq_msg_recv: "));
        Assert.That(() => subscriber.Send("x"u8), Throws.TypeOf<ZmqException>().With.Message.StartsWith("zmq_send: "));
        Assert.That(() => subscriber.Send(part), Throws.TypeOf<ZmqException>().With.Message.StartsWith("zmq_msg_send: "));
    }
}
