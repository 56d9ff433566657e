using System.Globalization;

namespace ZmqNative.Interop.Tests;

/// <summary>What libzmq answers to an address it cannot listen on: these texts stand in a node's log.</summary>
[Platform("Linux")]
[TestFixture(false)]
[TestFixture(true)] // A monitor is told of a failed bind, which overwrites errno.
public class BindErrorTests(bool isMonitored) : SocketFixture
{
    protected override bool IsMonitored => isMonitored;

    [TestCase("foo", "Invalid argument")]
    [TestCase("bar", "Invalid argument")]
    [TestCase("", "Invalid argument")]
    [TestCase("127.0.0.1:40000", "Invalid argument")]
    [TestCase("tcp:127.0.0.1:28332", "Invalid argument")]
    [TestCase("tcp://127.0.0.1", "Invalid argument")]
    [TestCase("ipc://", "Invalid argument")]
    [TestCase("unix:/tmp/x", "Invalid argument")]
    [TestCase("tcp://127.0.0.1::28332", "No such device")]
    [TestCase("tcp://nosuchif:1", "No such device")]
    [TestCase("tcp://localhost", "Invalid argument")]
    [TestCase("tcp://localhost:abc", "Invalid argument")]
    [TestCase("tcp://unknown.invalid:28332", "No such device")]
    [TestCase("tcp://:28332", "No such device")]
    [TestCase("tcp://[::1]:28332", "No such device")]
    [TestCase("tcp://192.0.2.1:28332", "Cannot assign requested address")]
    [TestCase("unix:///x", "Protocol not supported")]
    [TestCase("vmci://*:1", "Protocol not supported")]
    [TestCase("udp://127.0.0.1:28332", "The protocol is not compatible with the socket type")]
    [TestCase("ipc:///no/such/dir/x", "No such file or directory")]
    public void Bind_refuses(string endpoint, string text) => Refuses(endpoint, text);

    [Test]
    public void Bind_refuses_a_port_in_use() => Refuses(OpenPublisher().LastEndpoint, "Address already in use");

    [Test]
    public void Bind_refuses_a_socket_path_of_more_than_107_characters() => Refuses("ipc:///tmp/" + new string('x', 103), "File name too long");

    [Test]
    public void A_port_beyond_65535_silently_loses_its_upper_bits()
    {
        ZmqSocket first = OpenPublisher();
        string endpoint = first.LastEndpoint;
        int colon = endpoint.LastIndexOf(':') + 1;
        int port = int.Parse(endpoint[colon..], CultureInfo.InvariantCulture);
        Refuses(string.Create(CultureInfo.InvariantCulture, $"{endpoint[..colon]}{port + 65536}"), "Address already in use");
    }

    [TestCase("foo", "connect foo: Invalid argument (EINVAL)")]
    [TestCase("foo://x", "connect foo://x: Protocol not supported (EPROTONOSUPPORT)")]
    public void Connect_refuses(string endpoint, string message) =>
        Assert.That(() => Open(ZmqSocketType.Subscribe).Connect(endpoint), Throws.TypeOf<ZmqException>().With.Message.EqualTo(message));

    private void Refuses(string endpoint, string text)
    {
        ZmqSocket socket = Open(ZmqSocketType.Publish);
        var exception = Assert.Throws<ZmqException>(() => socket.Bind(endpoint));
        Assert.That(exception!.ErrorText, Is.EqualTo(text));
        Assert.That(exception.Message, Is.EqualTo($"bind {endpoint}: {text} ({exception.ErrorName})"));
        Assert.That(socket.LastEndpoint, Is.Empty);
    }
}
