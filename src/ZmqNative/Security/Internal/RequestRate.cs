namespace ZmqNative.Security;

/// <summary>
/// A token bucket: how many requests are let through in a second, and how many at once after a pause.
/// Used by one thread at a time.
/// </summary>
/// <param name="perSecond">The tokens that come in a second.</param>
/// <param name="burst">The most tokens that there are, as at the beginning.</param>
internal sealed class RequestRate(double perSecond, double burst)
{
    // The first call makes it the burst.
    private double _tokens = double.MaxValue;
    private long _last;

    /// <summary>Takes a token.</summary>
    /// <param name="now">In milliseconds of <see cref="Environment.TickCount64"/>.</param>
    /// <returns>False when there is none.</returns>
    internal bool TryTake(long now)
    {
        _tokens = Math.Min(burst, _tokens + ((now - _last) * (perSecond / 1000)));
        _last = now;
        if (_tokens < 1)
        {
            return false;
        }
        _tokens--;
        return true;
    }

    /// <summary>Returns a token: the request that took it is not to count.</summary>
    internal void Return() => _tokens++;
}
