using Microsoft.Data.Sqlite;
using ZmqNative.Bitcoin;
using ZmqNative.Node.Chain;

namespace BlockStore;

/// <summary>The blocks, and the last one of them: the position from which to go on.</summary>
internal sealed class BlockDatabase : IDisposable
{
    private readonly SqliteConnection _connection;

    internal BlockDatabase(string file)
    {
        _connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = file, Pooling = false }.ConnectionString);
        _connection.Open();

        // What is committed is on the disk: FULL waits for it, which a power cut needs.
        Execute("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;");
        Execute("""
            CREATE TABLE IF NOT EXISTS blocks (height INTEGER PRIMARY KEY, hash TEXT NOT NULL UNIQUE, raw BLOB NOT NULL);
            CREATE TABLE IF NOT EXISTS position (id INTEGER PRIMARY KEY CHECK (id = 1), hash TEXT NOT NULL);
            """);
    }

    /// <summary>The last block of the chain as it is here; null in a new database.</summary>
    internal Hash256? Position
    {
        get
        {
            using SqliteCommand command = Command("SELECT hash FROM position");
            return command.ExecuteScalar() is string hash ? Hash256.Parse(hash) : null;
        }
    }

    /// <summary>The block to begin behind, in a new database.</summary>
    internal void Begin(Hash256 block) => Execute("INSERT INTO position (id, hash) VALUES (1, $hash)", ("$hash", $"{block}"));

    /// <summary>Writes a step of the chain and the position behind it, both or nothing.</summary>
    /// <param name="step">The step.</param>
    /// <param name="raw">The block, if it was connected.</param>
    internal void Apply(ChainStep step, byte[]? raw)
    {
        using SqliteTransaction transaction = _connection.BeginTransaction();
        if (step.IsConnected)
        {
            // INSERT, and not INSERT OR REPLACE: a block that comes twice is a fault that has to show.
            Execute(
                "INSERT INTO blocks (height, hash, raw) VALUES ($height, $hash, $raw)",
                ("$height", step.Height), ("$hash", $"{step.Hash}"), ("$raw", raw!));
        }
        else
        {
            Execute("DELETE FROM blocks WHERE hash = $hash", ("$hash", $"{step.Hash}"));
        }
        Execute("UPDATE position SET hash = $hash", ("$hash", $"{(step.IsConnected ? step.Hash : step.Parent)}"));
        transaction.Commit();
    }

    public void Dispose() => _connection.Dispose();

    private void Execute(string sql, params (string Name, object Value)[] values)
    {
        using SqliteCommand command = Command(sql, values);
        command.ExecuteNonQuery();
    }

    private SqliteCommand Command(string sql, params (string Name, object Value)[] values)
    {
        SqliteCommand command = _connection.CreateCommand();
        command.CommandText = sql;
        foreach ((string name, object value) in values)
        {
            command.Parameters.AddWithValue(name, value);
        }
        return command;
    }
}
