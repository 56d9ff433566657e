using ZmqNative.Interop;
using ZmqNative.Subscribing;

namespace ZmqNative.Tests.Subscribing;

/// <summary>Socket options that are often named as remedies for losses, and what they do to notifications.</summary>
public sealed class RemedyTests
{
    [Test]
    public void The_subscriber_reconnects_with_another_socket_whatever_ReconnectInterval_is()
    {
        int sockets = 0;
        FakePublisher first = new();
        NotificationSubscriberOptions options = TestStream.Options(first.Address);
        options.ConfigureSocket = socket =>
        {
            socket.ReconnectInterval = -1;
            Interlocked.Increment(ref sockets);
        };
        using TestStream stream = new(options);
        first.WaitForSubscription().Send("hashtx", 0);
        Assert.That(stream.Next(), Is.TypeOf<HashTransaction>());
        int before = Volatile.Read(ref sockets);
        first.Dispose();
        using FakePublisher second = new(options.Addresses[0]);
        second.WaitForSubscription().Send("hashtx", 0);
        Assert.That(stream.Next(), Is.TypeOf<PublisherRestarted>());
        Assert.That(stream.Next(), Is.TypeOf<HashTransaction>());
        Assert.That(Volatile.Read(ref sockets), Is.GreaterThan(before));
    }

    [Test]
    public void RecoveryInterval_recovers_nothing_over_tcp()
    {
        using FakePublisher publisher = new();
        publisher.Send("hashtx", 0);
        NotificationSubscriberOptions options = TestStream.Options(publisher.Address);
        options.ConfigureSocket = socket => socket.RecoveryInterval = 60_000;
        using TestStream stream = new(options);
        publisher.WaitForSubscription().Send("hashtx", 1);
        Assert.That(((HashTransaction)stream.Next()).MessageSequence, Is.EqualTo(1));
    }

    [Test]
    public void Conflate_does_not_keep_the_three_parts_of_a_message_together()
    {
        using ZmqContext context = new();
        using ZmqSocket publisher = new(context, ZmqSocketType.XPublish) { Linger = 0, ReceiveTimeout = (int)FakePublisher.Deadline.TotalMilliseconds };
        publisher.Bind("tcp://127.0.0.1:*");
        using ZmqSocket subscriber = new(context, ZmqSocketType.Subscribe) { Linger = 0, Conflate = true, ReceiveTimeout = (int)FakePublisher.Deadline.TotalMilliseconds };
        subscriber.Subscribe([]);
        subscriber.Connect(publisher.LastEndpoint);
        using ZmqMessage part = new();
        Assert.That(publisher.Receive(part));
        byte[][] message = ["hashtx"u8.ToArray(), new byte[32], new byte[4]];
        for (int i = 0; i < message.Length; i++)
        {
            Assert.That(publisher.Send(message[i], more: i < message.Length - 1));
        }
        List<byte[]> received = [];
        do
        {
            Assert.That(subscriber.Receive(part));
            received.Add(part.ToArray());
        }
        while (part.HasMore);
        Assert.That(received, Is.Not.EqualTo(message));
    }

    [Test]
    public void KeepNewestOfEachTopic_keeps_whole_messages()
    {
        using FakePublisher publisher = new();
        NotificationSubscriberOptions options = TestStream.Options(publisher.Address);
        options.Overflow = OverflowPolicy.KeepNewestOfEachTopic;
        using TestStream stream = new(options);
        publisher.WaitForSubscription();
        byte[] body = new byte[100];
        for (uint i = 0; i < 100; i++)
        {
            body[0] = (byte)i;
            publisher.Send("rawtx", body, i);
            publisher.Send("hashtx", i);
        }
        // Each message of a topic is delivered, or counted as dropped before the next one.
        Dictionary<string, long> next = new() { ["rawtx"] = 0, ["hashtx"] = 0 };
        while (next["rawtx"] < 100 || next["hashtx"] < 100)
        {
            switch (stream.Next())
            {
                case Dropped dropped:
                    next[dropped.Topic] += dropped.Count;
                    break;
                case Notification message:
                    Assert.That(message.MessageSequence, Is.EqualTo(next[message.Topic]++));
                    if (message is RawTransaction raw)
                    {
                        Assert.That((raw.Body.Length, raw.Body[0]), Is.EqualTo((100, (byte)message.MessageSequence!)));
                    }
                    break;
                default:
                    break;
            }
        }
    }
}
