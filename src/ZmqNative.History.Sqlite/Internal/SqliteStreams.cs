using System.Globalization;
using Microsoft.Data.Sqlite;

namespace ZmqNative.History.Sqlite;

/// <summary>The streams of a database: each with its last durable offset, and whether it ended in order.</summary>
internal static class SqliteStreams
{
    /// <summary>
    /// Continues the last stream if it ended in order, else begins a new one. Either is durable on
    /// return, before anything of it is.
    /// </summary>
    /// <returns>All streams, the current one last.</returns>
    internal static List<StreamPosition> Begin(SqliteConnection connection)
    {
        using SqliteTransaction transaction = connection.BeginTransaction(deferred: false);
        List<StreamPosition> streams = [];
        bool hasEnded = false;
        using (SqliteCommand query = connection.CreateCommand())
        {
            query.CommandText = "SELECT id, last, ended FROM streams ORDER BY number";
            using SqliteDataReader rows = query.ExecuteReader();
            while (rows.Read())
            {
                streams.Add(new StreamPosition(Guid.ParseExact(rows.GetString(0), "N"), (ulong)rows.GetInt64(1)));
                hasEnded = rows.GetInt64(2) != 0;
            }
        }
        if (!hasEnded)
        {
            streams.Add(new StreamPosition(Guid.NewGuid(), streams.Count == 0 ? 0 : streams[^1].Offset));
        }
        (Guid stream, ulong last) = streams[^1];
        SqliteSchema.Execute(
            connection,
            string.Create(CultureInfo.InvariantCulture,
                $"INSERT OR REPLACE INTO streams VALUES ({streams.Count}, '{stream:N}', {last}, 0)"),
            transaction);
        transaction.Commit();
        return streams;
    }
}
