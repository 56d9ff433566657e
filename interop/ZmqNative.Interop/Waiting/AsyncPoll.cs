using System.Diagnostics.CodeAnalysis;
using System.Threading.Tasks.Sources;

namespace ZmqNative.Interop;

/// <summary>A poller's awaited wait, reused for its next one.</summary>
/// <remarks>
/// <code>
/// Idle ── WaitAsync ──> Active ── woken: poll, on the pool ──┬─ nothing ──> Active
///                                                            └─ ready, failed, ended ──> Idle
/// </code>
/// A wait ends with its timeout or its token. A wake-up that comes during a poll is not lost,
/// because each poll clears the flag of the queued wake-up before it begins.
/// </remarks>
[SuppressMessage(
    "Design", "CA1001", Justification = "A timer that is not set holds nothing, and none is set between waits.")]
internal sealed class AsyncPoll : IValueTaskSource<int>, IThreadPoolWorkItem
{
    private readonly ZmqPoller _poller;
    private readonly Timer _timer;
    private readonly Lock _gate = new();
    private ManualResetValueTaskSourceCore<int> _core;
    private CancellationToken _token;
    private CancellationTokenRegistration _registration;
    private WaitTime _time;
    private bool _isActive;
    private int _isQueued;

    internal AsyncPoll(ZmqPoller poller)
    {
        _poller = poller;
        _timer = new Timer(static poll => ((AsyncPoll)poll!).Wake(), this, Timeout.Infinite, Timeout.Infinite);
    }

    internal ValueTask<int> Begin(TimeSpan timeout, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            _poller.BeginUse();
            int ready;
            try
            {
                ready = _poller.LookAtAll(register: timeout != TimeSpan.Zero, this);
            }
            catch
            {
                EndUse();
                throw;
            }
            if (ready > 0 || timeout == TimeSpan.Zero)
            {
                EndUse();
                return new ValueTask<int>(ready);
            }
            _core.Reset();
            (_isActive, _time, _token) = (true, new WaitTime(timeout), cancellationToken);
            if (timeout != Timeout.InfiniteTimeSpan)
            {
                _ = _timer.Change(_time.Milliseconds, Timeout.Infinite);
            }
            _registration = cancellationToken.UnsafeRegister(static poll => ((AsyncPoll)poll!).Wake(), this);
            return new ValueTask<int>(this, _core.Version);
        }
    }

    /// <summary>Queues a poll on the thread pool. Any thread may call; never waits.</summary>
    internal void Wake()
    {
        if (Interlocked.Exchange(ref _isQueued, 1) == 0)
        {
            ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
        }
    }

    /// <summary>Polls again. Runs on the thread pool.</summary>
    public void Execute()
    {
        int ready = 0;
        Exception? failure = null;
        lock (_gate)
        {
            Interlocked.Exchange(ref _isQueued, 0);
            if (!_isActive)
            {
                return;
            }
            try
            {
                ready = _poller.LookAtSignalled();
            }
            catch (Exception exception) when (exception is ZmqException or ObjectDisposedException)
            {
                failure = exception;
            }
            bool isCancelled = _token.IsCancellationRequested;
            if (ready == 0 && failure is null && !isCancelled && !_time.IsOver)
            {
                return;
            }
            failure ??= ready == 0 && isCancelled ? new OperationCanceledException(_token) : null;
            _isActive = false;
            _ = _timer.Change(Timeout.Infinite, Timeout.Infinite);
            _ = _registration.Unregister();
            (_token, _registration) = (default, default);
            EndUse();
        }
        if (failure is null)
        {
            _core.SetResult(ready);
        }
        else
        {
            _core.SetException(failure);
        }
    }

    private void EndUse()
    {
        _poller.StopObserving();
        _poller.EndUse();
    }

    public int GetResult(short token) => _core.GetResult(token);

    public ValueTaskSourceStatus GetStatus(short token) => _core.GetStatus(token);

    public void OnCompleted(
        Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _core.OnCompleted(continuation, state, token, flags);
}
