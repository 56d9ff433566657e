using System.Buffers.Binary;
using ZmqNative.Bitcoin;
using ZmqNative.Subscribing;
using ZmqNative.Testing;
using ZmqNative.Tests.History;
using ZmqNative.Tests.Recordings;

namespace ZmqNative.Tests.Subscribing.Healing;

/// <summary>
/// The merged stream is what was published, once each and in order, but for what a new identity says is gone.
/// </summary>
[Parallelizable(ParallelScope.All)]
public sealed class HealingStormTests
{
    private static readonly TimeSpan s_deadline = FakePublisher.Deadline;
    private static readonly TimeSpan s_again = TimeSpan.FromSeconds(2);

    /// <summary>Random losses and cuts, and now and then a restart.</summary>
    [TestCase(20_000, 2, 27)]
    [TestCase(20_000, 20, 28)]
    [TestCase(10_000_000, 100, 27, Category = "Long")]
    [TestCase(1_000_000, 20, 28, Category = "Long")]
    [TestCase(1_000_000, 20, 29, Category = "Long")]
    public void Losses_cuts_and_restarts(int messages, int restarts, int seed)
    {
        TestContext.Out.WriteLine($"Seed {seed}");
        Random random = new(seed);
        using TestPublisher publisher = new(history: HistoryFeed.Anywhere);
        using TestLink link = new(publisher.Address);
        NotificationSubscriberOptions options = HealingTests.Options(publisher, link.Address);
        options.QueueCapacity = 100;
        using NotificationSubscriber subscriber = new(options);
        publisher.WaitForSubscriber(s_deadline, "hashtx");
        List<(int Number, bool IsBlock, bool IsRecovered)> received = [];
        List<string> marks = [];
        int seenRestarts = 0, reached = 0;
        Task reading = Task.Run(async () =>
        {
            await foreach (StreamItem item in subscriber)
            {
                if (item is Gap or Discontinuity or GoneFromHistory or Duplicate)
                {
                    marks.Add($"{TestStream.Show(item)} after {reached}");
                }
                seenRestarts += item is PublisherRestarted ? 1 : 0;
                if (item is HashTransaction or HashBlock)
                {
                    Hash256 hash = (item as HashTransaction)?.TxId ?? ((HashBlock)item).Hash;
                    int number = BinaryPrimitives.ReadInt32LittleEndian(hash.Span);
                    received.Add((number, item is HashBlock, ((Notification)item).Recovered));
                    Volatile.Write(ref reached, number);
                }
            }
        });
        // Each loss is revealed once a message of each topic has come. What is published before the
        // publisher has noticed a new subscription is revealed by the next message only.
        int Reach(int number)
        {
            publisher.LosesMessages = false;
            long start = Environment.TickCount64;
            do
            {
                Assert.That(Environment.TickCount64 - start, Is.LessThan(s_deadline.TotalMilliseconds), $"{reached} of {number}");
                publisher.WaitForSubscriber(s_deadline, "hashtx");
                Publish(publisher, number++, isBlock: true);
                Publish(publisher, number++, isBlock: false);
            }
            while (!SpinWait.SpinUntil(() => Volatile.Read(ref reached) == number - 1, s_again));
            return number;
        }
        // The first message of each life.
        List<int> lives = [0];
        for (int number = 0; number < messages; number++)
        {
            int chance = random.Next(10_000);
            publisher.LosesMessages = publisher.LosesMessages ? chance > 500 : chance < 20;
            if (chance > 9_990)
            {
                link.Cut();
            }
            if (lives.Count <= restarts && number >= lives.Count * (messages / (restarts + 1)))
            {
                // All but some last messages have come: a history in memory ends with its publisher.
                number = Reach(number);
                publisher.LosesMessages = true;
                Publish(publisher, number++, isBlock: false);
                lives.Add(number);
                publisher.Restart();
            }
            Publish(publisher, number, isBlock: chance % 10 == 0);
        }
        int end = Reach(messages);
        subscriber.Dispose();
        Assert.That(reading.Wait(s_deadline), $"{received.Count} of {end}");
        TestContext.Out.WriteLine(
            $"{received.Count} messages, {received.Count(one => one.IsRecovered)} recovered, {seenRestarts} restarts");
        Assert.That(marks, Is.Empty);
        // A loss shows with the topic's next message: of the other topic some may have come before.
        Assert.That(received.Where(one => one.IsBlock).Select(one => one.Number), Is.Ordered);
        Assert.That(received.Where(one => !one.IsBlock).Select(one => one.Number), Is.Ordered);
        int[] numbers = [.. received.Select(one => one.Number).Order()];
        Assert.That(numbers, Is.Unique);
        // What is gone is the last message of a life, which nobody has any more.
        Assert.That(Enumerable.Range(numbers[0], end - numbers[0]).Except(numbers), Is.SubsetOf(lives.Select(first => first - 1)));
        Assert.That(received.Count(one => one.IsRecovered), Is.GreaterThan(messages / 100));
        Assert.That(seenRestarts, Is.EqualTo(2 * restarts), "each topic has one");
    }

