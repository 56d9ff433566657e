using Microsoft.Data.Sqlite;

namespace ZmqNative.History.Sqlite;

/// <summary>
/// Reads messages, each call in a snapshot of its own: one that stays open would let the write-ahead
/// log grow.
/// </summary>
internal sealed class SqliteReader : IDisposable
{
    /// <summary>SQLITE_CORRUPT.</summary>
    internal const int Corrupt = 11;

    // The rows that one call looks at, whether they are wanted or not.
    private const int MostRows = 20_000;

    private readonly SqliteConnection _connection;
    private readonly Func<ulong> _oldest;
    private readonly SqliteCommand _read;
    private readonly SqliteCommand _find;

    /// <param name="connection">The reader's own.</param>
    /// <param name="oldest">The offset of the oldest message that was not removed.</param>
    internal SqliteReader(SqliteConnection connection, Func<ulong> oldest)
    {
        (_connection, _oldest) = (connection, oldest);
        _read = connection.CreateCommand();
        _read.CommandText = $"""
            SELECT "offset", notifier, sequence, topic, body FROM messages
            WHERE "offset" > $after AND "offset" <= $until ORDER BY "offset" LIMIT {MostRows}
            """;
        _ = _read.Parameters.AddWithValue("$after", 0L);
        _ = _read.Parameters.AddWithValue("$until", 0L);
        _find = connection.CreateCommand();
        _find.CommandText = """SELECT "offset" FROM messages WHERE notifier = $notifier AND sequence = $sequence""";
        _ = _find.Parameters.AddWithValue("$notifier", 0L);
        _ = _find.Parameters.AddWithValue("$sequence", 0L);
    }

    /// <summary>Reads messages of one stream.</summary>
    /// <returns>The offset up to which nothing was left out.</returns>
    internal ulong Read(
        ulong after, StreamPosition stream, Predicate<HistoryNotifier>? isWanted, int maxMessages, int maxBytes,
        ICollection<HistoryMessage> messages, SqliteRuns runs, Lock gate)
    {
        (_read.Parameters[0].Value, _read.Parameters[1].Value) = ((long)after, (long)stream.Offset);
        ulong last = after;
        long bytes = 0;
        int rowsRead = 0;
        HistoryNotifier? notifier = null;
        using SqliteDataReader rows = _read.ExecuteReader();
        while (rows.Read())
        {
            // A damaged page may read as an empty one. What was removed is before the oldest offset.
            ulong next = last + 1;
            RequireAtMost((ulong)rows.GetInt64(0), rowsRead++ == 0 ? Math.Max(next, _oldest()) : next);
            int number = rows.GetInt32(1);
            if (notifier?.Number != number)
            {
                using (gate.EnterScope())
                {
                    notifier = runs.Notifier(number);
                }
            }
            if (isWanted is null || isWanted(notifier))
            {
                byte[] body = rows.GetFieldValue<byte[]>(4);
                if (messages.Count > 0 && (messages.Count >= maxMessages || bytes + body.Length > maxBytes))
                {
                    return last;
                }
                bytes += body.Length;
                messages.Add(new HistoryMessage(
                    new StreamPosition(stream.Stream, (ulong)rows.GetInt64(0)), notifier, rows.GetString(3), body,
                    (uint)rows.GetInt64(2)));
            }
            last = (ulong)rows.GetInt64(0);
        }
        if (rowsRead == MostRows)
        {
            // This is not all.
            return last;
        }
        RequireAtMost(stream.Offset + 1, rowsRead == 0 ? _oldest() : last + 1);
        return stream.Offset;
    }

    internal ulong? Find(int notifier, uint messageSequence)
    {
        (_find.Parameters[0].Value, _find.Parameters[1].Value) = ((long)notifier, (long)messageSequence);
        return _find.ExecuteScalar() is long offset ? (ulong)offset : null;
    }

    private static void RequireAtMost(ulong offset, ulong held)
    {
        if (offset > held)
        {
            throw new SqliteException($"The database is malformed: offset {held} is missing.", Corrupt);
        }
    }

    public void Dispose()
    {
        _read.Dispose();
        _find.Dispose();
        _connection.Dispose();
    }
}
