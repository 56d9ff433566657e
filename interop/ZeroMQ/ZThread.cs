namespace ZeroMQ;

/// <summary>A thread that can be asked to end. Derive from it and write <see cref="Run"/>.</summary>
/// <remarks>The thread is a foreground thread: the process lives as long as it does.</remarks>
public abstract class ZThread : IDisposable
{
    /// <summary>The thread; null before <see cref="Start()"/>.</summary>
    protected Thread _thread;

    /// <summary>Whether this was disposed of.</summary>
    protected bool _disposed;

    /// <summary>For derived classes. The thread does not run yet.</summary>
    protected ZThread()
    {
    }

    /// <summary>Calls <see cref="Dispose(bool)"/> with false.</summary>
    ~ZThread() => Dispose(false);

    /// <summary>What <see cref="Stop"/> cancels; null before <see cref="Start()"/>.</summary>
    public CancellationTokenSource Cancellor { get; protected set; }

    /// <summary>Whether <see cref="Stop"/> was called; false before <see cref="Start()"/>.</summary>
    public bool IsCancellationRequested => Cancellor?.IsCancellationRequested == true;

    /// <summary>Starts the thread. Once only.</summary>
    /// <exception cref="ThreadStateException">It was started before.</exception>
    /// <exception cref="ObjectDisposedException">This is disposed of.</exception>
    public virtual void Start()
    {
        EnsureNotDisposed();
        Cancellor ??= new CancellationTokenSource();
        _thread ??= new Thread(Run) { Name = GetType().Name };
        _thread.Start();
    }

    /// <summary>Starts the thread with a source of cancellation of one's own, which may be another thread's too. Once only.</summary>
    /// <param name="cancellor">What <see cref="Stop"/> cancels; null makes a new one.</param>
    /// <exception cref="ThreadStateException">It was started before.</exception>
    /// <exception cref="ObjectDisposedException">This is disposed of.</exception>
    public virtual void Start(CancellationTokenSource cancellor)
    {
        if (_thread is null)
        {
            Cancellor = cancellor;
        }
        Start();
    }

    /// <summary>Asks the thread to end and does not wait for it. Does nothing before <see cref="Start()"/>.</summary>
    public virtual void Stop()
    {
        try
        {
            Cancellor?.Cancel();
        }
        catch (ObjectDisposedException) when (IsCancellationRequested || _thread is not { IsAlive: true })
        {
            // A source somebody gave, and needs no more.
        }
    }

    /// <summary>Waits until the thread has ended. Returns at once before <see cref="Start()"/> and on the thread itself.</summary>
    public virtual void Join() => Join(Timeout.Infinite);

    /// <summary>Waits until the thread has ended. Returns at once before <see cref="Start()"/> and on the thread itself.</summary>
    /// <param name="ms">How long, in milliseconds; -1 is for ever.</param>
    /// <returns>False when it still runs.</returns>
    public virtual bool Join(int ms) => Join(TimeSpan.FromMilliseconds(ms));

    /// <summary>Waits until the thread has ended. Returns at once before <see cref="Start()"/> and on the thread itself.</summary>
    /// <param name="timeout">How long; <see cref="Timeout.InfiniteTimeSpan"/> is for ever.</param>
    /// <returns>False when it still runs.</returns>
    public virtual bool Join(TimeSpan timeout) => _thread is null || (_thread != Thread.CurrentThread && _thread.Join(timeout));

    /// <summary><see cref="Stop"/>, then <see cref="Join()"/>.</summary>
    public virtual void Close()
    {
        Stop();
        Join();
    }

    /// <summary>Ends the thread as <see cref="Close"/> does, once; it cannot be started afterwards.</summary>
    public void Dispose()
    {
        Dispose(true);
        GC.SuppressFinalize(this);
    }

    /// <summary>What <see cref="Dispose()"/> and the finaliser do.</summary>
    /// <param name="disposing">Whether <see cref="Dispose()"/> calls; the finaliser leaves the thread alone.</param>
    protected virtual void Dispose(bool disposing)
    {
        if (disposing && !_disposed)
        {
            Close();
        }
        _disposed = true;
    }

    /// <summary>Throws when this was disposed of.</summary>
    /// <exception cref="ObjectDisposedException">It was.</exception>
    protected void EnsureNotDisposed() => ObjectDisposedException.ThrowIf(_disposed, this);

    /// <summary>What the thread does; it should end soon after <see cref="Cancellor"/> was cancelled.</summary>
    protected abstract void Run();
}
