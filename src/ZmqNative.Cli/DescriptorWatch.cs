using ZmqNative.Publishing;

namespace ZmqNative.Cli;

/// <summary>
/// Keeps a publisher answerable near the limit of open files. At the limit libzmq's listeners keep a
/// core busy, and neither RPC nor node can be connected to; so the publisher listens no more from nine
/// tenths of it on, until there are less than eight again. Subscribers that are connected go on.
/// </summary>
/// <remarks>Linux only, which shows the open files in /proc.</remarks>
internal sealed class DescriptorWatch : IDisposable
{
    // Kept for the RPC and the node, if connections come faster than they are counted.
    private const int LargestReserve = 16;
    private const int LimitForEach = 32;

    private static readonly TimeSpan s_interval = TimeSpan.FromMilliseconds(500);

    private readonly NotificationInterface _notifications;
    private readonly List<FileStream> _reserve = [];
    private readonly ulong _limit = DescriptorLimit.Read();
    private readonly Timer? _timer;
    private readonly Lock _gate = new();
    private bool _isNear;

    /// <summary>Begins to watch.</summary>
    internal DescriptorWatch(NotificationInterface notifications)
    {
        _notifications = notifications;
        if (OperatingSystem.IsLinux() && _limit < int.MaxValue)
        {
            Reserve();
            _timer = new Timer(_ => Look(), null, s_interval, s_interval);
        }
    }

    /// <summary>Ends it.</summary>
    public void Dispose()
    {
        _timer?.Dispose();
        lock (_gate)
        {
            Release();
        }
    }

    private void Look()
    {
        // A look that takes longer than the interval is the only one.
        if (!_gate.TryEnter())
        {
            return;
        }
        try
        {
            ulong open = Count();
            if (!_isNear && open >= _limit / 10 * 9)
            {
                _isNear = true;
                _ = _notifications.Run?.StopListening();
                Release();
                Console.Error.WriteLine(
                    $"Warning: {open} of {_limit} open files are in use: no further subscriber is let in. "
                    + "Raise the limit (ulimit -n, LimitNOFILE= of a unit).");
            }
            else if (_isNear && open < _limit / 10 * 8)
            {
                _isNear = false;
                Reserve();
                _notifications.Run?.ListenAgain();
                Console.Error.WriteLine($"{open} of {_limit} open files are in use: subscribers are let in again.");
            }
        }
        finally
        {
            _gate.Exit();
        }
    }

    private ulong Count()
    {
        try
        {
            return (ulong)Directory.EnumerateFileSystemEntries("/proc/self/fd").LongCount();
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // There is not even one left to count with.
            return _limit;
        }
    }

    private void Reserve()
    {
        try
        {
            while (_reserve.Count < Math.Min(LargestReserve, (int)_limit / LimitForEach))
            {
                _reserve.Add(new FileStream("/dev/null", FileMode.Open, FileAccess.Read));
            }
        }
        catch (IOException)
        {
            // What there is has to do.
        }
    }

    private void Release()
    {
        _reserve.ForEach(file => file.Dispose());
        _reserve.Clear();
    }
}
