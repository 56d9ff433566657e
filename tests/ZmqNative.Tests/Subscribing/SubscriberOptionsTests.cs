using ZmqNative.Protocol;
using ZmqNative.Subscribing;

namespace ZmqNative.Tests.Subscribing;

/// <summary>What can never be right is refused with what is right.</summary>
public sealed class SubscriberOptionsTests
{
    [TestCase("tcp://127.0.0.1:28332", "tcp://127.0.0.1:28332")]
    [TestCase("tcp://127.0.0.1:28332", "tcp://localhost:28332")]
    [TestCase("tcp://127.1:28332", "tcp://0x7f000001:28332")]
    [TestCase("tcp://0.0.0.0:28332", "tcp://127.0.0.1:28332")]
    [TestCase("unix:/run/node", "ipc:///run/node")]
    public void A_publisher_that_is_given_twice_is_refused(string one, string other) => Assert.That(
        () => new NotificationSubscriber(new NotificationSubscriberOptions { Addresses = ["tcp://127.0.0.1:28333", one, other] }),
        Throws.ArgumentException.With.Message.EqualTo($"Addresses has {one} and {other}, which are one publisher: each message would come twice."));

    [Test]
    public void A_subscriber_of_nothing_is_refused() =>
        Assert.That(() => new NotificationSubscriber(new NotificationSubscriberOptions()), Throws.ArgumentException.With.Message.Contains("Addresses is empty"));

    [Test]
    public void An_address_that_is_none_is_refused_at_once() =>
        Assert.That(() => new NotificationSubscriber(TestStream.Options("tcp://127.0.0.1:28332", "nonsense")), Throws.TypeOf<Interop.ZmqException>().With.Message.Contains("nonsense"));

    [Test]
    public void Conflate_is_refused_with_the_reason()
    {
        NotificationSubscriberOptions options = TestStream.Options("tcp://127.0.0.1:1");
        options.ConfigureSocket = socket => socket.Conflate = true;
        Assert.That(() => new NotificationSubscriber(options), Throws.ArgumentException.With.Message.Contains("keeps one part of a message only")
            .And.Message.Contains("ZMQ_CONFLATE").And.Message.Contains(nameof(OverflowPolicy.KeepNewestOfEachTopic)));
    }

    [TestCase("tcp://127.0.0.1:28332", "tcp://127.0.0.1:28332")]
    [TestCase("tcp://0.0.0.0:28332", "tcp://127.0.0.1:28332")]
    [TestCase("tcp://*:28332", "tcp://127.0.0.1:28332")]
    [TestCase("tcp://[::]:28332", "tcp://[::1]:28332")]
    [TestCase("tcp://[::1]:28332", "tcp://[::1]:28332")]
    [TestCase("unix:/tmp/s", "ipc:///tmp/s")]
    [TestCase("unix:///tmp/s", "ipc:///tmp/s")]
    [TestCase("ipc:///tmp/s", "ipc:///tmp/s")]
    public void An_address_becomes_one_to_connect_to(string address, string endpoint) =>
        Assert.That(SubscriberAddress.ToEndpoint(address), Is.EqualTo(endpoint));

    [TestCase("pubhashblock")]
    [TestCase("zmqpubhashblock")]
    public void The_name_of_an_option_is_no_topic(string name)
    {
        NotificationSubscriberOptions options = TestStream.Options("tcp://127.0.0.1:1");
        options.Topics.Add(name);
        Refuses(options, $"Topics has '{name}', the name of a node's option; the topic is 'hashblock'.");
        options.Topics.Clear();
        options.StallAfter[name] = TimeSpan.FromSeconds(5);
        Refuses(options, $"StallAfter has '{name}', the name of a node's option; the topic is 'hashblock'.");
    }

    [Test]
    public void A_stall_is_of_a_whole_topic()
    {
        NotificationSubscriberOptions options = TestStream.Options("tcp://127.0.0.1:1");
        options.StallAfter["hash"] = TimeSpan.FromSeconds(5);
        Refuses(options, "StallAfter has 'hash', but takes whole topics: hashblock, hashtx.");
    }

    [Test]
    public void A_stall_is_of_a_topic_that_is_subscribed_to()
    {
        NotificationSubscriberOptions options = TestStream.Options("tcp://127.0.0.1:1");
        options.Topics.Add("hash");
        options.StallAfter["rawtx"] = TimeSpan.FromSeconds(5);
        Refuses(options, "StallAfter has 'rawtx', which Topics does not subscribe to.");
    }

    [Test]
    public void A_stall_takes_time()
    {
        NotificationSubscriberOptions options = TestStream.Options("tcp://127.0.0.1:1");
        options.StallAfter["rawtx"] = TimeSpan.Zero;
        Refuses(options, "StallAfter has 00:00:00 for 'rawtx', which is no time to wait.");
    }

    /// <summary>Nobody knows whether such a topic exists before it has come.</summary>
    [Test]
    public void An_unknown_topic_never_reconnects_a_healthy_stream()
    {
        using FakePublisher publisher = new();
        NotificationSubscriberOptions options = TestStream.Options(publisher.Address);
        options.StallAfter["hashfork"] = TimeSpan.FromMilliseconds(1);
        options.StallAfter["rawtx"] = TimeSpan.FromMilliseconds(200);
        using TestStream stream = new(options);
        Assert.That(stream.WaitFor<Stalled>().Topic, Is.EqualTo("rawtx"));
    }

    [Test]
    public void A_state_says_which_topics_can_come()
    {
        using FakePublisher publisher = new();
        NotificationSubscriberOptions options = TestStream.Options(publisher.Address);
        options.Topics.Add("hash");
        options.MissingTopics.Add("hashtx");
        using TestStream stream = new(options);
        StateChanged live = stream.WaitFor<StateChanged>();
        Assert.That((live.CanCarry("hashblock"), live.CanCarry("hashtx"), live.CanCarry("sequence")), Is.EqualTo((true, false, false)));
    }

    private static void Refuses(NotificationSubscriberOptions options, string reason) =>
        Assert.That(() => new NotificationSubscriber(options), Throws.ArgumentException.With.Message.EqualTo(reason));
}
