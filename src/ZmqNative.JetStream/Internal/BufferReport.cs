using Microsoft.Extensions.Logging;

namespace ZmqNative.JetStream;

/// <summary>Says what the outbox holds, leaves to the history, and has dropped.</summary>
internal sealed class BufferReport(Outbox outbox, JetStreamPublisherOptions options, ILogger logger)
{
    private long _dropped;
    private bool _overflows;

    /// <summary>Says what has changed since the last call.</summary>
    internal void Update()
    {
        JetStreamMetrics.Pending(options.StreamName, outbox.Count);
        if (outbox.Overflows != _overflows)
        {
            _overflows = !_overflows;
            if (_overflows)
            {
                JetStreamLog.Overflowing(logger, options.BufferBytes);
            }
        }
        long dropped = outbox.Dropped;
        if (dropped > _dropped)
        {
            JetStreamLog.Dropped(logger, dropped - _dropped, options.BufferBytes);
            JetStreamMetrics.Dropped(options.StreamName, dropped - _dropped);
            _dropped = dropped;
        }
    }
}
