using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using ZmqNative.Subscribing;

namespace ZmqNative.Node.Relay;

/// <summary>
/// Keeps the status of a feed, and reports, logs and measures its changes. Of reasons that alternate
/// while the state stays, each is reported once a minute.
/// </summary>
/// <param name="reason">The reason of the first state, <see cref="FeedState.Starting"/>.</param>
/// <param name="loggerFactory">
/// Logs each status: as information, or as a warning while the node is not followed.
/// </param>
internal sealed partial class FeedReporter(string reason, ILoggerFactory? loggerFactory = null)
{
    private readonly ILogger _logger = loggerFactory?.CreateLogger<RunningNode>() ?? NullLogger<RunningNode>.Instance;
    private readonly ReportedReasons _reported = new();
    private string _reportedLast = reason;
    private volatile FeedStatus _status = new(FeedState.Starting, reason, DateTimeOffset.UtcNow);

    /// <summary>The current state and its reason. Any thread.</summary>
    internal FeedStatus Status => _status;

    /// <summary>Raised once for each change.</summary>
    internal event Action<FeedStatus>? StatusChanged;

    /// <summary>Raised with each sentence that was warned with.</summary>
    internal event Action<string>? Warned;

    /// <summary>Warns of something that the state does not show to be wrong.</summary>
    internal void Warn(string sentence)
    {
        LogWarning(_logger, sentence);
        Warned?.Invoke(sentence);
    }

    /// <summary>Changes the status.</summary>
    /// <param name="state">The state.</param>
    /// <param name="reason">Its reason.</param>
    /// <param name="now">In milliseconds of <see cref="Environment.TickCount64"/>; null for now.</param>
    internal void Report(FeedState state, string reason, long? now = null)
    {
        FeedStatus before = _status;
        if (state == FeedState.Recovering && before.State == FeedState.Starting)
        {
            // A node that was never reached cannot be lost.
            state = FeedState.Starting;
        }
        bool isNewState = state != before.State;
        if (!isNewState && reason == _reportedLast)
        {
            _status = before with { Reason = reason };
            return;
        }
        FeedStatus status = new(state, reason, isNewState ? DateTimeOffset.UtcNow : before.Since);
        _status = status;
        FeedTelemetry.Up(state == FeedState.Live);
        if (isNewState)
        {
            _reported.Clear();
        }
        if (!_reported.MayReport(reason, now ?? Environment.TickCount64))
        {
            return;
        }
        _reportedLast = reason;
        bool isNormal = state is FeedState.Live or FeedState.Stopped;
        LogStatus(_logger, isNormal ? LogLevel.Information : LogLevel.Warning, reason);
        StatusChanged?.Invoke(status);
    }

    [LoggerMessage(EventId = 1, Message = "{Reason}")]
    private static partial void LogStatus(ILogger logger, LogLevel level, string reason);

    [LoggerMessage(2, LogLevel.Warning, "{Sentence}")]
    private static partial void LogWarning(ILogger logger, string sentence);
}
