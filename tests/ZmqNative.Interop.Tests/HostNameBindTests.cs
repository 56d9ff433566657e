namespace ZmqNative.Interop.Tests;

/// <summary>What libzmq itself, without the binding, makes of names in zmq_bind.</summary>
[Platform("Linux")]
public unsafe class HostNameBindTests : SocketFixture
{
    private const int NoSuchDevice = 19;

    private SocketHandle _socket = null!;

    [SetUp]
    public void OpenSocket()
    {
        Libzmq435.Require(Context);
        _socket = SocketHandle.Open(Context.Handle, ZmqSocketType.Publish);
    }

    [TearDown]
    public void CloseSocket() => _socket?.Dispose();

    [TestCase("localhost")]
    [TestCase("lo")]
    public void A_name_is_bound_by_its_IPv4_address_and_unbound_by_name(string name)
    {
        Assert.That(LibZmq.zmq_bind(_socket, $"tcp://{name}:*"), Is.Zero);
        string bound = LastEndpoint();
        Assert.That(bound, Does.StartWith("tcp://127.0.0.1:"));
        string port = bound.Split(':')[^1];
        Assert.That(LibZmq.zmq_unbind(_socket, name == "lo" ? bound : $"tcp://{name}:{port}"), Is.Zero);
        // The listener is closed by the I/O thread.
        Within.Until(() => LibZmq.zmq_bind(_socket, $"tcp://{name}:{port}") == 0, "the port to be free again");
    }

    [TestCase("tcp://no-such-host.invalid:*")]
    [TestCase("tcp://:*")]
    [TestCase("tcp://127.0.0.1::28332")]
    [TestCase("tcp://[::1]:*")]
    public void A_name_that_is_not_found_is_no_device(string endpoint)
    {
        Assert.That(LibZmq.zmq_bind(_socket, endpoint), Is.EqualTo(-1));
        Assert.That(ZmqLibrary.LastError(), Is.EqualTo(NoSuchDevice));
    }

    private string LastEndpoint()
    {
        byte* text = stackalloc byte[256];
        nuint length = 256;
        Assert.That(LibZmq.zmq_getsockopt(_socket, LibZmq.ZMQ_LAST_ENDPOINT, text, &length), Is.Zero);
        return System.Text.Encoding.ASCII.GetString(text, (int)length - 1);
    }
}
