using Microsoft.Data.Sqlite;

namespace ZmqNative.History.Sqlite;

/// <summary>History in an SQLite database. One thread writes while another one reads.</summary>
internal sealed class SqliteStore(string directory, long maxBytes, TimeSpan maxAge) : IHistoryStore
{
    // SQLITE_NOTADB.
    private const int NotADatabase = 26;

    private readonly Lock _gate = new();
    private readonly SqliteRuns _runs = new();
    private SqliteFolder? _folder;
    private SqliteConnection? _connection;
    private SqliteWriter? _writer;
    private SqliteReader? _reader;
    private List<StreamPosition> _streams = [];
    private ulong _oldest;

    public IReadOnlyList<StreamPosition> Streams
    {
        get
        {
            using (_gate.EnterScope())
            {
                return [.. _streams];
            }
        }
    }

    public ulong Oldest => Volatile.Read(ref _oldest);

    public IReadOnlyList<HistoryCounters> Notifiers
    {
        get
        {
            using (_gate.EnterScope())
            {
                return _runs.All;
            }
        }
    }

    public string? Open()
    {
        _folder = new SqliteFolder(directory);
        string? damage = _folder.IsMarkedDamaged ? "it was found to be damaged" : null;
        if (damage is null)
        {
            try
            {
                OpenDatabase();
                return null;
            }
            catch (SqliteException exception) when (IsDamage(exception))
            {
                Close();
                damage = exception.Message.TrimEnd('.');
            }
        }
        string aside = _folder.PutAside();
        OpenDatabase();
        return $"{_folder.Database} cannot be read ({damage}) and is now {aside}.";
    }

    public void Append(IReadOnlyList<HistoryMessage> messages)
    {
        ArgumentNullException.ThrowIfNull(messages);
        (IReadOnlyList<HistoryCounters> runs, ulong oldest) = (Notifiers, Oldest);
        try
        {
            _ = Guarded(() =>
            {
                _writer!.Append(
                    messages, _streams.Count, (lastRemoved, removed) => Change(messages, lastRemoved, removed));
                return true;
            });
        }
        catch (SqliteException exception) when (!IsDamage(exception))
        {
            // Nothing of it is in the database.
            using (_gate.EnterScope())
            {
                _runs.Restore(runs);
                Volatile.Write(ref _oldest, oldest);
            }
            throw new IOException($"{_folder!.Database}: {exception.Message}", exception);
        }
        _folder!.Check();
        using (_gate.EnterScope())
        {
            _streams[^1] = messages[^1].Position;
        }
    }

    public ulong Read(
        ulong after, Predicate<HistoryNotifier>? isWanted, int maxMessages, int maxBytes,
        ICollection<HistoryMessage> messages)
    {
        ArgumentNullException.ThrowIfNull(messages);
        // Nothing durable is read beyond the stream that the first message belongs to.
        StreamPosition stream;
        using (_gate.EnterScope())
        {
            int index = _streams.FindIndex(one => one.Offset > after);
            if (index < 0)
            {
                return after;
            }
            stream = _streams[index];
        }
        return Guarded(() => _reader!.Read(after, stream, isWanted, maxMessages, maxBytes, messages, _runs, _gate));
    }

    public ulong? Find(int notifier, uint messageSequence) => Guarded(() => _reader!.Find(notifier, messageSequence));

    public void Complete() => Guarded(() =>
    {
        SqliteSchema.Execute(_connection!, $"UPDATE streams SET ended = 1 WHERE number = {_streams.Count}");
        return true;
    });

    public void Dispose()
    {
        Close();
        _folder?.Dispose();
    }

    private void OpenDatabase()
    {
        _connection = SqliteSchema.OpenWriter(_folder!.Database);
        _streams = SqliteStreams.Begin(_connection);
        _runs.Load(_connection);
        _writer = new SqliteWriter(_connection, maxBytes, maxAge);
        _reader = new SqliteReader(SqliteSchema.OpenReader(_folder.Database), () => Oldest);
        _oldest = _writer.Oldest(_streams[^1].Offset + 1);
    }

    // What is removed is not said to be held any more before the removal shows: somebody may read in
    // between, and would miss it without a word.
    private IEnumerable<HistoryCounters> Change(
        IReadOnlyList<HistoryMessage> added, ulong? lastRemoved, IReadOnlyDictionary<int, uint> removed)
    {
        using (_gate.EnterScope())
        {
            if (lastRemoved is { } last)
            {
                Volatile.Write(ref _oldest, last + 1);
            }
            return _runs.Change(added, removed);
        }
    }

    private void Close()
    {
        _reader?.Dispose();
        _writer?.Dispose();
        _connection?.Dispose();
    }

    private T Guarded<T>(Func<T> action)
    {
        try
        {
            return action();
        }
        catch (SqliteException exception) when (IsDamage(exception))
        {
            _folder!.MarkDamaged();
            throw;
        }
    }

    private static bool IsDamage(SqliteException exception) =>
        exception.SqliteErrorCode is SqliteReader.Corrupt or NotADatabase;
}
