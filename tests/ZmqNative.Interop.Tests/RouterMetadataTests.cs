namespace ZmqNative.Interop.Tests;

public class RouterMetadataTests : SocketFixture
{
    [Test]
    public void The_routing_id_has_its_metadata_polled_for_or_not([Values] bool polled)
    {
        if (polled)
        {
            Libzmq435.Require(Context);
        }
        ZmqSocket router = Open(ZmqSocketType.Router), dealer = Open(ZmqSocketType.Dealer);
        router.Bind(AnyPort);
        dealer.Connect(router.LastEndpoint);
        dealer.Send("?"u8);
        if (polled)
        {
            Within.Until(() => router.Events.HasFlag(ZmqPollEvents.Receive), "the message");
        }
        using ZmqMessage part = new();
        Assert.That(router.Receive(part) && part.HasMore, Is.True);
        Assert.That(part.Property("Peer-Address"), Is.EqualTo("127.0.0.1"));
        Assert.That(router.Receive(part), Is.True);
        Assert.That(part.Property("Peer-Address"), Is.EqualTo("127.0.0.1"));
    }
}
