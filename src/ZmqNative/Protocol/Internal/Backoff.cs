namespace ZmqNative.Protocol;

/// <summary>
/// Exponential back-off with jitter: the one retry policy of all timers here. The delay doubles
/// with each attempt up to the longest. Each is randomised by up to 25 %, so that many clients of a
/// restarted node do not return in step. One thread at a time.
/// </summary>
/// <remarks>
/// Used with 0.1 to 2 s for a node's RPC (<c>RpcRetry</c>, the polled node, the relay's look at the
/// tip), and with <c>ReconnectInterval</c> to <c>MaxReconnectInterval</c> for the connections of a
/// subscriber. Both are 10 ms where an address of this machine refuses, and for the relay: a refused
/// connection costs nothing, and a node publishes its first block some 100 ms after it binds.
/// </remarks>
/// <param name="first">The first delay, and the first again after <see cref="Reset"/>.</param>
/// <param name="longest">The longest delay, before jitter.</param>
internal sealed class Backoff(TimeSpan first, TimeSpan longest)
{
    // Null before the first delay.
    private TimeSpan? _next;

    /// <summary>The delay before the next attempt.</summary>
    internal TimeSpan Next()
    {
        TimeSpan delay = _next ?? first;
        _next = TimeSpan.FromTicks(Math.Min(delay.Ticks * 2, longest.Ticks));
        return delay * (0.75 + (Random.Shared.NextDouble() / 2));
    }

    /// <summary>An attempt succeeded.</summary>
    internal void Reset() => _next = null;
}
