using System.Net;
using System.Net.Sockets;
using System.Text;

namespace ZmqNative.Interop.Tests;

/// <summary>
/// A peer of ZMTP 1.0 or 2.0 stays connected after the interval for handshakes (ZMQ_HANDSHAKE_IVL). That the interval is over is proved by
/// a peer that came later, says nothing and is disconnected.
/// </summary>
[Platform("Linux")]
public class OldPeerTests : SocketFixture
{
    private const int Interval = 300;

    private string _folder = null!;

    [SetUp]
    public void RequirePatch()
    {
        _folder = Directory.CreateTempSubdirectory().FullName;
        Libzmq435.Require(Context);
    }

    [TearDown]
    public void DeleteFolder()
    {
        if (_folder is not null)
        {
            Directory.Delete(_folder, recursive: true);
        }
    }

    [Test]
    public void An_old_subscriber_keeps_receiving([Values("tcp", "ipc")] string transport, [Values("1.0", "2.0")] string version)
    {
        ZmqSocket publisher = Open(ZmqSocketType.Publish);
        publisher.HandshakeInterval = Interval;
        publisher.Bind(transport == "tcp" ? AnyPort : $"ipc://{_folder}/socket");
        using RawPeer subscriber = new(publisher.LastEndpoint);
        if (version == "1.0")
        {
            subscriber.ShakeHandsOf10();
            subscriber.Write([3, 0, 1, (byte)'t']);
        }
        else
        {
            subscriber.ShakeHandsOf20(ZmqSocketType.Subscribe);
            subscriber.Write([0, 2, 1, (byte)'t']);
        }
        Task<string> first = Task.Run(() => Frame(subscriber, version));
        Within.Until(() => publisher.Send("t0"u8) && first.IsCompleted, "the subscription to arrive");
        Assert.That(first.Result, Is.EqualTo("t0"));

        PassInterval(publisher.LastEndpoint);
        publisher.Send("t1"u8);
        string next;
        do
        {
            next = Frame(subscriber, version);
        }
        while (next == "t0");
        Assert.That(next, Is.EqualTo("t1"));
    }

    [Test]
    public void An_old_publisher_is_not_left([Values("tcp", "ipc")] string transport)
    {
        using Socket listener = transport == "tcp"
            ? new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp)
            : new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        listener.Bind(transport == "tcp" ? new IPEndPoint(IPAddress.Loopback, 0) : new UnixDomainSocketEndPoint($"{_folder}/socket"));
        listener.Listen();
        ZmqSocket subscriber = Open(ZmqSocketType.Subscribe);
        subscriber.HandshakeInterval = Interval;
        subscriber.Subscribe("t"u8);
        subscriber.Bind(AnyPort);
        string own = subscriber.LastEndpoint;
        subscriber.Connect(transport == "tcp" ? $"tcp://{listener.LocalEndPoint}" : $"ipc://{_folder}/socket");
        using RawPeer publisher = new(listener.Accept());
        publisher.ShakeHandsOf20(ZmqSocketType.Publish);
        Assert.That(publisher.Read(4), Is.EqualTo(new byte[] { 0, 2, 1, (byte)'t' }), "the subscription");

        PassInterval(own);
        publisher.Write([0, 2, .. "t1"u8]);
        Assert.That(ReceiveText(subscriber), Is.EqualTo("t1"));
        Assert.That(listener.Poll(0, SelectMode.SelectRead), Is.False, "no second connection");
    }

    private static void PassInterval(string endpoint)
    {
        using RawPeer idle = new(endpoint);
        Within.Run(idle.ReadToEnd);
    }

    /// <summary>Of version 1.0: a length that counts the flags, then flags; of 2.0 the other way round.</summary>
    private static string Frame(RawPeer peer, string version)
    {
        byte[] header = peer.Read(2);
        return Encoding.ASCII.GetString(peer.Read(version == "1.0" ? header[0] - 1 : header[1]));
    }
}
