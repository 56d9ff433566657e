using ZmqNative.History;
using ZmqNative.History.Sqlite;
using ZmqNative.Tests.Publishing;

namespace ZmqNative.Tests.History;

/// <summary>History on disk across restarts, orderly and not.</summary>
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
[Parallelizable(ParallelScope.All)]
public sealed class SqliteTests : SqliteFixture
{
    [Test]
    public async Task After_an_orderly_end_the_stream_goes_on()
    {
        StreamPosition first;
        using (HistoryFeed feed = Feed())
        {
            feed.Append(2500);
            first = feed.Server.Head;
        }
        using HistoryFeed second = Feed();
        Assert.That(second.Server.Head, Is.EqualTo(first));
        second.Append(500);
        HistoryInfo info = await second.Client.GetInfoAsync();
        Assert.That((info.Head.Stream, info.Head.Offset, info.Oldest, info.Predecessor), Is.EqualTo((first.Stream, 3000ul, 1ul, (StreamPosition?)null)));
        List<HistoryMessage> all = await HistoryFeed.Messages(second.Client.ReadAsync(null));
        Assert.That(all.Select(message => message.Position.Offset), Is.EqualTo(Enumerable.Range(1, 3000).Select(offset => (ulong)offset)));
        Assert.That(all.Select(message => message.MessageSequence), Is.EqualTo(Enumerable.Range(0, 2500).Concat(Enumerable.Range(0, 500)).Select(number => (uint)number)));
        Assert.That(all.Select(message => message.Body), Is.EqualTo(all.Select(message => HistoryFeed.Body(message.MessageSequence))));
        Assert.That((await HistoryFeed.Messages(second.Client.ReadRangeAsync("hashtx", 2000, 2001))).Select(message => message.Position.Offset), Is.EqualTo(new ulong[] { 2001, 2002 }));
        Assert.That((await second.Client.GetNewestAsync()).Single().Position.Offset, Is.EqualTo(3000));
    }

    [Test]
    public async Task The_newest_of_each_topic_is_found_after_a_restart()
    {
        using (HistoryFeed feed = Feed())
        {
            feed.Append(25);
        }
        using HistoryFeed second = Feed();
        HistoryMessage newest = (await second.Client.GetNewestAsync()).Single();
        Assert.That((newest.Position.Offset, newest.MessageSequence), Is.EqualTo((25ul, 24u)));
    }

    [Test]
    public async Task After_another_end_a_new_stream_names_its_predecessor()
    {
        StreamPosition durable = Crash(1000), ahead = durable with { Offset = durable.Offset + 500 };
        LogLines log = new();
        using HistoryFeed feed = Feed(log: log);
        feed.Append(10);
        HistoryInfo info = await feed.Client.GetInfoAsync();
        Assert.That(info.Head.Stream, Is.Not.EqualTo(durable.Stream));
        Assert.That((info.Head.Offset, info.Predecessor), Is.EqualTo((1010ul, (StreamPosition?)durable)));
        Assert.That(log.Lines, Has.Some.Contains($"Stream {durable.Stream} did not end in order, and its last durable offset is 1000"));
        List<HistoryChunk> rest = await HistoryFeed.All(feed.Client.ReadAsync(durable with { Offset = 990 }));
        Assert.That(
            rest.SelectMany(chunk => chunk.Messages).Select(message => (message.Position.Stream == durable.Stream, message.Position.Offset)),
            Is.EqualTo(Enumerable.Range(991, 20).Select(offset => (offset <= 1000, (ulong)offset))));
        Assert.That((await HistoryFeed.Messages(feed.Client.ReadAsync(ahead))).Select(message => message.Position.Offset), Is.EqualTo(Enumerable.Range(1001, 10).Select(offset => (ulong)offset)));
        Assert.That(async () => await HistoryFeed.All(feed.Client.ReadAsync(new StreamPosition(Guid.NewGuid(), 5))), Throws.TypeOf<HistoryException>().With.Property("Error").EqualTo(HistoryError.UnknownStream));
    }

    [Test]
    public async Task Messages_become_durable_without_an_end()
    {
        using HistoryFeed feed = Feed(options => options.CommitInterval = TimeSpan.FromMilliseconds(5));
        feed.Append(10);
        Assert.That(SpinWait.SpinUntil(() => feed.Server.GetInfo().Durable == 10, s_deadline));
        Assert.That((await feed.Client.GetInfoAsync()).Durable, Is.EqualTo(10));
    }

    [Test]
    public async Task What_left_memory_comes_from_disk()
    {
        using HistoryFeed feed = Feed(options => (options.MaxMemory, options.CommitInterval) = (1 << 20, TimeSpan.FromMilliseconds(1)));
        for (int i = 1; i <= 10; i++)
        {
            feed.Append(10_000);
            Assert.That(SpinWait.SpinUntil(() => feed.Server.GetInfo().Durable == (ulong)i * 10_000, s_deadline));
        }
        Assert.That(feed.Server.StoreFailure, Is.Null);
        List<HistoryMessage> all = await HistoryFeed.Messages(feed.Client.ReadAsync(null));
        Assert.That(all.Select(message => message.Position.Offset), Is.EqualTo(Enumerable.Range(1, 100_000).Select(offset => (ulong)offset)));
        Assert.That(all.Select(message => message.MessageSequence), Is.EqualTo(Enumerable.Range(0, 100_000).Select(number => (uint)number)));
        uint[] range = await feed.Sequences(5, 99_990);
        Assert.That(range, Is.EqualTo(Enumerable.Range(5, 99_986).Select(number => (uint)number)));
    }

