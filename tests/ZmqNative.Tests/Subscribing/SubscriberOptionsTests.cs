using ZmqNative.Subscribing;

namespace ZmqNative.Tests.Subscribing;

/// <summary>Names that can never be right are refused with the right one.</summary>
public sealed class SubscriberOptionsTests
{
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
