using System.Runtime.Versioning;
using Microsoft.Data.Sqlite;
using ZmqNative.History;
using ZmqNative.History.Sqlite;
using ZmqNative.Tests.Publishing;
using ZmqNative.Tests.Recordings;

namespace ZmqNative.Tests.History;

/// <summary>History on disk across restarts, orderly and not, and what becomes of it when the disk fails.</summary>
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
[Parallelizable(ParallelScope.All)]
public sealed class SqliteTests : IDisposable
{
    private static readonly TimeSpan s_deadline = TimeSpan.FromSeconds(60);

    private readonly TempFolder _folder = new();

    private string Database => Path.Combine(_folder.Path, "history", "history.db");

    public void Dispose() => _folder.Dispose();

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

    [Test]
    [Platform("Linux")]
    [UnsupportedOSPlatform("windows")]
    public void Folder_and_files_are_their_owners_alone()
    {
        using HistoryFeed feed = Feed();
        feed.Append(10);
        Assert.That(SpinWait.SpinUntil(() => feed.Server.GetInfo().Durable == 10, s_deadline));
        string folder = Path.GetDirectoryName(Database)!;
        Assert.That(File.GetUnixFileMode(folder), Is.EqualTo(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute));
        string[] files = Directory.GetFiles(folder);
        Assert.That(files.Select(Path.GetFileName), Is.SupersetOf(new[] { "history.db", "history.db-wal", "history.db-shm" }));
        Assert.That(files.Select(File.GetUnixFileMode), Is.All.EqualTo(UnixFileMode.UserRead | UnixFileMode.UserWrite));
    }

    [Test]
    public async Task A_file_of_a_newer_version_is_left_alone()
    {
        Feed().Dispose();
        Execute("PRAGMA user_version = 2");
        await AssertInMemory("is of version 2, written by a newer version");
        Assert.That(Scalar("PRAGMA user_version"), Is.EqualTo(2));
    }

    [Test]
    public async Task A_database_of_another_program_is_left_alone()
    {
        _ = Directory.CreateDirectory(Path.GetDirectoryName(Database)!);
        Execute("CREATE TABLE mine (x)");
        await AssertInMemory("is the database of another program");
        Assert.That(Scalar("SELECT count(*) FROM sqlite_schema"), Is.EqualTo(1));
    }

    [Test]
    public async Task A_folder_that_cannot_be_written_is_said()
    {
        File.WriteAllText(Path.Combine(_folder.Path, "history"), "a file");
        await AssertInMemory("history");
    }

    [Test]
    public async Task A_folder_in_use_is_said()
    {
        using HistoryFeed first = Feed();
        await AssertInMemory("history.lock");
    }

    [Test]
    public async Task A_file_that_is_no_database_is_put_aside()
    {
        _ = Directory.CreateDirectory(Path.GetDirectoryName(Database)!);
        File.WriteAllBytes(Database, [.. Enumerable.Repeat((byte)7, 10_000)]);
        LogLines log = new();
        using HistoryFeed feed = Feed(log: log);
        Assert.That(log.Lines, Has.Some.Contains("The history on disk begins again: ").And.Some.Contains("history.db.aside"));
        feed.Append(5);
        Assert.That(await HistoryFeed.Messages(feed.Client.ReadAsync(null)), Has.Count.EqualTo(5));
        Assert.That(feed.Server.StoreFailure, Is.Null);
    }

    /// <summary>With zeros, a page reads as an empty one.</summary>
    [TestCase(0)]
    [TestCase(255)]
    public async Task A_page_that_is_damaged_ends_history_on_disk_and_the_next_start_begins_again(byte damage)
    {
        using (HistoryFeed feed = Feed())
        {
            feed.Append(20_000);
        }
        using (FileStream file = File.OpenWrite(Database))
        {
            // Not the first pages, with which it would not open.
            for (int page = 100; page < 300; page++)
            {
                file.Position = (page * 4096L) + 1;
                file.Write([.. Enumerable.Repeat(damage, 2000)]);
            }
        }
        LogLines log = new();
        using (HistoryFeed feed = Feed(log: log))
        {
            List<HistoryChunk> all = await HistoryFeed.All(feed.Client.ReadAsync(null));
            Assert.That(all[^1].IsLast);
            Assert.That(feed.Server.StoreFailure, Does.Contain("malformed"));
            Assert.That(log.Lines, Has.Some.Contains("The history on disk has ended at offset 20000"));
            feed.Append(3);
            Assert.That((await HistoryFeed.Messages(feed.Client.ReadAsync(feed.Server.Head with { Offset = 20_000 }))).Count, Is.EqualTo(3), "publishing and memory go on");
        }
        using HistoryFeed again = Feed(log: log);
        Assert.That(log.Lines, Has.Some.Contains("The history on disk begins again: "));
        Assert.That((again.Server.StoreFailure, again.Server.Head.Offset), Is.EqualTo(((string?)null, 0ul)));
    }

