using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace ZmqNative.Node.Relay;

/// <summary>Keeps the status of a feed, and reports, logs and measures its changes.</summary>
/// <param name="reason">The reason of the first state, <see cref="FeedState.Starting"/>.</param>
/// <param name="loggerFactory">
/// Logs each status: as information, or as a warning while the node is not followed.
/// </param>
internal sealed partial class FeedReporter(string reason, ILoggerFactory? loggerFactory = null)
{
    private readonly ILogger _logger = loggerFactory?.CreateLogger<RunningNode>() ?? NullLogger<RunningNode>.Instance;
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

    internal void Report(FeedState state, string reason)
    {
        FeedStatus before = _status;
        if (state == FeedState.Recovering && before.State == FeedState.Starting)
        {
            // A node that was never reached cannot be lost.
            state = FeedState.Starting;
        }
        if ((state, reason) == (before.State, before.Reason))
        {
            return;
        }
        FeedStatus now = new(state, reason, state == before.State ? before.Since : DateTimeOffset.UtcNow);
        _status = now;
        FeedTelemetry.Up(state == FeedState.Live);
        bool isNormal = state is FeedState.Live or FeedState.Stopped;
        LogStatus(_logger, isNormal ? LogLevel.Information : LogLevel.Warning, reason);
        StatusChanged?.Invoke(now);
    }

    [LoggerMessage(EventId = 1, Message = "{Reason}")]
    private static partial void LogStatus(ILogger logger, LogLevel level, string reason);

    [LoggerMessage(2, LogLevel.Warning, "{Sentence}")]
    private static partial void LogWarning(ILogger logger, string sentence);
}
