using Microsoft.Extensions.Logging;
using ZmqNative.History;
using ZmqNative.Protocol;

namespace ZmqNative.Subscribing;

/// <summary>
/// Stands before a handler, and has what is missing of each publisher from its history. Used by the
/// receiving thread.
/// </summary>
internal sealed class HistoryHealer : IBatchHandler, IDisposable
{
    // Between two looks at whether an earlier connection was read to its end, in milliseconds.
    private const long Interval = 20;

    private readonly INotificationHandler _handler;
    private readonly IBatchHandler? _batchHandler;
    private readonly Dictionary<string, SourceHealer> _sources = new(StringComparer.Ordinal);
    private readonly List<HistoryClient> _clients = [];

    /// <param name="options">The subscriber's options.</param>
    /// <param name="endpoints">The publishers, in the order of their addresses.</param>
    /// <param name="handler">Gets everything, in order.</param>
    /// <param name="wake">Has <see cref="Advance"/> called on the receiving thread. Any thread.</param>
    /// <param name="logger">Says why a loss is not healed.</param>
    internal HistoryHealer(
        NotificationSubscriberOptions options, Endpoint[] endpoints, INotificationHandler handler, Action wake,
        ILogger logger)
    {
        (_handler, _batchHandler) = (handler, handler as IBatchHandler);
        for (int i = 0; i < endpoints.Length; i++)
        {
            if (i < options.History.Count)
            {
                _clients.Add(new HistoryClient(
                    SubscriberAddress.ToEndpoint(options.History[i]), options.CurveServerKey, options.CurveCertificate,
                    options.PlainLogin)
                {
                    Timeout = options.FillWithin,
                });
            }
            _ = _sources.TryAdd(
                endpoints[i].Source, new SourceHealer(endpoints[i], _clients[^1], options, handler, wake, logger));
        }
    }

    /// <summary>
    /// When <see cref="Advance"/> is due, in milliseconds of <see cref="Environment.TickCount64"/>.
    /// </summary>
    internal long NextDeadline =>
        _sources.Values.Any(source => source.IsDue) ? Environment.TickCount64 + Interval : long.MaxValue;

    // While one of them asks nothing is read: what arrives waits in libzmq, in its order.
    public bool IsReady => _handler.IsReady && !IsAsking;

    public int BatchSize => _batchHandler?.BatchSize ?? 1;

    private bool IsAsking
    {
        get
        {
            foreach (SourceHealer source in _sources.Values)
            {
                if (source.IsAsking)
                {
                    return true;
                }
            }
            return false;
        }
    }

    public void OnNotification(in ReceivedNotification notification)
    {
        SourceHealer source = _sources[notification.Source];
        lock (source.Gate)
        {
            source.OnNotification(notification);
        }
    }

    public void OnEvent(StreamEvent streamEvent)
    {
        if (_sources.TryGetValue(streamEvent.Source, out SourceHealer? source))
        {
            lock (source.Gate)
            {
                source.OnEvent(streamEvent);
            }
            return;
        }
        if (streamEvent is StateChanged { State: SubscriberState.Stopped })
        {
            foreach (SourceHealer healer in _sources.Values)
            {
                healer.Dispose();
            }
        }
        _handler.OnEvent(streamEvent);
    }

    public void EndBatch(bool goesOn) => _batchHandler?.EndBatch(goesOn);

    /// <summary>Asks after a new connection, and hands on what the histories have answered.</summary>
    internal void Advance()
    {
        foreach (SourceHealer source in _sources.Values)
        {
            lock (source.Gate)
            {
                source.Advance();
            }
        }
    }

    public void Dispose()
    {
        foreach (SourceHealer source in _sources.Values)
        {
            source.Dispose();
        }
        _clients.ForEach(client => client.Dispose());
    }
}
