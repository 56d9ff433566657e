namespace ZeroMQ;

/// <summary>
/// A thread that can be asked to end. Derived classes implement <see cref="Run"/>.
/// </summary>
/// <remarks>The thread is a foreground thread, so the process does not end before it.</remarks>
public abstract class ZThread : IDisposable
{
    /// <summary>The thread; null before <see cref="Start()"/>.</summary>
    protected Thread _thread;

    /// <summary>Whether the object is disposed of.</summary>
    protected bool _disposed;

    /// <summary>Initialises the base of a derived class. The thread does not run yet.</summary>
    protected ZThread()
    {
    }

    /// <summary>Calls <see cref="Dispose(bool)"/> with false.</summary>
    ~ZThread() => Dispose(false);

    /// <summary>
    /// The source that <see cref="Stop"/> cancels; null before <see cref="Start()"/>.
    /// </summary>
    public CancellationTokenSource Cancellor { get; protected set; }

    /// <summary>
    /// Whether <see cref="Stop"/> was called; false before <see cref="Start()"/>.
    /// </summary>
    public bool IsCancellationRequested => Cancellor?.IsCancellationRequested == true;

    /// <summary>Starts the thread. It can be started once.</summary>
    /// <exception cref="ThreadStateException">It was started before.</exception>
    /// <exception cref="ObjectDisposedException">The object is disposed of.</exception>
    public virtual void Start()
    {
        EnsureNotDisposed();
        Cancellor ??= new CancellationTokenSource();
        _thread ??= new Thread(Run) { Name = GetType().Name };
        _thread.Start();
    }

    /// <summary>
    /// Starts the thread with a given cancellation source, which several threads may share. It can
    /// be started once.
    /// </summary>
    /// <param name="cancellor">
    /// The source that <see cref="Stop"/> cancels; null creates one.
    /// </param>
    /// <exception cref="ThreadStateException">It was started before.</exception>
    /// <exception cref="ObjectDisposedException">The object is disposed of.</exception>
    public virtual void Start(CancellationTokenSource cancellor)
    {
        if (_thread is null)
        {
            Cancellor = cancellor;
        }
        Start();
    }

    /// <summary>
    /// Asks the thread to end, and does not wait for it. It has no effect before
    /// <see cref="Start()"/>.
    /// </summary>
    public virtual void Stop()
    {
        try
        {
            Cancellor?.Cancel();
        }
        catch (ObjectDisposedException) when (IsCancellationRequested || _thread is not { IsAlive: true })
        {
            // The source was given by a caller, who has disposed of it.
        }
    }

    /// <summary>
    /// Waits until the thread has ended. Returns immediately before <see cref="Start()"/> and on
    /// the thread itself.
    /// </summary>
    public virtual void Join() => Join(Timeout.Infinite);

    /// <summary>
    /// Waits until the thread has ended. Returns immediately before <see cref="Start()"/> and on
    /// the thread itself.
    /// </summary>
    /// <param name="ms">The longest wait in milliseconds; -1 is no limit.</param>
    /// <returns>
    /// True if the thread has ended or was not started; false if it is still running, and on the
    /// thread itself.
    /// </returns>
    public virtual bool Join(int ms) => Join(TimeSpan.FromMilliseconds(ms));

    /// <summary>
    /// Waits until the thread has ended. Returns immediately before <see cref="Start()"/> and on
    /// the thread itself.
    /// </summary>
    /// <param name="timeout">
    /// The longest wait; <see cref="Timeout.InfiniteTimeSpan"/> is no limit.
    /// </param>
    /// <returns>
    /// True if the thread has ended or was not started; false if it is still running, and on the
    /// thread itself.
    /// </returns>
    public virtual bool Join(TimeSpan timeout) =>
        _thread is null || (_thread != Thread.CurrentThread && _thread.Join(timeout));

    /// <summary>Calls <see cref="Stop"/>, then <see cref="Join()"/>.</summary>
    public virtual void Close()
    {
        Stop();
        Join();
    }

    /// <summary>
    /// Ends the thread as <see cref="Close"/> does; it cannot be started afterwards.
    /// </summary>
    public void Dispose()
    {
        Dispose(true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Releases the object, for <see cref="Dispose()"/> and the finaliser.</summary>
    /// <param name="disposing">
    /// True if <see cref="Dispose()"/> calls; false if the finaliser does, which does not touch the
    /// thread.
    /// </param>
    protected virtual void Dispose(bool disposing)
    {
        if (disposing && !_disposed)
        {
            Close();
        }
        _disposed = true;
    }

    /// <summary>Throws if the object is disposed of.</summary>
    /// <exception cref="ObjectDisposedException">The object is disposed of.</exception>
    protected void EnsureNotDisposed() => ObjectDisposedException.ThrowIf(_disposed, this);

    /// <summary>
    /// The thread's work; it should end soon after <see cref="Cancellor"/> is cancelled.
    /// </summary>
    protected abstract void Run();
}
