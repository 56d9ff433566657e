using Microsoft.Extensions.Logging;
using ZmqNative.Diagnostics;

namespace ZmqNative.Subscribing;

/// <summary>
/// Logs and counts the events of a stream as its handler gets them, after what heals losses. On the
/// receiving thread.
/// </summary>
internal sealed class EventReporter(INotificationHandler handler, ILogger logger, string addresses) : IBatchHandler
{
    private readonly IBatchHandler? _batchHandler = handler as IBatchHandler;

    public bool IsReady => handler.IsReady;

    public int BatchSize => _batchHandler?.BatchSize ?? 1;

    /// <summary>What heals losses before this; null for nothing.</summary>
    internal INotificationHandler? First { get; set; }

    /// <summary>The addresses of the subscriber, separated by commas.</summary>
    internal string Addresses => addresses;

    internal void Report(StreamEvent streamEvent) => (First ?? this).OnEvent(streamEvent);

    public void OnNotification(in ReceivedNotification notification)
    {
        if (notification.Recovered)
        {
            SubscriberMetrics.Recovered(notification.Parts.Tracker!.Tag, notification.Source);
        }
        handler.OnNotification(notification);
    }

    public void OnEvent(StreamEvent streamEvent)
    {
        Record(streamEvent);
        handler.OnEvent(streamEvent);
    }

    public void EndBatch(bool goesOn) => _batchHandler?.EndBatch(goesOn);

    /// <summary>Logs the end of a connection or of an attempt to make one.</summary>
    /// <param name="address">The address of the publisher.</param>
    /// <param name="wasUp">Whether its handshake was complete.</param>
    /// <param name="reason">The reason, in words.</param>
    /// <param name="delay">The time until the next attempt.</param>
    internal void ConnectionEnded(string address, bool wasUp, string reason, TimeSpan delay)
    {
        if (wasUp)
        {
            SubscriberLog.Disconnected(logger, address, reason, delay.TotalMilliseconds);
        }
        else
        {
            SubscriberLog.NotConnected(logger, address, reason, delay.TotalMilliseconds);
        }
    }

    /// <summary>Logs that a publisher is used without heartbeats.</summary>
    internal void HeartbeatsUnanswered(string address) => SubscriberLog.HeartbeatsUnanswered(logger, address);

    private void Record(StreamEvent streamEvent)
    {
        switch (streamEvent)
        {
            case Gap e:
                SubscriberLog.Gap(logger, e.Topic, e.Source, e.Lost, e.Expected, e.Received);
                SubscriberMetrics.Gap(e.Topic, e.Source, e.Lost);
                break;
            case Discontinuity e:
                SubscriberLog.Discontinuity(logger, e.Topic, e.Source, e.Expected, e.Received);
                SubscriberMetrics.Discontinuity(e.Topic, e.Source);
                break;
            case PublisherRestarted e:
                SubscriberLog.PublisherRestarted(logger, e.Source, e.Topic, e.Expected, e.Received);
                SubscriberMetrics.Restart(e.Topic, e.Source);
                break;
            case Malformed e:
                SubscriberLog.Malformed(logger, e.Topic, e.Source, e.Reason);
                SubscriberMetrics.Malformed(e.Topic, e.Source);
                break;
            case GoneFromHistory e:
                SubscriberLog.GoneFromHistory(logger, e.Source, e.After.ToString(), e.Last);
                break;
            case Duplicate e:
                SubscriberLog.Duplicate(logger, e.Topic, e.Source, e.Received);
                break;
            case Stalled e:
                SubscriberLog.Stalled(logger, e.Topic, e.Source, e.After);
                break;
            case Waiting e:
                SubscriberLog.Waiting(logger, e.Source, e.Reason);
                break;
            case HandshakeDone e:
                SubscriberLog.HandshakeDone(logger, e.Source);
                break;
            case StateChanged e:
                SubscriberLog.StateChanged(logger, addresses, e.State.ToString());
                break;
            default:
                // The end of a connection is logged with the time until the next attempt.
                break;
        }
    }
}
