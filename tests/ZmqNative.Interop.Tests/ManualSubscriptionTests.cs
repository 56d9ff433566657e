namespace ZmqNative.Interop.Tests;

/// <summary>
/// ZMQ_XPUB_MANUAL: a subscription that is read when its sender is gone is made for nobody, not for whoever comes to lie at the same place
/// in memory.
/// </summary>
public class ManualSubscriptionTests : SocketFixture
{
    private const string Endpoint = "inproc://manual";

    [Test]
    public void A_peer_that_left_is_not_subscribed()
    {
        Libzmq435.Require(Context);
        const int Rounds = 50, Looks = 1000;
        ZmqSocket publisher = Open(ZmqSocketType.XPublish);
        publisher.SetXPublishManual(true);
        publisher.Bind(Endpoint);
        for (int round = 0; round < Rounds; round++)
        {
            ZmqSocket gone = Connect();
            Within.Until(() => publisher.Events.HasFlag(ZmqPollEvents.Receive), "the subscription");
            gone.Dispose();
            // The end of a connection that nobody reads from is not reported; each look at the events has it processed a step further.
            for (int looks = 0; looks < Looks; looks++)
            {
                _ = publisher.Events;
            }
            Accept(publisher);

            using ZmqSocket next = Connect();
            ReadSubscription(publisher);
            publisher.Send("topic, before it is subscribed"u8);
            publisher.Subscribe("topic"u8);
            publisher.Send("topic"u8);
            Assert.That(ReceiveText(next), Is.EqualTo("topic"), $"round {round}");
        }
    }

    private static void Accept(ZmqSocket publisher)
    {
        ReadSubscription(publisher);
        publisher.Subscribe("topic"u8);
    }

    private static void ReadSubscription(ZmqSocket publisher)
    {
        using ZmqMessage part = new();
        Within.Until(() => publisher.TryReceive(part) && part.Span[0] == 1, "the subscription, not the end of an earlier one");
    }

    private ZmqSocket Connect()
    {
        ZmqSocket subscriber = new(Context, ZmqSocketType.Subscribe) { ReceiveTimeout = (int)Within.Deadline.TotalMilliseconds };
        subscriber.Subscribe("topic"u8);
        subscriber.Connect(Endpoint);
        return subscriber;
    }
}