    /// <summary>A publisher that writes to SQLite is killed (SIGKILL): nothing durable is lost, nothing comes twice.</summary>
    [TestCase(2)]
    [TestCase(100, Category = "Long")]
    [Platform("Linux")]
    public void Killed_publishers(int kills)
    {
        using TempFolder folder = new();
        string[] addresses = [HistoryFeed.Anywhere, HistoryFeed.Anywhere];
        NotificationSubscriber? subscriber = null;
        Task? reading = null;
        List<(ulong Nonce, ulong Offset)> received = [];
        List<(ulong First, ulong Durable)> lives = [];
        List<string> marks = [];
        int recovered = 0;
        ulong reached = 0;
        try
        {
            for (int life = 0; life <= kills; life++)
            {
                using HistoryProcess publisher = new(folder.Path, (ulong)life, limit: null, addresses);
                addresses = [publisher.Published!, publisher.Endpoint];
                if (subscriber is null)
                {
                    NotificationSubscriberOptions options = TestStream.Options(publisher.Published!);
                    options.History.Add(publisher.Endpoint);
                    options.FillWithin = s_deadline;
                    options.ResumeFrom = publisher.Begin;
                    NotificationSubscriber created = subscriber = new NotificationSubscriber(options);
                    reading = Task.Run(async () =>
                    {
                        await foreach (StreamItem item in created)
                        {
                            if (item is Gap or Discontinuity or GoneFromHistory or Duplicate)
                            {
                                marks.Add($"{TestStream.Show(item)} after {reached >> 48} {reached & 0xffffffff}");
                            }
                            if (item is OtherNotification message)
                            {
                                recovered += message.Recovered ? 1 : 0;
                                ulong offset = BinaryPrimitives.ReadUInt64LittleEndian(message.Body[8..]);
                                received.Add((BinaryPrimitives.ReadUInt64LittleEndian(message.Body), offset));
                                Volatile.Write(ref reached, ((ulong)received[^1].Nonce << 48) + offset);
                            }
                        }
                    });
                }
                // The subscriber has found this life, and the history some messages of it.
                ulong durable = ulong.Parse(publisher.Read("durable "), System.Globalization.CultureInfo.InvariantCulture);
                Assert.That(SpinWait.SpinUntil(() => Volatile.Read(ref reached) >= ((ulong)life << 48) + durable, s_deadline), $"life {life}");
                lives.Add((publisher.Begin.Offset + 1, publisher.Kill(durable)));
            }
        }
        finally
        {
            subscriber?.Dispose();
        }
        Assert.That(reading!.Wait(s_deadline));
        TestContext.Out.WriteLine($"{kills} kills, {received.Count} messages, {recovered} recovered");
        Assert.That(marks, Is.Empty);
        for (int life = 0; life < lives.Count; life++)
        {
            ulong[] offsets = [.. received.Where(one => one.Nonce == (ulong)life).Select(one => one.Offset)];
            Assert.That(offsets, Is.EqualTo(Enumerable.Range(0, offsets.Length).Select(i => lives[life].First + (ulong)i)), $"life {life}");
            // What the last life has written after it was asked is in its history.
            Assert.That(life == lives.Count - 1 || offsets[^1] >= lives[life].Durable, $"life {life} ends at {offsets[^1]}");
        }
        Assert.That(received.Select(one => one.Nonce), Is.Ordered);
    }

    private static void Publish(TestPublisher publisher, int number, bool isBlock)
    {
        Span<byte> bytes = stackalloc byte[Hash256.Length];
        BinaryPrimitives.WriteInt32LittleEndian(bytes, number);
        Hash256 hash = new(bytes);
        if (isBlock)
        {
            publisher.HashBlock(hash);
        }
        else
        {
            publisher.HashTransaction(hash);
        }
    }
}
