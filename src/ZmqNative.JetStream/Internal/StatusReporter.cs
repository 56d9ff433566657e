using Microsoft.Extensions.Logging;
using ZmqNative.Subscribing;

namespace ZmqNative.JetStream;

/// <summary>
/// Keeps a publisher's status, and says each change: a reason that lasts or alternates with others at
/// most once a minute while the state lasts.
/// </summary>
internal sealed class StatusReporter(string streamName, ILogger logger)
{
    private readonly ReportedReasons _reported = new();
    private volatile JetStreamStatus _status =
        new(JetStreamState.Waiting, "It was not run yet.", DateTimeOffset.UtcNow);

    /// <summary>Raised on the thread that reports.</summary>
    internal event Action<JetStreamStatus>? StatusChanged;

    /// <summary>The current state and its reason. Any thread.</summary>
    internal JetStreamStatus Status => _status;

    /// <summary>The state and its reason are now these.</summary>
    internal void Report(JetStreamState state, string reason)
    {
        JetStreamStatus before = _status;
        if (before.State == state && before.Reason == reason)
        {
            return;
        }
        _status = new(state, reason, before.State == state ? before.Since : DateTimeOffset.UtcNow);
        JetStreamMetrics.State(streamName, before.State, state);
        if (before.State != state)
        {
            _reported.Clear();
        }
        if (_reported.MayReport(reason, Environment.TickCount64))
        {
            JetStreamLog.Status(logger, state.ToString(), reason);
            StatusChanged?.Invoke(_status);
        }
    }
}
