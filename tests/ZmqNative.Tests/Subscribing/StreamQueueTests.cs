using ZmqNative.Subscribing;

namespace ZmqNative.Tests.Subscribing;

/// <summary>The queue alone, with a writer of its own.</summary>
public sealed class StreamQueueTests
{
    private const int Items = 200_000;

    [TestCase(1)]
    [TestCase(3)]
    public void Readers_share_all_items_each_in_order(int readers)
    {
        StreamQueue queue = new(Items, OverflowPolicy.Wait);
        Task<List<uint>>[] reading = [.. Enumerable.Range(0, readers).Select(_ => Task.Run(() => ReadAsync(queue)))];
        for (uint i = 0; i < Items; i++)
        {
            queue.Write(Item(i));
            if (i % 7 == 0)
            {
                queue.Show();
            }
        }
        queue.Complete();
        Assert.That(Task.WaitAll(reading, FakePublisher.Deadline));
        Assert.That(reading.Select(task => task.Result), Is.All.Ordered);
        Assert.That(reading.SelectMany(task => task.Result).Order(), Is.EqualTo(Enumerable.Range(0, Items).Select(i => (uint)i)));
    }

    [Test]
    public void What_is_written_is_seen_when_it_is_shown()
    {
        StreamQueue queue = new(10, OverflowPolicy.Wait);
        queue.Write(Item(0));
        ValueTask<bool> more = queue.WaitToReadAsync(default);
        Assert.That((queue.TryRead(out _, out _), more.IsCompleted), Is.EqualTo((false, false)));
        queue.Show();
        Assert.That(more.AsTask().Wait(FakePublisher.Deadline));
        Assert.That(queue.TryRead(out StreamItem? item, out _) && item is Stalled);
    }

    [Test]
    public void The_writer_is_told_once_of_room_when_half_is_free()
    {
        StreamQueue queue = new(10, OverflowPolicy.Wait);
        for (uint i = 0; queue.HasRoom(); i++)
        {
            queue.Write(Item(i));
        }
        queue.Show();
        Assert.That(Enumerable.Range(1, 10).Where(_ => queue.TryRead(out StreamItem? _, out bool hasMadeRoom) && hasMadeRoom), Is.EqualTo([5]));
        Assert.That(queue.HasRoom());
    }

    [TestCase(OverflowPolicy.DropOldest)]
    [TestCase(OverflowPolicy.DropNewest)]
    public void Who_waits_is_woken_before_anything_is_dropped(OverflowPolicy overflow)
    {
        StreamQueue queue = new(2, overflow);
        Task<bool> more = queue.WaitToReadAsync(default).AsTask();
        for (uint i = 0; i < 3; i++)
        {
            Assert.That(more.IsCompleted, Is.False);
            queue.Write(Item(i));
        }
        Assert.That(more.Wait(FakePublisher.Deadline));
    }

    private static Stalled Item(uint number) => new(number.ToString(System.Globalization.CultureInfo.InvariantCulture), default, "hashtx", default);

    private static async Task<List<uint>> ReadAsync(StreamQueue queue)
    {
        List<uint> numbers = [];
        do
        {
            while (queue.TryRead(out StreamItem? item, out _))
            {
                numbers.Add(uint.Parse(item!.Source, System.Globalization.CultureInfo.InvariantCulture));
            }
        }
        while (await queue.WaitToReadAsync(default));
        return numbers;
    }
}
