using Microsoft.Data.Sqlite;

namespace ZmqNative.History.Sqlite;

/// <summary>Writes messages, a batch in a transaction, and removes those beyond the limits.</summary>
internal sealed class SqliteWriter : IDisposable
{
    // The most that one transaction removes.
    private const int MostRemoved = 50_000;

    // What a row and its place in the index cost beside the body.
    private const int RowBytes = 40;

    // Removed beyond what is needed, so that not every batch has to.
    private const long Spare = 1 << 20;

    private readonly SqliteConnection _connection;
    private readonly long _maxBytes;
    private readonly TimeSpan _maxAge;
    private readonly long _pageSize;
    private readonly SqliteCommand _insert;
    private readonly SqliteCommand _insertRun;

    internal SqliteWriter(SqliteConnection connection, long maxBytes, TimeSpan maxAge)
    {
        (_connection, _maxBytes, _maxAge) = (connection, maxBytes, maxAge);
        _pageSize = SqliteSchema.Scalar(connection, "PRAGMA page_size");
        _insert = Prepare(
            "INSERT INTO messages VALUES ($offset, $notifier, $sequence, $time, $topic, $body)",
            "$offset", "$notifier", "$sequence", "$time", "$topic", "$body");
        _insertRun = Prepare(
            "INSERT OR REPLACE INTO notifiers "
            + "VALUES ($number, $type, $topics, $address, $endpoint, $place, $first, $next)",
            "$number", "$type", "$topics", "$address", "$endpoint", "$place", "$first", "$next");
        SqliteSchema.Execute(connection, "PRAGMA incremental_vacuum");
    }

    /// <summary>The oldest offset.</summary>
    /// <param name="next">The one if there is none.</param>
    internal ulong Oldest(ulong next)
    {
        using SqliteCommand query = _connection.CreateCommand();
        query.CommandText = """SELECT "offset" FROM messages ORDER BY "offset" LIMIT 1""";
        return query.ExecuteScalar() is long oldest ? (ulong)oldest : next;
    }

    /// <summary>Writes a batch.</summary>
    /// <param name="messages">The batch.</param>
    /// <param name="stream">The number of its stream.</param>
    /// <param name="change">
    /// Gets, before the commit, the last offset that is removed and how many messages of each run are,
    /// and returns the runs that change.
    /// </param>
    internal void Append(
        IReadOnlyList<HistoryMessage> messages, int stream,
        Func<ulong?, IReadOnlyDictionary<int, uint>, IEnumerable<HistoryCounters>> change)
    {
        using SqliteTransaction transaction = _connection.BeginTransaction(deferred: false);
        _insert.Transaction = _insertRun.Transaction = transaction;
        Insert(messages);
        ulong? lastRemoved = LastToRemove();
        Dictionary<int, uint> removed = lastRemoved is { } until ? Remove(until, transaction) : [];
        foreach (HistoryCounters run in change(lastRemoved, removed))
        {
            Insert(run);
        }
        SqliteSchema.Execute(
            _connection,
            "DELETE FROM notifiers WHERE first = next AND number < (SELECT max(number) FROM notifiers)",
            transaction);
        SqliteSchema.Execute(
            _connection, $"UPDATE streams SET last = {messages[^1].Position.Offset} WHERE number = {stream}",
            transaction);
        transaction.Commit();
    }

    public void Dispose()
    {
        _insert.Dispose();
        _insertRun.Dispose();
    }

    private SqliteCommand Prepare(string sql, params string[] parameters)
    {
        SqliteCommand command = _connection.CreateCommand();
        command.CommandText = sql;
        foreach (string parameter in parameters)
        {
            _ = command.Parameters.AddWithValue(parameter, 0L);
        }
        command.Prepare();
        return command;
    }

    private void Insert(IReadOnlyList<HistoryMessage> messages)
    {
        SqliteParameterCollection values = _insert.Parameters;
        SqliteParameter offset = values[0], notifier = values[1], sequence = values[2];
        SqliteParameter topic = values[4], body = values[5];
        values[3].Value = DateTimeOffset.UtcNow.ToUnixTimeSeconds();
        for (int i = 0; i < messages.Count; i++)
        {
            HistoryMessage message = messages[i];
            offset.Value = (long)message.Position.Offset;
            notifier.Value = (long)message.Notifier.Number;
            sequence.Value = (long)message.MessageSequence;
            topic.Value = message.Topic;
            body.Value = message.Body;
            _ = _insert.ExecuteNonQuery();
        }
    }

    private void Insert(HistoryCounters run)
    {
        object[] values =
        [
            (long)run.Notifier.Number, run.Notifier.Type, string.Join(' ', run.Notifier.Topics), run.Notifier.Address,
            run.Notifier.Endpoint, (long)run.Notifier.Place, (long)run.First, (long)run.Next,
        ];
        for (int i = 0; i < values.Length; i++)
        {
            _insertRun.Parameters[i].Value = values[i];
        }
        _ = _insertRun.ExecuteNonQuery();
    }

    // The offset up to which messages are too old, or too many bytes; null if there is none.
    private ulong? LastToRemove()
    {
        long used = SqliteSchema.Scalar(_connection, "PRAGMA page_count")
            - SqliteSchema.Scalar(_connection, "PRAGMA freelist_count");
        long surplus = (used * _pageSize) - _maxBytes;
        surplus = surplus > 0 ? surplus + Spare : 0;
        long oldest = DateTimeOffset.UtcNow.Subtract(_maxAge).ToUnixTimeSeconds();
        ulong? last = null;
        using SqliteCommand query = _connection.CreateCommand();
        query.Transaction = _insert.Transaction;
        query.CommandText =
            $"""SELECT "offset", time, length(body) FROM messages ORDER BY "offset" LIMIT {MostRemoved}""";
        using SqliteDataReader rows = query.ExecuteReader();
        while (rows.Read() && (surplus > 0 || rows.GetInt64(1) < oldest))
        {
            surplus -= rows.GetInt64(2) + RowBytes;
            last = (ulong)rows.GetInt64(0);
        }
        return last;
    }

    private Dictionary<int, uint> Remove(ulong until, SqliteTransaction transaction)
    {
        Dictionary<int, uint> removed = [];
        using (SqliteCommand query = _connection.CreateCommand())
        {
            query.Transaction = transaction;
            query.CommandText =
                $"""SELECT notifier, count(*) FROM messages WHERE "offset" <= {until} GROUP BY notifier""";
            using SqliteDataReader rows = query.ExecuteReader();
            while (rows.Read())
            {
                removed[rows.GetInt32(0)] = (uint)rows.GetInt64(1);
            }
        }
        SqliteSchema.Execute(_connection, $"""DELETE FROM messages WHERE "offset" <= {until}""", transaction);
        return removed;
    }
}
