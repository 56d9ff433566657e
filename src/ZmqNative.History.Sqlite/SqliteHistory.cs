namespace ZmqNative.History.Sqlite;

/// <summary>Keeps a publisher's history on disk, in an SQLite database.</summary>
/// <remarks>
/// A message is durable once its transaction is committed, <see cref="HistoryOptions.CommitInterval"/>
/// after it was published at the latest, and then survives a killed process and a power cut
/// (journal_mode WAL, synchronous FULL). Publishing never waits for the disk.
/// </remarks>
public static class SqliteHistory
{
    /// <summary>
    /// Keeps the history in a folder's file <c>history.db</c>. A folder that does not exist is
    /// created for its owner alone, as are the files.
    /// </summary>
    /// <param name="options">The options.</param>
    /// <param name="directory">
    /// The folder, of one publisher only (default: <see cref="HistoryOptions.Directory"/>).
    /// </param>
    /// <returns>The same options.</returns>
    /// <exception cref="ArgumentException">There is no folder.</exception>
    public static HistoryOptions UseSqlite(this HistoryOptions options, string? directory = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Directory = directory ?? options.Directory;
        if (string.IsNullOrEmpty(options.Directory))
        {
            throw new ArgumentException("History on disk needs a folder: -zmqhistorydir=<folder>.", nameof(directory));
        }
        options.Store = static options => new SqliteStore(options.Directory!, options.MaxDisk, options.MaxAge);
        return options;
    }
}
