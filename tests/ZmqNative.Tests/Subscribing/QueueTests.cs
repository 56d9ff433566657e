using ZmqNative.Subscribing;

namespace ZmqNative.Tests.Subscribing;

/// <summary>Consumers that are slow, or stop.</summary>
public sealed class QueueTests
{
    private const int Flood = 10_000;

    [TestCase(OverflowPolicy.DropOldest)]
    [TestCase(OverflowPolicy.DropNewest)]
    public void Dropped_is_counted_exactly_where_the_loss_is(OverflowPolicy policy)
    {
        using FakePublisher publisher = new();
        NotificationSubscriberOptions options = TestStream.Options(publisher.Address);
        (options.QueueCapacity, options.Overflow, options.ReceiveHighWatermark) = (10, policy, 0);
        using TestStream stream = new(options);
        _ = stream.WaitFor<StateChanged>();
        publisher.WaitForSubscription();
        for (uint i = 0; i < 100; i++)
        {
            publisher.Send("hashtx", i * 2);
        }
        publisher.SendParts("the end"u8.ToArray());
        // Each message comes with a gap of one before it, but for the first.
        long next = 0;
        while (next < 199)
        {
            StreamItem item = stream.Next();
            switch (item)
            {
                case Dropped { Topic: "hashtx" } e:
                    next += e.Count;
                    break;
                case Gap gap:
                    Assert.That(gap.Expected, Is.EqualTo(next));
                    next += gap.Lost;
                    break;
                case HashTransaction transaction:
                    Assert.That(transaction.MessageSequence, Is.EqualTo(next));
                    next++;
                    break;
                default:
                    break;
            }
        }
        Assert.That(next, Is.EqualTo(199));
    }

    /// <summary>
    /// The publisher's own mark is Core's, 1000. On one connection the received and the lost messages
    /// together are all.
    /// </summary>
    [Test]
    public void Every_message_beyond_the_high_water_marks_is_in_a_gap()
    {
        using FakePublisher publisher = new(highWatermark: 1000);
        NotificationSubscriberOptions options = TestStream.Options(publisher.Address);
        (options.QueueCapacity, options.ReceiveHighWatermark) = (10, 10);
        using TestStream stream = new(options);
        publisher.WaitForSubscription();
        // Bodies large enough to fill the kernel's buffers.
        byte[] body = new byte[10_000];
        for (uint i = 0; i < Flood; i++)
        {
            publisher.Send(i % 2 == 0 ? "rawtx" : "rawblock", body, i / 2);
        }
        Dictionary<string, long> next = [];
        long lost = 0;
        bool ended = false;
        uint extra = 0;
        while (!ended)
        {
            if (!stream.Subscriber.TryRead(out StreamItem? item))
            {
                // A loss at the very end is revealed by the next message: there is room for one now.
                publisher.Send("rawtx", body, (Flood / 2) + extra);
                publisher.Send("rawblock", body, (Flood / 2) + extra++);
                publisher.SendParts("the end"u8.ToArray());
                item = stream.Next();
            }
            switch (item)
            {
                case Gap gap:
                    Assert.That(gap.Expected, Is.EqualTo(next[gap.Topic]));
                    next[gap.Topic] += gap.Lost;
                    lost += gap.Lost;
                    break;
                case RawNotification { MessageSequence: uint messageSequence } raw:
                    Assert.That(messageSequence, Is.EqualTo(next.GetValueOrDefault(raw.Topic)));
                    next[raw.Topic] = messageSequence + 1;
                    break;
                case OtherNotification { Topic: "the end" }:
                    ended = next.Count == 2 && next.Values.All(value => value >= Flood / 2);
                    break;
                default:
                    break;
            }
        }
        Assert.That(lost, Is.GreaterThan(0), "the flood was meant to be too much");
    }

    [Test]
    public void Disposal_wakes_consumers_that_wait()
    {
        using FakePublisher publisher = new();
        NotificationSubscriber subscriber = new(TestStream.Options(publisher.Address));
        Task<StreamItem?>[] readers = [.. Enumerable.Range(0, 3).Select(_ => Task.Run(async () =>
        {
            while (await subscriber.ReadAsync() is not null)
            {
            }
            return (StreamItem?)null;
        }))];
        publisher.WaitForSubscription();
        subscriber.Dispose();
        subscriber.Dispose();
        Assert.That(Task.WaitAll(readers, FakePublisher.Deadline));
    }

    [Test]
    public void A_cancelled_wait_is_not_the_end_of_the_subscriber()
    {
        using FakePublisher publisher = new();
        using TestStream stream = new(TestStream.Options(publisher.Address));
        _ = stream.WaitFor<StateChanged>();
        using CancellationTokenSource cancel = new();
        Task<StreamItem?> wait = stream.Subscriber.ReadAsync(cancel.Token).AsTask();
        cancel.Cancel();
        Assert.That(async () => await wait, Throws.InstanceOf<OperationCanceledException>());
        publisher.WaitForSubscription().Send("hashtx", 1);
        Assert.That(TestStream.Show(stream.Next()), Is.EqualTo("hashtx 1"));
    }
}
