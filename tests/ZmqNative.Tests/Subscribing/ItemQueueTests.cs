using System.Globalization;
using Microsoft.Extensions.Logging.Abstractions;
using ZmqNative.Subscribing;

namespace ZmqNative.Tests.Subscribing;

/// <summary>The queue alone, with the test as its writer.</summary>
public sealed class ItemQueueTests
{
    private const int Items = 200_000;

    [TestCase(1)]
    [TestCase(3)]
    public void Readers_share_all_items_each_in_order(int readers)
    {
        ItemQueue queue = new(Items, OverflowPolicy.Wait, NullLogger.Instance);
        Task<List<uint>>[] reading = [.. Enumerable.Range(0, readers).Select(_ => Task.Run(() => ReadAsync(queue)))];
        for (uint i = 0; i < Items; i++)
        {
            queue.Write(Event(i));
        }
        queue.Complete();
        Assert.That(Task.WaitAll(reading, FakePublisher.Deadline));
        Assert.That(reading.Select(task => task.Result), Is.All.Ordered);
        Assert.That(reading.SelectMany(task => task.Result).Order(), Is.EqualTo(Enumerable.Range(0, Items).Select(i => (uint)i)));
    }

    [Test]
    public void A_waiting_consumer_is_woken_by_the_next_item()
    {
        ItemQueue queue = new(10, OverflowPolicy.Wait, NullLogger.Instance);
        ValueTask<bool> more = queue.WaitToReadAsync(default);
        Assert.That((queue.TryRead(out _, out _), more.IsCompleted), Is.EqualTo((false, false)));
        queue.Write(Event(0));
        Assert.That(more.AsTask().Wait(FakePublisher.Deadline));
        Assert.That(queue.TryRead(out StreamItem? item, out _) && item is Stalled);
    }

    [Test]
    public void The_writer_learns_once_of_room_when_half_is_free()
    {
        ItemQueue queue = new(10, OverflowPolicy.Wait, NullLogger.Instance);
        for (uint i = 0; queue.HasRoom(); i++)
        {
            queue.Write(Event(i));
        }
        Assert.That(Enumerable.Range(1, 10).Where(_ => queue.TryRead(out StreamItem? _, out bool hasMadeRoom) && hasMadeRoom), Is.EqualTo([5]));
        Assert.That(queue.HasRoom());
    }

    [TestCase(OverflowPolicy.DropOldest)]
    [TestCase(OverflowPolicy.DropNewest)]
    public void A_waiting_consumer_is_woken_before_anything_is_dropped(OverflowPolicy overflow)
    {
        ItemQueue queue = new(2, overflow, NullLogger.Instance);
        Task<bool> more = queue.WaitToReadAsync(default).AsTask();
        for (uint i = 0; i < 3; i++)
        {
            queue.Write(Message(i));
        }
        Assert.That(more.Wait(FakePublisher.Deadline));
    }

    /// <summary>Messages are numbers, events are letters, and a loss is its count in brackets.</summary>
    [TestCase(OverflowPolicy.DropOldest, 2, "0 1 2 3", "[2] 2 3")]
    [TestCase(OverflowPolicy.DropNewest, 2, "0 1 2 3", "0 1 [2]")]
    [TestCase(OverflowPolicy.DropOldest, 3, "0 a 1 2 3 4 5", "[1] a [2] 3 4 5")]
    [TestCase(OverflowPolicy.DropOldest, 2, "0 1 a 2 b 3 4 5", "[2] a [1] b [1] 4 5")]
    [TestCase(OverflowPolicy.DropNewest, 2, "0 1 2 a 3 4 b 5", "0 1 [1] a [2] b [1]")]
    [TestCase(OverflowPolicy.DropNewest, 2, "0 1 2 < < < 3 4 5", "0 1 [1] 3 4 [1]")]
    [TestCase(OverflowPolicy.DropOldest, 2, "0 1 2 < < 3 4 5", "[1] 1 [2] 4 5")]
    [TestCase(OverflowPolicy.KeepNewestOfEachTopic, 10, "0 1 2 a 3", "[3] a 3")]
    [TestCase(OverflowPolicy.KeepNewestOfEachTopic, 1, "0 < 1 2 < < a 3 4", "0 [1] 2 [1] a 4")]
    public void A_loss_is_read_between_the_items_before_and_after_it(OverflowPolicy overflow, int capacity, string written, string expected)
    {
        ItemQueue queue = new(capacity, overflow, NullLogger.Instance);
        List<string> read = [];
        foreach (string word in written.Split(' '))
        {
            if (word == "<")
            {
                Assert.That(queue.TryRead(out StreamItem? item, out _));
                read.Add(Show(item!));
            }
            else
            {
                queue.Write(char.IsDigit(word[0]) ? Message(uint.Parse(word, CultureInfo.InvariantCulture)) : new HandshakeDone(word, default));
            }
        }
        queue.Complete();
        while (queue.TryRead(out StreamItem? item, out _))
        {
            read.Add(Show(item!));
        }
        Assert.That(string.Join(' ', read), Is.EqualTo(expected));
    }

    [Test]
    public void The_newest_of_each_topic_and_address_is_kept_up_to_the_capacity()
    {
        ItemQueue queue = new(2, OverflowPolicy.KeepNewestOfEachTopic, NullLogger.Instance);
        foreach (string source in (string[])["a", "b", "a", "c"])
        {
            queue.Write(new HashTransaction(source, default, 0, default));
        }
        queue.Complete();
        List<string> read = [];
        while (queue.WaitToReadAsync(default).AsTask().Result && queue.TryRead(out StreamItem? item, out _))
        {
            read.Add(item is Dropped dropped ? $"[{dropped.Source} {dropped.Count}]" : item.Source);
        }
        Assert.That(read, Is.EqualTo((string[])["[b 1]", "[a 1]", "a", "c"]).Or.EqualTo((string[])["[a 1]", "[b 1]", "a", "c"]));
    }

    /// <summary>Otherwise a consumer would learn of a loss at the end of a burst only with the next message, maybe hours later.</summary>
    [Test]
    public void A_loss_at_the_end_is_read_without_waiting_for_another_item()
    {
        ItemQueue queue = new(1, OverflowPolicy.DropNewest, NullLogger.Instance);
        queue.Write(Message(0));
        queue.Write(Message(1));
        Assert.That(queue.TryRead(out _, out _));
        Assert.That(queue.WaitToReadAsync(default).AsTask().Wait(FakePublisher.Deadline), "another consumer that waits has something to read");
        Assert.That(queue.TryRead(out StreamItem? item, out _) && item is Dropped { Count: 1 });
    }

    private static string Show(StreamItem item) => item switch
    {
        Dropped dropped => $"[{dropped.Count}]",
        HashTransaction transaction => $"{transaction.MessageSequence}",
        _ => item.Source,
    };

    private static HashTransaction Message(uint number) => new("tcp://127.0.0.1:1", default, number, default);

    private static Stalled Event(uint number) => new(number.ToString(CultureInfo.InvariantCulture), default, "hashtx", default);

    private static async Task<List<uint>> ReadAsync(ItemQueue queue)
    {
        List<uint> numbers = [];
        do
        {
            while (queue.TryRead(out StreamItem? item, out _))
            {
                numbers.Add(uint.Parse(item!.Source, CultureInfo.InvariantCulture));
            }
        }
        while (await queue.WaitToReadAsync(default));
        return numbers;
    }
}