    [Test]
    public async Task The_disk_is_bounded_and_what_is_gone_is_said()
    {
        using HistoryFeed feed = Feed(options => (options.MaxMemory, options.MaxDisk, options.CommitInterval) = (1 << 20, 16 << 20, TimeSpan.FromMilliseconds(1)));
        for (int i = 1; i <= 30; i++)
        {
            feed.Append(10_000);
            Assert.That(SpinWait.SpinUntil(() => feed.Server.GetInfo().Durable == (ulong)i * 10_000 || feed.Server.StoreFailure is not null, s_deadline), feed.Server.StoreFailure);
        }
        Assert.That(new FileInfo(Database).Length, Is.LessThan(20 << 20));
        HistoryInfo info = await feed.Client.GetInfoAsync();
        Assert.That(info.Oldest, Is.InRange(50_000, 250_000));
        Assert.That(info.Notifiers.Single().First, Is.EqualTo(info.Oldest - 1));
        List<HistoryChunk> all = await HistoryFeed.All(feed.Client.ReadAsync(new StreamPosition(info.Head.Stream, 0)));
        Assert.That(all[0].Missing, Is.EqualTo(new HistoryGap(1, info.Oldest - 1)));
        Assert.That(all.Sum(chunk => chunk.Messages.Count), Is.EqualTo(300_000 - (int)info.Oldest + 1));
    }

    [Test]
    public void Old_messages_are_removed_and_their_notifiers_with_them()
    {
        SqliteStore Open(TimeSpan maxAge)
        {
            SqliteStore store = new(Path.Combine(_folder.Path, "history"), 1 << 30, maxAge);
            _ = store.Open();
            return store;
        }
        HistoryNotifier old = new(0, "pubhashtx", ["hashtx"], "a", "a", 0), current = old with { Number = 1 };
        using (SqliteStore store = Open(TimeSpan.FromDays(1)))
        {
            store.Append([Message(store, 1, old, 7), Message(store, 2, old, 8)]);
            store.Complete();
        }
        using SqliteStore again = Open(TimeSpan.FromTicks(-TimeSpan.TicksPerMinute));
        Assert.That(again.Notifiers.Single(), Is.EqualTo(new HistoryCounters(again.Notifiers[0].Notifier, 7, 9, IsCurrent: false)));
        again.Append([Message(again, 3, current, 0)]);
        Assert.That(again.Oldest, Is.EqualTo(4), "all are older than a minute from now");
        Assert.That(again.Notifiers.Single(), Is.EqualTo(new HistoryCounters(current, 1, 1, IsCurrent: false)), "its number is not given again");
        again.Append([Message(again, 4, current, 1)]);
        Assert.That(again.Notifiers.Single(), Is.EqualTo(new HistoryCounters(current, 2, 2, IsCurrent: false)));
        again.Append([Message(again, 5, current with { Number = 2 }, 0)]);
        Assert.That(again.Notifiers.Select(run => run.Notifier.Number), Is.EqualTo(new[] { 2 }));
        Assert.That(Scalar("SELECT sum(number) FROM notifiers"), Is.EqualTo(2));
    }

    /// <summary>Else a subscriber would take messages of a new run for old ones.</summary>
    [Test]
    public async Task A_number_is_not_given_again_when_nothing_of_its_run_is_held()
    {
        static int Highest(HistoryInfo info) => info.Notifiers.Max(run => run.Notifier.Number);
        HistoryFeed Small() => Feed(options => (options.MaxMemory, options.MaxDisk, options.CommitInterval) = (1 << 20, 16 << 20, TimeSpan.FromMilliseconds(1)));
        StreamPosition head;
        int highest;
        using (HistoryFeed feed = Small())
        {
            int other = feed.Server.AddNotifier("pubhashblock", HistoryFeed.Published, HistoryFeed.Published, "hashblock");
            for (uint run = 1; run <= 5; run++)
            {
                feed.Jump(run * 1000);
                feed.Append(2);
            }
            highest = Highest(feed.Server.GetInfo());
            ulong last = feed.Server.Head.Offset;
            for (uint next = 0; feed.Server.GetInfo().Oldest <= last;)
            {
                for (int i = 0; i < 100; i++, next++)
                {
                    feed.Server.Append(other, "hashblock", next, new byte[4000]);
                }
                Assert.That(SpinWait.SpinUntil(() => feed.Server.GetInfo().Durable == feed.Server.Head.Offset || feed.Server.StoreFailure is not null, s_deadline), feed.Server.StoreFailure);
            }
            Assert.That((await feed.Client.GetInfoAsync()).Notifiers.Where(run => run.First != run.Next).Select(run => run.Notifier.Number), Is.EqualTo(new[] { 1 }), "only the other one's run is held");
            head = feed.Server.Head;
        }
        for (int restart = 0; restart < 2; restart++)
        {
            using HistoryFeed feed = Small();
            Assert.That(feed.Server.Head, Is.EqualTo(head), "the same stream");
            IReadOnlyList<HistoryCounters> notifiers = (await feed.Client.GetInfoAsync()).Notifiers;
            Assert.That(notifiers.Select(run => run.Notifier.Number), Is.EqualTo(new[] { 1, highest + 1 }), "what is held, and the new run");
        }
    }
}
