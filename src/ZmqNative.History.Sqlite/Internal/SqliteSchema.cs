using Microsoft.Data.Sqlite;

namespace ZmqNative.History.Sqlite;

/// <summary>Opens a database, new or of this version.</summary>
internal static class SqliteSchema
{
    private const int Version = 1;

    // "ZMQH".
    private const int Application = 0x5a4d5148;

    private const string Tables = """
        CREATE TABLE streams (
            number INTEGER PRIMARY KEY, id TEXT NOT NULL, last INTEGER NOT NULL, ended INTEGER NOT NULL);
        CREATE TABLE notifiers (
            number INTEGER PRIMARY KEY, type TEXT NOT NULL, topics TEXT NOT NULL, address TEXT NOT NULL,
            endpoint TEXT NOT NULL, place INTEGER NOT NULL, first INTEGER NOT NULL, next INTEGER NOT NULL);
        CREATE TABLE messages (
            "offset" INTEGER PRIMARY KEY, notifier INTEGER NOT NULL, sequence INTEGER NOT NULL, time INTEGER NOT NULL,
            topic TEXT NOT NULL, body BLOB NOT NULL);
        CREATE INDEX messages_of_notifier ON messages (notifier, sequence);
        """;

    /// <summary>Opens the connection that writes, and creates what is missing.</summary>
    /// <exception cref="InvalidDataException">The file is another program's, or of a newer version.</exception>
    /// <exception cref="SqliteException">It cannot be opened.</exception>
    internal static SqliteConnection OpenWriter(string path)
    {
        SqliteConnection connection = Connect(path);
        // In seconds, for a lock of another process. A writer tries again later.
        connection.DefaultTimeout = 2;
        try
        {
            // The first statement that reaches the file, because it has no effect later.
            Execute(connection, "PRAGMA auto_vacuum = INCREMENTAL");
            Execute(connection, "PRAGMA busy_timeout = 2000");
            CheckVersion(connection, path);
            Execute(connection, "PRAGMA journal_mode = WAL");
            // A commit survives a power cut, and costs one fsync for a whole batch.
            Execute(connection, "PRAGMA synchronous = FULL");
            Execute(connection, "PRAGMA journal_size_limit = 16777216");
            if (Scalar(connection, "PRAGMA user_version") == 0)
            {
                using SqliteTransaction transaction = connection.BeginTransaction(deferred: false);
                Execute(connection, Tables, transaction);
                Execute(connection, $"PRAGMA application_id = {Application}", transaction);
                Execute(connection, $"PRAGMA user_version = {Version}", transaction);
                transaction.Commit();
            }
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    /// <summary>Opens the connection that reads, in short snapshots.</summary>
    /// <exception cref="SqliteException">It cannot be opened.</exception>
    internal static SqliteConnection OpenReader(string path)
    {
        SqliteConnection connection = Connect(path);
        Execute(connection, "PRAGMA busy_timeout = 2000");
        Execute(connection, "PRAGMA query_only = 1");
        return connection;
    }

    internal static void Execute(SqliteConnection connection, string sql, SqliteTransaction? transaction = null)
    {
        using SqliteCommand command = connection.CreateCommand();
        (command.CommandText, command.Transaction) = (sql, transaction);
        _ = command.ExecuteNonQuery();
    }

    internal static long Scalar(SqliteConnection connection, string sql)
    {
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = sql;
        return (long)command.ExecuteScalar()!;
    }

    private static SqliteConnection Connect(string path)
    {
        SqliteConnection connection = new(new SqliteConnectionStringBuilder
        {
            DataSource = path,
            // A pooled connection would keep a file that was put aside.
            Pooling = false,
        }.ToString());
        try
        {
            connection.Open();
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    private static void CheckVersion(SqliteConnection connection, string path)
    {
        long application = Scalar(connection, "PRAGMA application_id");
        long version = Scalar(connection, "PRAGMA user_version");
        long objects = Scalar(connection, "SELECT count(*) FROM sqlite_schema");
        if (application != Application && (application != 0 || objects > 0))
        {
            throw new InvalidDataException($"{path} is the database of another program.");
        }
        if (version > Version)
        {
            throw new InvalidDataException(
                $"{path} is of version {version}, written by a newer version of this program, which writes {Version}: "
                + "name another folder, or remove the file.");
        }
    }
}
