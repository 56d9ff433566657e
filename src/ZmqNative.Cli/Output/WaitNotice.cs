using System.Globalization;
using ZmqNative.Subscribing;

namespace ZmqNative.Cli;

/// <summary>
/// Says on stderr what a command waits for and why it has not come: when it has waited for two
/// seconds, again when the reason changes, and the same at most once a minute. With a limit, a wait
/// that lasts longer ends the command. All members may be called from any thread.
/// </summary>
internal sealed class WaitNotice : IDisposable
{
    private static readonly TimeSpan s_tick = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(2);

    private readonly Dictionary<string, Wait> _waits = new(StringComparer.Ordinal);
    private readonly TimeSpan? _limit;
    private readonly CancellationTokenSource _end;
    private readonly Timer _timer;
    private string? _failure;

    /// <param name="limit">The longest wait; null is without end.</param>
    /// <param name="cancellationToken">Ends the command.</param>
    internal WaitNotice(TimeSpan? limit, CancellationToken cancellationToken)
    {
        _limit = limit;
        _end = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        _timer = new Timer(_ => Check(), state: null, s_tick, s_tick);
    }

    /// <summary>Ends the command, also when it has waited for too long.</summary>
    internal CancellationToken Token => _end.Token;

    /// <summary>Called too with what is waited for and the reason (default: not).</summary>
    internal Action<string, string>? Also { get; set; }

    /// <summary>Begins to wait, or changes the reason of a wait.</summary>
    /// <param name="what">What is waited for: an address, or words.</param>
    /// <param name="reason">
    /// Why it has not come; null while that is not known.
    /// </param>
    internal void Begin(string what, string? reason)
    {
        reason = reason?.TrimEnd('.');
        lock (_waits)
        {
            if (_waits.TryGetValue(what, out Wait? wait))
            {
                wait.Reason = reason ?? wait.Reason;
            }
            else
            {
                _waits.Add(what, new Wait(Environment.TickCount64) { Reason = reason });
            }
        }
        Check();
    }

    /// <summary>Ends a wait, if there is one.</summary>
    internal void End(string what)
    {
        lock (_waits)
        {
            _ = _waits.Remove(what);
        }
    }

    /// <exception cref="TimeoutException">
    /// A wait was longer than its limit, or it could not be said: one sentence with the reason.
    /// </exception>
    internal void ThrowIfFailed()
    {
        lock (_waits)
        {
            if (_failure is not null)
            {
                throw new TimeoutException(_failure);
            }
        }
    }

    public void Dispose()
    {
        _timer.Dispose();
        _end.Dispose();
    }

    private void Check()
    {
        lock (_waits)
        {
            long now = Environment.TickCount64;
            foreach ((string what, Wait wait) in _waits)
            {
                if (_limit is { } limit && now - wait.Since >= limit.TotalMilliseconds)
                {
                    Fail(string.Create(
                        CultureInfo.InvariantCulture,
                        $"Waited {limit.TotalSeconds:0.###} s for {what} in vain: "
                        + $"{wait.Reason ?? "nothing has come"}."));
                }
                else if (now - wait.Since >= s_patience.TotalMilliseconds && wait.Reason is { } reason
                    && wait.Reported.MayReport(reason, now))
                {
                    Say(what, reason);
                }
            }
        }
    }

    private void Say(string what, string reason)
    {
        try
        {
            Console.Error.WriteLine(PlainText.Escape($"Waiting for {what}: {reason}."));
            Also?.Invoke(what, reason);
        }
        catch (IOException exception)
        {
            // The disk is full, for example. On the timer's thread nothing else would catch it.
            Fail(exception.Message);
        }
    }

    /// <summary>Ends the command with an error.</summary>
    internal void Fail(string sentence)
    {
        _failure ??= sentence;
        _ = _end.CancelAsync();
    }

    private sealed class Wait(long since)
    {
        internal long Since => since;

        internal required string? Reason { get; set; }

        internal ReportedReasons Reported { get; } = new();
    }
}
