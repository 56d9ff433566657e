using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace ZmqNative.Interop.Tests;

/// <summary>Names in the place of an address to listen on. The same on every libzmq, whoever looks the name up.</summary>
[Platform("Linux")]
[TestFixture(false)]
[TestFixture(true)] // A monitor is told of a failed bind, which overwrites errno.
public class HostNameTests(bool isMonitored) : SocketFixture
{
    protected override bool IsMonitored => isMonitored;

    [TestCase("tcp://localhost:{0}")]
    [TestCase("tcp://LOCALHOST:{0}")]
    [TestCase("tcp://[localhost]:{0}")]
    [TestCase("tcp://localhost%lo:{0}")]
    [TestCase("tcp://lo:{0}")]
    public void A_name_is_bound_to_its_first_IPv4_address(string endpoint)
    {
        int port = FreePort();
        ZmqSocket socket = Open(ZmqSocketType.Publish);
        socket.Bind(string.Format(CultureInfo.InvariantCulture, endpoint, port));
        Assert.That(socket.LastEndpoint, Is.EqualTo($"tcp://127.0.0.1:{port}"));
    }

    [TestCase("tcp://localhost:*")]
    [TestCase("tcp://localhost:0")]
    public void A_wildcard_port_becomes_a_number(string endpoint)
    {
        ZmqSocket socket = Open(ZmqSocketType.Publish);
        socket.Bind(endpoint);
        Assert.That(socket.LastEndpoint, Does.Match(@"^tcp://127\.0\.0\.1:[1-9]\d*$"));
    }

    [Test]
    public void The_machines_own_name_is_bound_to_its_first_IPv4_address()
    {
        string name = Dns.GetHostName();
        IPAddress[] addresses = AddressesOf(name, AddressFamily.InterNetwork);
        Assume.That(addresses, Is.Not.Empty, $"{name} has no IPv4 address");
        ZmqSocket socket = Open(ZmqSocketType.Publish);
        socket.Bind($"tcp://{name}:*");
        Assert.That(socket.LastEndpoint, Does.StartWith($"tcp://{addresses[0]}:"));
    }

    [Test]
    public void With_IPv6_a_name_is_bound_to_its_first_IPv6_address_or_to_its_IPv4_address_mapped()
    {
        Assume.That(Socket.OSSupportsIPv6, "no IPv6 here");
        IPAddress? own = AddressesOf("localhost", AddressFamily.InterNetworkV6).FirstOrDefault();
        ZmqSocket socket = Open(ZmqSocketType.Publish);
        socket.IPv6 = true;
        socket.Bind("tcp://localhost:*");
        Assert.That(socket.LastEndpoint, Does.StartWith($"tcp://[{own ?? IPAddress.Loopback.MapToIPv6()}]:"));
    }

    [Test]
    public void What_was_bound_by_a_name_is_unbound_by_it()
    {
        ZmqSocket socket = Open(ZmqSocketType.Publish);
        socket.Bind("tcp://localhost:*");
        string bound = socket.LastEndpoint, named = $"tcp://localhost:{bound.Split(':')[^1]}";
        socket.Unbind(named);
        Within.Until(() => Bound(bound), "the port to be free again");
        Assert.That(() => socket.Unbind(named), Throws.TypeOf<ZmqException>().With.Message.EqualTo($"unbind {named}: No such file or directory (ENOENT)"));

        bool Bound(string endpoint)
        {
            try
            {
                Open(ZmqSocketType.Publish).Bind(endpoint);
                return true;
            }
            catch (ZmqException exception) when (exception.ErrorText == "Address already in use")
            {
                return false;
            }
        }
    }

    [Test]
    public void What_was_connected_by_a_name_is_disconnected_by_it()
    {
        string port = OpenPublisher().LastEndpoint.Split(':')[^1];
        ZmqSocket socket = Open(ZmqSocketType.Subscribe);
        socket.Connect($"tcp://localhost:{port}");
        socket.Disconnect($"tcp://localhost:{port}");
        Assert.That(() => socket.Disconnect($"tcp://localhost:{port}"), Throws.TypeOf<ZmqException>().With.Message.Contains("No such file or directory (ENOENT)"));
    }

    [Test]
    public void A_port_in_use_is_reported_with_the_name()
    {
        string endpoint = $"tcp://localhost:{OpenPublisher().LastEndpoint.Split(':')[^1]}";
        Assert.That(() => Open(ZmqSocketType.Publish).Bind(endpoint), Throws.TypeOf<ZmqException>().With.Message.EqualTo($"bind {endpoint}: Address already in use (EADDRINUSE)"));
    }

    [Test]
    public void The_port_of_a_name_beyond_65535_loses_its_upper_bits_too()
    {
        int port = FreePort();
        ZmqSocket socket = Open(ZmqSocketType.Publish);
        socket.Bind(string.Create(CultureInfo.InvariantCulture, $"tcp://localhost:{port + 65536}"));
        Assert.That(socket.LastEndpoint, Is.EqualTo($"tcp://127.0.0.1:{port}"));
    }

    [Test]
    public void A_message_passes_through_what_was_bound_by_a_name()
    {
        ZmqSocket publisher = OpenPublisher("tcp://localhost:*"), subscriber = OpenSubscriber(publisher);
        publisher.Send("block"u8);
        Assert.That(ReceiveText(subscriber), Is.EqualTo("block"));
    }

    [TestCase("ipc://localhost:1", false)]
    [TestCase("tcp://localhost", false)]
    [TestCase("tcp://:1", false)]
    [TestCase("tcp://[]:1", false)]
    [TestCase("tcp://127.0.0.1:1", false)]
    [TestCase("tcp://[::1]:1", false)]
    [TestCase("tcp://::1:1", true)]
    [TestCase("tcp://%lo:1", false)]
    [TestCase("tcp://localhost:1;:1", false)]
    [TestCase("tcp://unknown.invalid:1", true)]
    public void Nothing_else_is_looked_up(string endpoint, bool ipv6) => Assert.That(HostEndpoint.Resolve(endpoint, ipv6), Is.Null);

    [TestCase("tcp://localhost:*", "tcp://127.0.0.1:*")]
    [TestCase("tcp://lo:1;localhost:2", "tcp://lo:1;127.0.0.1:2")]
    public void The_rest_of_the_endpoint_stays_as_it_is(string endpoint, string resolved) => Assert.That(HostEndpoint.Resolve(endpoint, ipv6: false), Is.EqualTo(resolved));

    /// <summary>No name of every machine has two addresses, so their order is shown without one.</summary>
    [Test]
    public void Of_several_addresses_the_first_is_bound_to()
    {
        IPAddress first = IPAddress.Parse("192.0.2.7"), second = IPAddress.Parse("192.0.2.1");
        Assert.That(HostEndpoint.First([first, second]), Is.EqualTo(first));
        Assert.That(HostEndpoint.First([]), Is.Null);
    }

    [Test]
    public void A_name_of_more_than_255_characters_is_no_host()
    {
        string endpoint = $"tcp://{new string('x', 300)}:1";
        Assert.That(() => Open(ZmqSocketType.Publish).Bind(endpoint), Throws.TypeOf<ZmqException>().With.Message.EqualTo($"bind {endpoint}: No such device (ENODEV)"));
    }

    private static IPAddress[] AddressesOf(string name, AddressFamily family)
    {
        try
        {
            return Dns.GetHostAddresses(name, family);
        }
        catch (SocketException)
        {
            return [];
        }
    }

    private static int FreePort()
    {
        using TcpListener listener = new(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
