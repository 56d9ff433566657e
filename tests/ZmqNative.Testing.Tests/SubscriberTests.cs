using ZmqNative.Bitcoin;
using ZmqNative.Subscribing;

namespace ZmqNative.Testing.Tests;

/// <summary>What a consumer sees of each fault through the library's own subscriber.</summary>
[CancelAfter(60_000)]
public sealed class SubscriberTests
{
    private static readonly Hash256 s_hash = Hash256.Parse(new string('a', 64));

    [Test]
    public async Task A_restart(CancellationToken cancellationToken)
    {
        using TestPublisher publisher = new();
        await using NotificationSubscriber subscriber = Subscribe(publisher.Address);
        publisher.WaitForSubscriber(TestRun.Deadline, "hashblock");
        publisher.HashBlock(s_hash);
        publisher.HashBlock(s_hash);
        publisher.Restart();
        publisher.WaitForSubscriber(TestRun.Deadline, "hashblock");
        publisher.HashBlock(s_hash);
        await ExpectAsync<PublisherRestarted>(subscriber, cancellationToken);
    }

    /// <summary>So a relay looks that was restarted after its node's first message: the next life begins at 0, too.</summary>
    [Test]
    public async Task A_second_first_message_on_one_connection_is_a_restart(CancellationToken cancellationToken)
    {
        using TestPublisher publisher = new();
        await using NotificationSubscriber subscriber = Subscribe(publisher.Address);
        publisher.WaitForSubscriber(TestRun.Deadline, "hashblock");
        publisher.HashBlock(s_hash);
        publisher.Repeat();
        publisher.HashBlock(s_hash);
        await ExpectAsync<HashBlock>(subscriber, cancellationToken);
        StreamItem next = await subscriber.ReadAsync(cancellationToken) ?? throw new InvalidOperationException("The stream has ended.");
        Assert.That(next, Is.TypeOf<PublisherRestarted>());
    }

    [Test]
    public async Task A_duplicate_and_a_malformed_message(CancellationToken cancellationToken)
    {
        using TestPublisher publisher = new();
        await using NotificationSubscriber subscriber = Subscribe(publisher.Address);
        publisher.WaitForSubscriber(TestRun.Deadline, "hashblock");
        publisher.HashBlock(s_hash);
        publisher.HashBlock(s_hash);
        publisher.Repeat();
        publisher.Publish("hashblock", new byte[31]);
        Assert.That((await ExpectAsync<Duplicate>(subscriber, cancellationToken)).Received, Is.EqualTo(1));
        Assert.That((await ExpectAsync<Malformed>(subscriber, cancellationToken)).PartLengths, Is.EqualTo(new[] { 9, 31, 4 }));
    }

    /// <summary>Connected and dead: only an unanswered heartbeat tells. Then what was lost is told, too.</summary>
    [Test]
    public async Task A_publisher_that_hangs(CancellationToken cancellationToken)
    {
        using TestPublisher publisher = new();
        using TestLink link = new(publisher.Address);
        await using NotificationSubscriber subscriber = Subscribe(link.Address);
        publisher.WaitForSubscriber(TestRun.Deadline, "hashblock");
        publisher.HashBlock(s_hash);
        await ExpectAsync<HashBlock>(subscriber, cancellationToken);
        link.Pause();
        await ExpectAsync<Disconnected>(subscriber, cancellationToken);
        link.Cut();
        publisher.WaitForNoSubscriber(TestRun.Deadline);
        publisher.HashBlock(s_hash);
        link.Resume();
        publisher.WaitForSubscriber(TestRun.Deadline, "hashblock");
        publisher.HashBlock(s_hash);
        Discontinuity lost = await ExpectAsync<Discontinuity>(subscriber, cancellationToken);
        Assert.That((lost.Expected, lost.Received), Is.EqualTo((1u, 2u)));
    }

    private static NotificationSubscriber Subscribe(string address) => new(new NotificationSubscriberOptions
    {
        Addresses = { address },
        Topics = { "hashblock" },
        HeartbeatInterval = TimeSpan.FromMilliseconds(100),
        HeartbeatTimeout = TimeSpan.FromMilliseconds(500),
        ConnectTimeout = TimeSpan.FromSeconds(1),
    });

    private static async Task<T> ExpectAsync<T>(NotificationSubscriber subscriber, CancellationToken cancellationToken)
        where T : StreamItem
    {
        while (true)
        {
            if (await subscriber.ReadAsync(cancellationToken) is T expected)
            {
                return expected;
            }
        }
    }
}