    /// <summary>By a cleaner of temporary files, for example. What is written to a removed file would be lost without a word.</summary>
    [Test]
    [Platform("Linux,MacOsX")]
    public async Task A_folder_that_is_removed_ends_history_on_disk_and_is_said()
    {
        LogLines log = new();
        using (HistoryFeed feed = Feed(log: log))
        {
            feed.Append(3);
            Assert.That(SpinWait.SpinUntil(() => feed.Server.GetInfo().Durable == 3, s_deadline));
            Directory.Delete(Path.GetDirectoryName(Database)!, recursive: true);
            feed.Append(2);
            Assert.That(SpinWait.SpinUntil(() => log.Lines.Any(line => line.Contains("has ended", StringComparison.Ordinal)), s_deadline));
            Assert.That(log.Lines, Has.Some.Contains("The history on disk has ended at offset 3"));
            Assert.That(feed.Server.StoreFailure, Is.EqualTo($"{Database} was removed while it was in use."));
            Assert.That(feed.Server.GetInfo().Durable, Is.EqualTo(3));
            Assert.That(await HistoryFeed.Messages(feed.Client.ReadAsync(null)), Has.Count.EqualTo(5), "publishing and memory go on");
        }
        using HistoryFeed again = Feed();
        Assert.That((again.Server.StoreFailure, again.Server.Head.Offset), Is.EqualTo(((string?)null, 0ul)));
    }

    /// <summary>The refusal of its stream would name exactly that stream as the predecessor.</summary>
    [Test]
    [Platform("Linux,MacOsX")]
    public async Task After_the_disk_failed_a_position_of_the_predecessor_is_still_known()
    {
        StreamPosition durable = Crash(1000);
        using HistoryFeed feed = Feed();
        Directory.Delete(Path.GetDirectoryName(Database)!, recursive: true);
        feed.Append(5);
        Assert.That(SpinWait.SpinUntil(() => feed.Server.StoreFailure is not null, s_deadline));
        HistoryInfo info = await feed.Client.GetInfoAsync();
        Assert.That(info.Predecessor, Is.EqualTo(durable));
        List<HistoryChunk> all = await HistoryFeed.All(feed.Client.ReadAsync(durable with { Offset = 990 }));
        Assert.That(all[0].Missing, Is.EqualTo(new HistoryGap(991, 1000)));
        Assert.That(
            all.SelectMany(chunk => chunk.Messages).Select(message => message.Position),
            Is.EqualTo(Enumerable.Range(1001, 5).Select(offset => new StreamPosition(info.Head.Stream, (ulong)offset))));
        Assert.That(await HistoryFeed.Messages(feed.Client.ReadAsync(durable with { Offset = 2000 })), Has.Count.EqualTo(5));
        Assert.That(async () => await HistoryFeed.All(feed.Client.ReadAsync(new StreamPosition(Guid.NewGuid(), 5))), Throws.TypeOf<HistoryException>().With.Property("Error").EqualTo(HistoryError.UnknownStream));
    }

    private HistoryFeed Feed(Action<HistoryOptions>? configure = null, LogLines? log = null) => new(
        options =>
        {
            _ = options.UseSqlite(Path.Combine(_folder.Path, "history"));
            configure?.Invoke(options);
        },
        log);

    // A process that is killed leaves its files as they are: here they are copied while it runs.
    private StreamPosition Crash(int messages)
    {
        string folder = Path.GetDirectoryName(Database)!, copy = folder + ".copy";
        StreamPosition durable;
        using (HistoryFeed feed = Feed())
        {
            feed.Append(messages);
            Assert.That(SpinWait.SpinUntil(() => feed.Server.GetInfo().Durable == (ulong)messages, s_deadline));
            durable = feed.Server.Head;
            _ = Directory.CreateDirectory(copy);
            foreach (string file in Directory.GetFiles(folder, "history.db*"))
            {
                using FileStream source = new(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
                using FileStream target = File.Create(Path.Combine(copy, Path.GetFileName(file)));
                source.CopyTo(target);
            }
        }
        Directory.Delete(folder, recursive: true);
        Directory.Move(copy, folder);
        return durable;
    }

    private async Task AssertInMemory(string reason)
    {
        LogLines log = new();
        using HistoryFeed feed = Feed(log: log);
        Assert.That(feed.Server.StoreFailure, Does.Contain(reason));
        Assert.That(log.Lines, Has.Some.Contains("The history on disk cannot be used, and history is kept in memory only: "));
        feed.Append(5);
        HistoryInfo info = await feed.Client.GetInfoAsync();
        Assert.That((info.Head.Offset, info.Durable), Is.EqualTo((5ul, 0ul)));
        Assert.That(await HistoryFeed.Messages(feed.Client.ReadAsync(null)), Has.Count.EqualTo(5));
    }

    private static HistoryMessage Message(SqliteStore store, ulong offset, HistoryNotifier notifier, uint sequence) =>
        new(new StreamPosition(store.Streams[^1].Stream, offset), notifier, "hashtx", HistoryFeed.Body(sequence), sequence);

    private void Execute(string sql)
    {
        using SqliteConnection connection = new($"Data Source={Database};Pooling=False");
        connection.Open();
        SqliteSchema.Execute(connection, sql);
    }

    private long Scalar(string sql)
    {
        using SqliteConnection connection = new($"Data Source={Database};Pooling=False");
        connection.Open();
        return SqliteSchema.Scalar(connection, sql);
    }
}
