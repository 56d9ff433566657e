namespace ZmqNative.Work;

/// <summary>The limits that options of both sides have in common.</summary>
internal static class WorkLimits
{
    internal const int MostSlots = 64;

    private static readonly TimeSpan s_shortest = TimeSpan.FromMilliseconds(10);
    private static readonly TimeSpan s_longest = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan s_longestSilence = TimeSpan.FromHours(1);

    internal static void Positive(long value, string option) =>
        ArgumentOutOfRangeException.ThrowIfLessThan(value, 1, option);

    internal static void Heartbeats(TimeSpan interval, TimeSpan timeout, string option)
    {
        if (interval < s_shortest || interval > s_longest)
        {
            throw new ArgumentOutOfRangeException(
                nameof(interval), interval, "HeartbeatInterval is from 10 ms to a minute.");
        }
        if (timeout < 2 * interval || timeout > s_longestSilence)
        {
            throw new ArgumentOutOfRangeException(
                nameof(timeout), timeout, $"{option} is from twice the HeartbeatInterval to an hour.");
        }
    }
}
