namespace ZmqNative.History;

/// <summary>The gauges of a history that is to be kept on disk.</summary>
internal sealed class HistoryDisk : IDisposable
{
    private readonly IDisposable _up;
    private readonly IDisposable _available;

    /// <param name="address">The history's address, as configured.</param>
    /// <param name="directory">Its folder.</param>
    /// <param name="isUp">Whether it is kept there now; called on any thread.</param>
    internal HistoryDisk(string address, string directory, Func<bool> isUp)
    {
        string path = Path.GetFullPath(directory);
        _up = HistoryMetrics.DiskUp.Add(address, () => isUp() ? 1 : 0);
        _available = HistoryMetrics.DiskAvailable.Add(address, () => Available(path));
    }

    public void Dispose()
    {
        _up.Dispose();
        _available.Dispose();
    }

    private static long Available(string path)
    {
        try
        {
            return new DriveInfo(OperatingSystem.IsWindows() ? Path.GetPathRoot(path)! : path).AvailableFreeSpace;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or ArgumentException)
        {
            // The disk is gone.
            return 0;
        }
    }
}
