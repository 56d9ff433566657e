using System.Runtime.Versioning;
using ZmqNative.History;
using ZmqNative.History.Sqlite;
using ZmqNative.Tests.Publishing;

namespace ZmqNative.Tests.History;

/// <summary>What becomes of history on disk when the disk fails, or is not what it should be.</summary>
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
[Parallelizable(ParallelScope.All)]
public sealed class SqliteFailureTests : SqliteFixture
{
    private const string Full = "CREATE TRIGGER disk BEFORE UPDATE ON streams BEGIN SELECT RAISE(ABORT, 'full'); END";

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

    /// <summary>As a full disk is until there is room again: the end of a transaction fails.</summary>
    [Test]
    public async Task A_disk_that_cannot_be_written_for_a_while_is_said_and_nothing_is_lost()
    {
        LogLines log = new();
        using (HistoryFeed feed = Feed(log: log))
        {
            feed.Append(3);
            Assert.That(SpinWait.SpinUntil(() => feed.Server.GetInfo().Durable == 3, s_deadline));
            Execute(Full);
            feed.Append(2);
            Assert.That(SpinWait.SpinUntil(() => feed.Server.StoreFailure is not null, s_deadline));
            Assert.That(feed.Server.StoreFailure, Is.EqualTo($"{Database}: SQLite Error 19: 'full'."));
            Assert.That(await HistoryFeed.Messages(feed.Client.ReadAsync(null)), Has.Count.EqualTo(5), "publishing and memory go on");
            Assert.That(feed.Server.GetInfo().Durable, Is.EqualTo(3));
            Execute("DROP TRIGGER disk");
            Assert.That(SpinWait.SpinUntil(() => log.Lines.Any(line => line.Contains("works again", StringComparison.Ordinal)), s_deadline));
            Assert.That((feed.Server.StoreFailure, feed.Server.GetInfo().Durable), Is.EqualTo(((string?)null, 5ul)));
        }
        Assert.That(log.Texts.Where(line => line.StartsWith("The history on disk", StringComparison.Ordinal)), Is.EqualTo([
            $"The history on disk cannot be written after offset 3, and is in memory only from there: {Database}: SQLite Error 19: 'full'.",
            "The history on disk works again, and has all up to offset 5",
        ]));
        using HistoryFeed again = Feed();
        Assert.That(await HistoryFeed.Messages(again.Client.ReadAsync(null)), Has.Count.EqualTo(5), "the stream ended in order");
    }

    [Test]
    public async Task A_disk_that_cannot_be_written_until_memory_has_no_room_ends_history_on_disk()
    {
        LogLines log = new();
        using HistoryFeed feed = Feed(options => options.MaxMemory = 1 << 20, log);
        feed.Append(1);
        Assert.That(SpinWait.SpinUntil(() => feed.Server.GetInfo().Durable == 1, s_deadline));
        Execute(Full);
        feed.Append(1);
        Assert.That(SpinWait.SpinUntil(() => feed.Server.StoreFailure is not null, s_deadline));
        feed.Append(50_000);
        Assert.That(SpinWait.SpinUntil(() => log.Lines.Any(line => line.Contains("has ended at offset 1,", StringComparison.Ordinal)), s_deadline));
        Assert.That(feed.Server.StoreFailure, Does.StartWith($"{Database}: SQLite Error 19: 'full': ").And.EndsWith(" messages left memory before they were written."));
        Assert.That(await HistoryFeed.Messages(feed.Client.ReadAsync(feed.Server.Head with { Offset = 50_000 })), Has.Count.EqualTo(2), "publishing and memory go on");
    }

    [Test]
    public void What_could_not_be_written_did_not_remove_anything_either()
    {
        HistoryNotifier notifier = new(0, "pubhashtx", ["hashtx"], "a", "a", 0);
        using SqliteStore store = new(Path.GetDirectoryName(Database)!, 1 << 20, TimeSpan.FromDays(1));
        _ = store.Open();
        store.Append([.. Enumerable.Range(1, 20_000).Select(i => Message(store, (ulong)i, notifier, (uint)i))]);
        (ulong oldest, IReadOnlyList<HistoryCounters> runs) = (store.Oldest, store.Notifiers);
        List<HistoryMessage> next = [.. Enumerable.Range(20_001, 20_000).Select(i => Message(store, (ulong)i, notifier, (uint)i))];
        Execute(Full);
        Assert.That(() => store.Append(next), Throws.TypeOf<IOException>().With.Message.EqualTo($"{Database}: SQLite Error 19: 'full'."));
        Assert.That((store.Oldest, store.Streams[^1].Offset), Is.EqualTo((oldest, 20_000ul)));
        Assert.That(store.Notifiers, Is.EqualTo(runs));
        Execute("DROP TRIGGER disk");
        store.Append(next);
        Assert.That(store.Oldest, Is.GreaterThan(oldest));
        Assert.That(store.Notifiers.Single(), Is.EqualTo(new HistoryCounters(notifier, (uint)store.Oldest, 40_001, IsCurrent: false)));
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
}
