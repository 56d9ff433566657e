using Microsoft.Data.Sqlite;
using ZmqNative.History;
using ZmqNative.History.Sqlite;
using ZmqNative.Tests.Publishing;
using ZmqNative.Tests.Recordings;

namespace ZmqNative.Tests.History;

/// <summary>A history on disk in a folder of its own, which a test may damage.</summary>
public abstract class SqliteFixture : IDisposable
{
    private protected static readonly TimeSpan s_deadline = TimeSpan.FromSeconds(60);

    private protected readonly TempFolder _folder = new();

    private protected string Database => Path.Combine(_folder.Path, "history", "history.db");

    public void Dispose()
    {
        _folder.Dispose();
        GC.SuppressFinalize(this);
    }

    private protected HistoryFeed Feed(Action<HistoryOptions>? configure = null, LogLines? log = null) => new(
        options =>
        {
            _ = options.UseSqlite(Path.Combine(_folder.Path, "history"));
            configure?.Invoke(options);
        },
        log);

    // A process that is killed leaves its files as they are: here they are copied while it runs.
    private protected StreamPosition Crash(int messages)
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

    private protected async Task AssertInMemory(string reason)
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

    private protected static HistoryMessage Message(SqliteStore store, ulong offset, HistoryNotifier notifier, uint sequence) =>
        new(new StreamPosition(store.Streams[^1].Stream, offset), notifier, "hashtx", HistoryFeed.Body(sequence), sequence);

    private protected void Execute(string sql)
    {
        using SqliteConnection connection = new($"Data Source={Database};Pooling=False");
        connection.Open();
        SqliteSchema.Execute(connection, sql);
    }

    private protected long Scalar(string sql)
    {
        using SqliteConnection connection = new($"Data Source={Database};Pooling=False");
        connection.Open();
        return SqliteSchema.Scalar(connection, sql);
    }
}
