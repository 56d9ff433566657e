using System.Buffers.Binary;
using ZmqNative.Bitcoin;
using ZmqNative.History;
using ZmqNative.Subscribing;
using ZmqNative.Testing;
using ZmqNative.Tests.History;
using ZmqNative.Tests.Publishing;

namespace ZmqNative.Tests.Subscribing.Healing;

/// <summary>A saved position lies before everything that the program has not got yet.</summary>
[Parallelizable(ParallelScope.All)]
public sealed class HealingResumeTests
{
    private static readonly TimeSpan s_deadline = FakePublisher.Deadline;
    private static readonly TimeSpan s_moment = TimeSpan.FromMilliseconds(2);

    /// <summary>A block arrives behind a transaction that is lost, which no message has revealed yet.</summary>
    [Test]
    public async Task A_position_lies_before_what_is_missing()
    {
        using TestPublisher publisher = new(history: HistoryFeed.Anywhere);
        using TestStream stream = new(HealingTests.Options(publisher, publisher.Address));
        publisher.WaitForSubscriber(s_deadline, "hashtx", "hashblock");
        publisher.HashTransaction(Samples.Hash(1));
        publisher.HashBlock(Samples.Hash(2));
        Assert.That(HealingTests.Show(stream, 2), Is.EqualTo((string[])["hashtx 0", "hashblock 0"]));
        publisher.LosesMessages = true;
        publisher.HashTransaction(Samples.Hash(3));
        publisher.LosesMessages = false;
        publisher.HashBlock(Samples.Hash(4));
        Notification block = (Notification)stream.Next();
        Assert.That(HealingTests.Show(block), Is.EqualTo("hashblock 1"));
        StreamPosition saved = await stream.Subscriber.GetPositionAsync(block);
        Assert.That(saved.Offset, Is.EqualTo(2));
        publisher.HashTransaction(Samples.Hash(5));
        Notification[] healed = [(Notification)stream.Next(), (Notification)stream.Next()];
        Assert.That(healed.Select(HealingTests.Show), Is.EqualTo((string[])["hashtx 1 recovered", "hashtx 2"]));
        Assert.That(await stream.Subscriber.GetPositionAsync(block), Is.EqualTo(saved));
        Assert.That(await stream.Subscriber.GetPositionAsync(healed[0]), Is.EqualTo(saved with { Offset = 3 }));
        Assert.That(await stream.Subscriber.GetPositionAsync(healed[1]), Is.EqualTo(saved with { Offset = 5 }));
        stream.Subscriber.Dispose();
        NotificationSubscriberOptions options = HealingTests.Options(publisher, publisher.Address);
        options.ResumeFrom = saved;
        using TestStream resumed = new(options);
        Assert.That(HealingTests.Show(resumed, 3), Is.EqualTo(
            (string[])["hashtx 1 recovered", "hashblock 1 recovered", "hashtx 2 recovered"]));
    }

    /// <summary>A program ends anywhere, also while its losses are healed, and resumes from the position that it saved last.</summary>
    [TestCase(10, 27)]
    [TestCase(2_000, 28, Category = "Long")]
    public async Task A_program_that_ends_anywhere_resumes_without_a_loss(int ends, int seed)
    {
        TestContext.Out.WriteLine($"Seed {seed}");
        Random random = new(seed);
        using TestPublisher publisher = new(history: HistoryFeed.Anywhere);
        using HistoryClient client = new(publisher.History!) { Timeout = s_deadline };
        StreamPosition saved = (await client.GetInfoAsync()).Head;
        int published = 0, recovered = 0, earlier = 0;
        for (int end = 0; end <= ends; end++)
        {
            NotificationSubscriberOptions options = HealingTests.Options(publisher, publisher.Address);
            (options.ResumeFrom, options.QueueCapacity) = (saved, 1 + random.Next(20));
            using TestStream stream = new(options);
            publisher.WaitForSubscriber(s_deadline, "hashtx");
            int first = (int)saved.Offset + 1, revealed = published;
            List<Notification> received = [];
            // In the end everything comes.
            for (int steps = random.Next(100); steps > 0 || received.Count <= published - first; steps--)
            {
                bool isWaiting = revealed == published && received.Count <= published - first;
                if (steps < 0 && end < ends)
                {
                    break;
                }
                if (!isWaiting)
                {
                    publisher.LosesMessages = steps > 0 && random.Next(10) < (publisher.LosesMessages ? 7 : 2);
                    Publish(publisher, ++published, random.Next(3) == 0);
                    if (steps <= 0 || random.Next(10) == 0)
                    {
                        publisher.LosesMessages = false;
                        Publish(publisher, ++published, isBlock: true);
                        Publish(publisher, ++published, isBlock: false);
                        revealed = published;
                    }
                }
                StreamItem? item = null;
                if (isWaiting)
                {
                    item = stream.Next();
                }
                else
                {
                    _ = SpinWait.SpinUntil(() => stream.Subscriber.TryRead(out item), s_moment);
                }
                if (item is null or HandshakeDone or StateChanged or OtherNotification)
                {
                    continue;
                }
                Assert.That(item, Is.InstanceOf<HashTransaction>().Or.InstanceOf<HashBlock>(), $"end {end}");
                received.Add((Notification)item);
                if (random.Next(4) == 0)
                {
                    int count = random.Next(Math.Max(1, received.Count - 10), received.Count + 1);
                    saved = await stream.Subscriber.GetPositionAsync(received[count - 1]);
                    earlier += (int)saved.Offset < Number(received[count - 1]) ? 1 : 0;
                    // Everything up to it had come by then.
                    Assert.That(
                        Enumerable.Range(first, (int)saved.Offset + 1 - first), Is.SubsetOf(received.Take(count).Select(Number)), $"end {end}");
                }
            }
            int[] numbers = [.. received.Select(Number)];
            Assert.That(numbers, Is.Unique.And.All.InRange(first, published), $"end {end}");
            recovered += received.Count(one => one.Recovered);
        }
        TestContext.Out.WriteLine($"{published} messages, {recovered} recovered, {earlier} positions before what is missing");
        Assert.That(recovered, Is.GreaterThan(ends));
    }

    // The number is the offset.
    private static void Publish(TestPublisher publisher, int number, bool isBlock)
    {
        byte[] bytes = new byte[Hash256.Length];
        BinaryPrimitives.WriteInt32LittleEndian(bytes, number);
        if (isBlock)
        {
            publisher.HashBlock(new Hash256(bytes));
        }
        else
        {
            publisher.HashTransaction(new Hash256(bytes));
        }
    }

    private static int Number(StreamItem item) => BinaryPrimitives.ReadInt32LittleEndian(
        (item is HashTransaction transaction ? transaction.TxId : ((HashBlock)item).Hash).Span);
}
