namespace ZmqNative.Testing.Tests;

public sealed class WaitTests
{
    private static readonly TimeSpan s_short = TimeSpan.FromMilliseconds(50);

    [Test]
    public void A_subscription_to_a_beginning_of_the_topic_counts()
    {
        using TestPublisher publisher = new();
        using RawSubscriber subscriber = new(publisher.Address, "hash");
        publisher.WaitForSubscriber(TestRun.Deadline, "hashblock", "hashtx");
        Assert.That(() => publisher.WaitForSubscriber(s_short, "has"), Throws.InstanceOf<TimeoutException>());
    }

    [Test]
    public void All_topics_have_to_be_there()
    {
        using TestPublisher publisher = new();
        using RawSubscriber first = new(publisher.Address, "rawtx");
        publisher.WaitForSubscriber(TestRun.Deadline, "rawtx");
        Assert.That(() => publisher.WaitForSubscriber(s_short, "rawtx", "hashblock"), Throws.InstanceOf<TimeoutException>()
            .With.Message.EqualTo("No subscriber to rawtx and hashblock within 0.05 s: subscribed to is 'rawtx'."));
        Task both = publisher.WaitForSubscriberAsync(TestRun.Deadline, CancellationToken.None, "rawtx", "hashblock");
        Assert.That(both.IsCompleted, Is.False);
        using RawSubscriber second = new(publisher.Address, "hashblock");
        Assert.That(both.Wait(TestRun.Deadline));
    }

    [Test]
    public void Nobody_comes()
    {
        using TestPublisher publisher = new();
        Assert.That(() => publisher.WaitForSubscriber(s_short, "hashblock"), Throws.InstanceOf<TimeoutException>()
            .With.Message.EqualTo("No subscriber to hashblock within 0.05 s: nothing is subscribed to."));
        publisher.WaitForNoSubscriber(TestRun.Deadline);
    }

    [Test]
    public void Nobody_leaves()
    {
        using TestPublisher publisher = new();
        using RawSubscriber subscriber = new(publisher.Address, "");
        publisher.WaitForSubscriber(TestRun.Deadline, "anything");
        Assert.That(() => publisher.WaitForNoSubscriber(s_short), Throws.InstanceOf<TimeoutException>()
            .With.Message.EqualTo("Subscribers did not leave within 0.05 s: subscribed to is ''."));
    }

    [Test]
    public void The_last_subscriber_leaves()
    {
        using TestPublisher publisher = new();
        RawSubscriber stays = new(publisher.Address, "rawtx"), leaves = new(publisher.Address, "hashblock");
        publisher.WaitForSubscriber(TestRun.Deadline, "rawtx", "hashblock");
        leaves.Dispose();
        Assert.That(() => publisher.WaitForNoSubscriber(s_short), Throws.InstanceOf<TimeoutException>());
        Task gone = publisher.WaitForNoSubscriberAsync(TestRun.Deadline, CancellationToken.None);
        stays.Dispose();
        Assert.That(gone.Wait(TestRun.Deadline));
    }

    [Test]
    public void A_wait_is_cancelled()
    {
        using TestPublisher publisher = new();
        using CancellationTokenSource source = new();
        Task subscriber = publisher.WaitForSubscriberAsync(Timeout.InfiniteTimeSpan, source.Token, "hashblock");
        source.Cancel();
        Assert.That(() => subscriber.WaitAsync(TestRun.Deadline), Throws.InstanceOf<OperationCanceledException>());
    }

    [Test]
    public void Disposal_ends_a_wait_and_everything_else()
    {
        TestPublisher publisher = new();
        Task subscriber = publisher.WaitForSubscriberAsync(TestRun.Deadline, CancellationToken.None, "hashblock");
        publisher.Dispose();
        publisher.Dispose();
        Assert.That(() => subscriber.WaitAsync(TestRun.Deadline), Throws.InstanceOf<ObjectDisposedException>());
        Action[] calls =
        [
            () => publisher.Publish("hashblock", []), () => publisher.PublishParts([1]), publisher.Repeat, publisher.Start, publisher.Stop, publisher.Restart,
            () => publisher.WaitForSubscriber(TestRun.Deadline, "hashblock"), () => publisher.WaitForNoSubscriber(TestRun.Deadline),
        ];
        foreach (Action call in calls)
        {
            Assert.That(call, Throws.InstanceOf<ObjectDisposedException>());
        }
    }

    [Test]
    public void A_wait_for_no_topic_and_a_message_of_no_part_are_mistakes()
    {
        using TestPublisher publisher = new();
        Assert.That(() => publisher.WaitForSubscriber(TestRun.Deadline), Throws.InstanceOf<ArgumentException>());
        Assert.That(() => publisher.PublishParts(), Throws.InstanceOf<ArgumentException>());
    }

    [Test]
    public void What_was_published_before_somebody_subscribed_does_not_arrive()
    {
        using TestPublisher publisher = new();
        for (int i = 0; i < 100; i++)
        {
            publisher.Publish("hashtx", []);
        }
        using RawSubscriber subscriber = new(publisher.Address, "");
        publisher.WaitForSubscriber(TestRun.Deadline, "hashtx");
        publisher.Publish("hashtx", [7]);
        Assert.That(subscriber.Receive(), Is.EqualTo("hashtx 07 100"));
    }
}
