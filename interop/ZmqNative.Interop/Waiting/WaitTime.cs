using System.Diagnostics;

namespace ZmqNative.Interop;

/// <summary>The time that a wait may still take.</summary>
internal readonly struct WaitTime
{
    private readonly long _start;
    private readonly TimeSpan _timeout;

    /// <param name="timeout">Zero or more, or <see cref="Timeout.InfiniteTimeSpan"/>.</param>
    internal WaitTime(TimeSpan timeout)
    {
        Debug.Assert(timeout >= TimeSpan.Zero || timeout == Timeout.InfiniteTimeSpan, "The caller checks the timeout.");
        _timeout = timeout;
        _start = timeout > TimeSpan.Zero ? Stopwatch.GetTimestamp() : 0;
    }

    /// <summary>Whether there is no time left.</summary>
    internal bool IsOver => Milliseconds == 0;

    /// <summary>
    /// Milliseconds left, rounded up so that less than one does not become a
    /// busy loop; -1 is no timeout.
    /// </summary>
    internal int Milliseconds => _timeout == Timeout.InfiniteTimeSpan ? -1
        : _timeout == TimeSpan.Zero ? 0
        : (int)Math.Clamp(
            Math.Ceiling((_timeout - Stopwatch.GetElapsedTime(_start)).TotalMilliseconds), 0, int.MaxValue);

    /// <exception cref="ArgumentOutOfRangeException">
    /// The timeout is negative, but not infinite.
    /// </exception>
    internal static void Check(TimeSpan timeout, string parameter)
    {
        if (timeout < TimeSpan.Zero && timeout != Timeout.InfiniteTimeSpan)
        {
            throw new ArgumentOutOfRangeException(
                parameter,
                timeout,
                "A wait is as long as zero or more, or as Timeout.InfiniteTimeSpan, which has no end.");
        }
    }
}
