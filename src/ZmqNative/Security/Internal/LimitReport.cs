using System.Diagnostics.Metrics;
using Microsoft.Extensions.Logging;
using ZmqNative.Diagnostics;

namespace ZmqNative.Security;

/// <summary>
/// Counts what one server refuses or drops because a peer exceeds a limit, and logs it at most once a
/// minute. Used by one thread at a time.
/// </summary>
/// <param name="server">What it is: <c>history</c>, <c>link</c>, <c>work</c>, <c>http</c>.</param>
/// <param name="address">Where it is.</param>
/// <param name="logger">The server's.</param>
internal sealed partial class LimitReport(string server, string address, ILogger logger)
{
    private static readonly Meter s_meter = new(Telemetry.MeterName);
    private static readonly Counter<long> s_limited = s_meter.CreateCounter<long>(
        "zmqnative.requests.limited", "{request}", "Requests refused or dropped because they exceed a limit.");

    private readonly RequestRate _log = new(perSecond: 1 / 60.0, burst: 1);

    /// <summary>The server begins: the counter reads 0 from now on instead of being absent.</summary>
    internal void Begin() => Count(0);

    /// <summary>A request is not answered as it wants.</summary>
    /// <param name="limit">Completes the sentence "more than".</param>
    internal void Exceeded(string limit)
    {
        Count(1);
        if (_log.TryTake(Environment.TickCount64))
        {
            BeyondLimit(logger, address, limit);
        }
    }

    [LoggerMessage(
        211,
        LogLevel.Warning,
        "A peer at {Address} exceeds a limit, more than {Limit}; this is logged at most once a minute")]
    private static partial void BeyondLimit(ILogger logger, string address, string limit);

    private void Count(int count) => s_limited.Add(
        count,
        new KeyValuePair<string, object?>("server", server), new KeyValuePair<string, object?>("address", address));
}
