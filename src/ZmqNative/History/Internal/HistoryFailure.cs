namespace ZmqNative.History;

/// <summary>
/// Why history is not kept on disk: logged when that begins, and once a minute while it lasts. All
/// members may be called from any thread.
/// </summary>
internal sealed class HistoryFailure(TimeProvider time) : IDisposable
{
    private static readonly TimeSpan s_repeat = TimeSpan.FromMinutes(1);

    private readonly Lock _gate = new();
    private ITimer? _timer;
    private volatile string? _reason;
    private bool _isFinal;

    /// <summary>The reason, in one sentence; null while all is well.</summary>
    internal string? Reason => _reason;

    /// <summary>Begins; while it lasts, only a failure that is final is logged as a new one.</summary>
    /// <param name="reason">One sentence.</param>
    /// <param name="isFinal">Whether <see cref="TryEnd"/> does not end it.</param>
    /// <param name="log">Logs the reason.</param>
    internal void Begin(string reason, bool isFinal, Action<string> log)
    {
        using (_gate.EnterScope())
        {
            bool isOld = _isFinal || (_reason is not null && !isFinal);
            _reason = _isFinal ? _reason : reason;
            _isFinal |= isFinal;
            if (isOld)
            {
                return;
            }
            _timer?.Dispose();
            _timer = time.CreateTimer(_ => Repeat(log), state: null, s_repeat, s_repeat);
        }
        log(reason);
    }

    /// <summary>Ends it; false if there was none, or one that is final.</summary>
    internal bool TryEnd()
    {
        using (_gate.EnterScope())
        {
            if (_isFinal || _reason is null)
            {
                return false;
            }
            _reason = null;
            _timer?.Dispose();
            return true;
        }
    }

    /// <summary>Nothing more is logged; the reason stays.</summary>
    public void Dispose()
    {
        using (_gate.EnterScope())
        {
            _timer?.Dispose();
        }
    }

    private void Repeat(Action<string> log)
    {
        if (_reason is { } reason)
        {
            log(reason);
        }
    }
}
