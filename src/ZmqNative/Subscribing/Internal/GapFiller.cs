namespace ZmqNative.Subscribing;

/// <summary>
/// Stands before a handler, and fills the gaps of each publisher from its blocks. Used by the
/// receiving thread.
/// </summary>
internal sealed class GapFiller : IBatchHandler, IDisposable
{
    // Between two looks at what waits, in milliseconds.
    private const long Interval = 50;

    private readonly INotificationHandler _handler;
    private readonly IBatchHandler? _batchHandler;
    private readonly BlockBook _book;
    private readonly Dictionary<string, SourceFiller> _sources = new(StringComparer.Ordinal);

    /// <param name="options">The subscriber's options.</param>
    /// <param name="handler">Gets everything, in order.</param>
    /// <param name="wake">Has <see cref="Advance"/> called on the receiving thread. Any thread.</param>
    internal GapFiller(NotificationSubscriberOptions options, INotificationHandler handler, Action wake)
    {
        (_handler, _batchHandler) = (handler, handler as IBatchHandler);
        _book = new BlockBook(options.GetBlock, wake);
        foreach (string source in options.Addresses.Distinct())
        {
            _sources[source] = new SourceFiller(_book, new FillOutput(source, handler), options);
        }
    }

    public bool IsReady => _handler.IsReady;

    public int BatchSize => _batchHandler?.BatchSize ?? 1;

    /// <summary>
    /// When <see cref="Advance"/> is due, in milliseconds of <see cref="Environment.TickCount64"/>.
    /// </summary>
    internal long NextDeadline =>
        _sources.Values.Any(source => source.IsWaiting) ? Environment.TickCount64 + Interval : long.MaxValue;

    public void OnNotification(in ReceivedNotification notification) =>
        _sources[notification.Source].OnNotification(notification, Environment.TickCount64);

    public void OnEvent(StreamEvent streamEvent)
    {
        if (_sources.TryGetValue(streamEvent.Source, out SourceFiller? source))
        {
            source.OnEvent(streamEvent, Environment.TickCount64);
            return;
        }
        if (streamEvent is StateChanged { State: SubscriberState.Stopped })
        {
            foreach (SourceFiller filler in _sources.Values)
            {
                filler.Flush();
            }
        }
        _handler.OnEvent(streamEvent);
    }

    public void EndBatch(bool goesOn) => _batchHandler?.EndBatch(goesOn);

    /// <summary>Hands on what has become certain, or has waited for too long.</summary>
    internal void Advance()
    {
        _book.Collect();
        foreach (SourceFiller source in _sources.Values)
        {
            source.Advance(Environment.TickCount64);
        }
    }

    public void Dispose() => _book.Dispose();
}
