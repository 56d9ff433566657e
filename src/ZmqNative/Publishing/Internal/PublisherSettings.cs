using ZmqNative.History;
using ZmqNative.Security;

namespace ZmqNative.Publishing;

/// <summary>What a <see cref="PublisherRun"/> takes of the options, at the time the interface is made.</summary>
internal sealed record PublisherSettings(
    CurveOptions? Curve, PlainOptions? Plain, bool RevokeNow, long UnsentLimit, HistoryOptions? History,
    bool ThrowOnStartFailure, TimeSpan Quiet)
{
    private static readonly TimeSpan s_longestQuiet = TimeSpan.FromMinutes(1);

    /// <summary>Copies them.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A time or a limit is out of its range.</exception>
    internal static PublisherSettings Of(ZmqNotificationOptions options)
    {
        if (options.QuietBeforeClose < TimeSpan.Zero || options.QuietBeforeClose > s_longestQuiet)
        {
            throw new ArgumentOutOfRangeException(
                nameof(options),
                $"{nameof(options.QuietBeforeClose)} is {options.QuietBeforeClose}: between 0 and {s_longestQuiet}.");
        }
        if (options.UnsentLimit < 0)
        {
            throw new ArgumentOutOfRangeException(
                nameof(options), $"{nameof(options.UnsentLimit)} is {options.UnsentLimit}: 0 or more.");
        }
        return new(
            options.Curve, options.Plain, options.RevokeNow, options.UnsentLimit, options.History,
            options.ThrowOnStartFailure, options.QuietBeforeClose);
    }
}
