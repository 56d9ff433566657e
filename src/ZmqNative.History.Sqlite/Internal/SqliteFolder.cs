namespace ZmqNative.History.Sqlite;

/// <summary>The folder of a history, locked while it is in use.</summary>
internal sealed class SqliteFolder : IDisposable
{
    private const UnixFileMode OwnersFile = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private static readonly string[] s_companions = ["-wal", "-shm"];

    private readonly FileStream _lock;
    private readonly string _mark;

    /// <summary>Creates and locks the folder.</summary>
    /// <exception cref="IOException">
    /// Another publisher uses it, or it cannot be created or written.
    /// </exception>
    /// <exception cref="UnauthorizedAccessException">It may not be written.</exception>
    internal SqliteFolder(string path)
    {
        if (OperatingSystem.IsWindows())
        {
            _ = Directory.CreateDirectory(path);
        }
        else
        {
            _ = Directory.CreateDirectory(path, OwnersFile | UnixFileMode.UserExecute);
        }
        Database = Path.Combine(path, "history.db");
        _mark = $"{Database}.damaged";
        _lock = Open(Path.Combine(path, "history.lock"), FileShare.None);
        try
        {
            // SQLite gives its companions the rights of the database.
            Open(Database, FileShare.ReadWrite).Dispose();
        }
        catch
        {
            _lock.Dispose();
            throw;
        }
    }

    internal string Database { get; }

    /// <summary>Whether <see cref="MarkDamaged"/> was called in an earlier life.</summary>
    internal bool IsMarkedDamaged => File.Exists(_mark);

    /// <summary>
    /// Looks whether the database is still where it was opened: a write to a file that was removed
    /// succeeds.
    /// </summary>
    /// <exception cref="InvalidOperationException">Somebody has removed it.</exception>
    internal void Check()
    {
        if (!File.Exists(Database))
        {
            throw new InvalidOperationException($"{Database} was removed while it was in use.");
        }
    }

    /// <summary>Notes that the database cannot be used any more.</summary>
    internal void MarkDamaged() => Open(_mark, FileShare.ReadWrite).Dispose();

    /// <summary>Puts a damaged database aside, in place of an older one.</summary>
    /// <returns>Its new path.</returns>
    internal string PutAside()
    {
        string aside = $"{Database}.aside";
        File.Move(Database, aside, overwrite: true);
        foreach (string companion in s_companions)
        {
            File.Delete(Database + companion);
        }
        File.Delete(_mark);
        Open(Database, FileShare.ReadWrite).Dispose();
        return aside;
    }

    public void Dispose() => _lock.Dispose();

    private static FileStream Open(string path, FileShare share)
    {
        FileStreamOptions options = new()
        {
            Mode = FileMode.OpenOrCreate,
            Access = FileAccess.ReadWrite,
            Share = share,
        };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = OwnersFile;
        }
        FileStream file = new(path, options);
        if (!OperatingSystem.IsWindows() && File.GetUnixFileMode(path) != OwnersFile)
        {
            File.SetUnixFileMode(path, OwnersFile);
        }
        return file;
    }
}
