using ZmqNative.Bitcoin;
using ZmqNative.Subscribing;

namespace ZmqNative.Testing.Tests;

/// <summary>The example in the package's README.md, as it stands there.</summary>
public sealed class GapExample
{
    [Test, CancelAfter(60_000)]
    public async Task A_lost_block_is_noticed(CancellationToken cancellationToken)
    {
        using TestPublisher publisher = new();
        NotificationSubscriberOptions options = new() { Addresses = { publisher.Address }, Topics = { "hashblock" } };
        await using NotificationSubscriber subscriber = new(options);
        publisher.WaitForSubscriber(TimeSpan.FromSeconds(30), "hashblock");

        publisher.HashBlock(Hash256.Parse(new string('1', 64)));
        publisher.SkipMessages("hashblock", 2);
        publisher.HashBlock(Hash256.Parse(new string('4', 64)));

        await foreach (StreamItem item in subscriber.WithCancellation(cancellationToken))
        {
            if (item is Gap gap)
            {
                Assert.That(gap.Lost, Is.EqualTo(2));
                return;
            }
        }
        Assert.Fail("The stream ended without a gap.");
    }
}
