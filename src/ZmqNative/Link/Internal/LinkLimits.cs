using Microsoft.Extensions.Logging;
using ZmqNative.Security;

namespace ZmqNative.Link;

/// <summary>
/// What a peer may not exceed, beside its queries: its greetings, of which an honest one sends one in
/// each connection, and the lines that its malformed messages write to the log. Used by the link's
/// thread.
/// </summary>
internal sealed class LinkLimits
{
    private const int GreetingsPerSecond = 10;

    private readonly RequestRate _greetings = new(GreetingsPerSecond, burst: 20);
    private readonly RequestRate _log = new(perSecond: 1 / 60.0, burst: 10);
    private readonly LimitReport _report;
    private readonly ILogger _logger;
    private readonly string _address;

    internal LinkLimits(string address, ILogger logger)
    {
        (_address, _logger, _report) = (address, logger, new LimitReport("link", address, logger));
        _report.Begin();
    }

    /// <summary>Counts a message that is dropped because it exceeds a limit.</summary>
    /// <param name="limit">Completes the sentence "more than".</param>
    /// <returns>True: the message was dealt with.</returns>
    internal bool Exceeded(string limit)
    {
        _report.Exceeded(limit);
        return true;
    }

    /// <summary>Whether a greeting is taken; otherwise it is counted.</summary>
    internal bool AllowsGreeting()
    {
        return _greetings.TryTake(Environment.TickCount64)
            || !Exceeded($"{GreetingsPerSecond} greetings a second");
    }

    /// <summary>Logs a message that is ignored: ten at once, then one a minute.</summary>
    internal void Ignored(int parts)
    {
        if (_log.TryTake(Environment.TickCount64))
        {
            LinkLog.Ignored(_logger, _address, $"{parts} parts that are no message of a link");
        }
    }
}
