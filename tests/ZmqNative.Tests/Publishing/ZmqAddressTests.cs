using ZmqNative.Protocol;

namespace ZmqNative.Tests.Publishing;

public sealed class ZmqAddressTests
{
    [TestCase("unix:/tmp/x", "ipc:///tmp/x")]
    [TestCase("unix:rel", "ipc://rel")]
    [TestCase("unix:///tmp/x", "ipc://///tmp/x")]
    [TestCase("unix:@name", "ipc://@name")]
    [TestCase("UNIX:/tmp/x", "UNIX:/tmp/x")]
    [TestCase("tcp://unix:1", "tcp://unix:1")]
    public void A_leading_unix_becomes_ipc(string configured, string expected) =>
        Assert.That(ZmqAddress.Translate(configured), Is.EqualTo(expected));

    [TestCase("foo", true)]
    [TestCase("", true)]
    [TestCase("tcp://127.0.0.1:28332", true)]
    [TestCase("tcp://[::1]:28332", true)]
    [TestCase("tcp://*:28332", true)]
    [TestCase("tcp://127.0.0.1:99999", true)]
    [TestCase("tcp://127.0.0.1:0", true)]
    [TestCase("tcp://127.0.0.1::28332", true)]
    [TestCase("127.0.0.1:40000", true)]
    [TestCase("[::1]:40000", true)]
    [TestCase("ipc:///tmp/a:b", true)]
    [TestCase("unix:/tmp/a:b", true)]
    [TestCase(":40000", true)]
    [TestCase("tcp://host", false)]
    [TestCase("ipc:///tmp/x", false)]
    [TestCase("inproc://x", false)]
    [TestCase("foo:99999", false)]
    [TestCase("foo:0", false)]
    [TestCase("foo:", false)]
    [TestCase("foo:+1", false)]
    [TestCase("foo: 1", false)]
    [TestCase("[::1]:99999", false)]
    [TestCase(":", false)]
    public void The_port_check_is_Cores(string value, bool passes) =>
        Assert.That(ZmqAddress.PassesPortCheck(value), Is.EqualTo(passes));

    [Test]
    public void A_unix_path_is_forgiven_its_port_where_there_are_unix_sockets() =>
        Assert.That(ZmqAddress.PassesPortCheck("unix:/tmp/x"), Is.EqualTo(!OperatingSystem.IsWindows()));

    [TestCase("tcp://[::1]:28332", true)]
    [TestCase("tcp://::1:28332", true)]
    [TestCase("tcp://[::]:28332", true)]
    [TestCase("tcp://[fe80::1%eth0]:28332", true)]
    [TestCase("tcp://[::1%lo]:28332", false)]
    [TestCase("tcp://[::1%1]:28332", true)]
    [TestCase("tcp://[::1]", false)]
    [TestCase("tcp://[::ffff:127.0.0.1]:28332", false)]
    [TestCase("tcp://[fd6b:88c0:8724::1]:28332", false)]
    [TestCase("tcp://[fd6b:88c0:8725::1]:28332", true)]
    [TestCase("tcp://127.0.0.1:28332", false)]
    [TestCase("tcp://*:28332", false)]
    [TestCase("tcp://localhost:28332", false)]
    [TestCase("tcp://lo:28332", false)]
    [TestCase("tcp://", false)]
    [TestCase("ipc:///tmp/[::1]:1", false)]
    [TestCase("xtcp://[::1]:28332", false)]
    public void Only_a_literal_IPv6_address_switches_IPv6_on(string address, bool expected) =>
        Assert.That(ZmqAddress.IsIPv6(address), Is.EqualTo(expected));
}
