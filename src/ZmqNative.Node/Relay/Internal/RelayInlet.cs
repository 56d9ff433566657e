using System.Diagnostics.CodeAnalysis;
using System.Threading.Channels;
using ZmqNative.Interop;
using ZmqNative.Subscribing;

namespace ZmqNative.Node.Relay;

/// <summary>
/// Receives a node's messages. While nothing is missing, the receiving thread forwards them by
/// itself. A message that needs more, and everything behind it, is queued for the feed's task.
/// </summary>
internal sealed class RelayInlet : IBatchHandler, IAsyncDisposable
{
    // With more items in the queue, messages stay in libzmq's.
    private const int Capacity = 10_000;

    // How many messages that arrived together are forwarded together.
    private const int MaximumBatch = 32;

    private readonly Channel<StreamItem> _items = Channel.CreateUnbounded<StreamItem>(
        new UnboundedChannelOptions { SingleReader = true, SingleWriter = true });

    private readonly UnbrokenStream _stream;
    private readonly RateLimiter _limiter;
    private readonly NotificationReceiver _receiver;

    // Held while the receiving thread uses the stream, and for each change of _pending.
    private readonly Lock _lock = new();

    // Items in the queue or in the feed's hands, and the feed's turn itself. At 0 the stream is the
    // receiving thread's.
    private int _pending;
    private long _lastReceived = Environment.TickCount64;

    // Received and not forwarded yet; the receiving thread's alone.
    private readonly IncomingMessage[] _batch = new IncomingMessage[MaximumBatch];
    private int _batchCount;
    private bool _moreFollows;

    /// <summary>Starts to receive.</summary>
    internal RelayInlet(
        NotificationSubscriberOptions options, UnbrokenStream stream, RateLimiter limiter, ZmqContext? context)
    {
        (_stream, _limiter) = (stream, limiter);
        _receiver = new NotificationReceiver(options, this, loggerFactory: null, context);
    }

    /// <summary>
    /// When something was received last, in milliseconds of <see cref="Environment.TickCount64"/>.
    /// </summary>
    internal long LastReceived
    {
        get => Volatile.Read(ref _lastReceived);
        set => Volatile.Write(ref _lastReceived, value);
    }

    public bool IsReady => Volatile.Read(ref _pending) < Capacity;

    public int BatchSize => MaximumBatch;

    public void OnNotification(in ReceivedNotification notification)
    {
        _batch[_batchCount++] = notification.Parts;

        // A message that comes alone does not wait for more.
        if (!_moreFollows)
        {
            Forward();
        }
        _moreFollows = true;
    }

    public void EndBatch(bool goesOn)
    {
        Forward();
        _moreFollows = goesOn;
        LastReceived = Environment.TickCount64;
    }

    public void OnEvent(StreamEvent streamEvent)
    {
        Forward();
        Enqueue(streamEvent);
    }

    /// <summary>Waits until there is an item to read.</summary>
    internal ValueTask<bool> WaitToReadAsync(CancellationToken cancellationToken) =>
        _items.Reader.WaitToReadAsync(cancellationToken);

    /// <summary>
    /// Reads the next item. Until <see cref="Done"/> is called for it and those behind it, nothing
    /// is forwarded.
    /// </summary>
    internal bool TryRead([NotNullWhen(true)] out StreamItem? item) => _items.Reader.TryRead(out item);

    /// <summary>Ends the feed's work on an item, or its turn.</summary>
    internal void Done()
    {
        bool hasRoomAgain;
        lock (_lock)
        {
            hasRoomAgain = --_pending == Capacity - 1;
        }
        if (hasRoomAgain)
        {
            _receiver.Wake();
        }
    }

    /// <summary>
    /// Gives the stream to the feed alone until <see cref="Done"/>; messages received in the
    /// meantime are queued.
    /// </summary>
    internal void BeginTurn()
    {
        lock (_lock)
        {
            _pending++;
        }
    }

    /// <summary>Stops the receiving thread.</summary>
    public async ValueTask DisposeAsync() => await Task.Run(_receiver.Dispose).ConfigureAwait(false);

    private void Forward()
    {
        ReadOnlySpan<IncomingMessage> batch = _batch.AsSpan(0, _batchCount);
        _batchCount = 0;
        if (batch.IsEmpty)
        {
            return;
        }
        lock (_lock)
        {
            bool isTooFast = false;
            int count = _pending == 0 ? _stream.PassOn(batch, _limiter, out isTooFast) : 0;
            if (isTooFast)
            {
                Enqueue(new Pause());
            }
            foreach (IncomingMessage parts in batch[count..])
            {
                Enqueue(NotificationParser.Parse(new ReceivedNotification(parts)));
            }
        }
    }

    private void Enqueue(StreamItem item)
    {
        lock (_lock)
        {
            _pending++;
        }
        _ = _items.Writer.TryWrite(item);
    }

    /// <summary>
    /// Has the feed wait for the rate limit, and with it the messages behind: the receiving thread
    /// may not wait, because it looks after the connections.
    /// </summary>
    private sealed record Pause() : StreamItem(string.Empty, default);
}
