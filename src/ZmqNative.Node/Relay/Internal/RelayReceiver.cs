using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using ZmqNative.Interop;
using ZmqNative.Subscribing;

namespace ZmqNative.Node.Relay;

/// <summary>
/// Receives a node's messages. While nothing is missing, the receiving thread publishes them by
/// itself. A message that needs more, and everything behind it, is queued for the feed's task.
/// </summary>
internal sealed class RelayReceiver : IBatchHandler, IAsyncDisposable
{
    // With more items in the queue, messages stay in libzmq's.
    private const int Capacity = 10_000;

    // How many messages that arrived together are published together.
    private const int MaximumBatch = 32;

    private static readonly TimeSpan s_tick = TimeSpan.FromSeconds(1);

    private readonly Channel<StreamItem> _items = Channel.CreateUnbounded<StreamItem>(
        new UnboundedChannelOptions { SingleReader = true });

    private readonly RelayStream _stream;
    private readonly RateLimiter _limiter;
    private readonly NotificationReceiver _receiver;
    private readonly Timer _timer;

    // Held while the receiving thread uses the stream, and for each change of _pending.
    private readonly Lock _lock = new();

    // Items in the queue or in the feed's hands. At 0 the stream is the receiving thread's.
    private int _pending;
    private bool _hasTick;
    private long _lastReceived = Environment.TickCount64;

    // Received and not published yet; the receiving thread's alone.
    private readonly IncomingMessage[] _batch = new IncomingMessage[MaximumBatch];
    private int _batchCount;
    private bool _moreFollows;

    /// <summary>Starts to receive.</summary>
    internal RelayReceiver(
        NotificationSubscriberOptions options, RelayStream stream, RateLimiter limiter, ZmqContext? context,
        ILoggerFactory? loggerFactory)
    {
        (_stream, _limiter) = (stream, limiter);
        _receiver = new NotificationReceiver(options, this, loggerFactory, context);
        _timer = new Timer(_ => Tick(), null, s_tick, s_tick);
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

    /// <summary>
    /// The items that the receiving thread did not publish, and <see cref="RelayPause"/> now and
    /// then. Until <see cref="Done"/> is called for an item and those behind it, that thread
    /// publishes nothing.
    /// </summary>
    internal IAsyncEnumerable<StreamItem> ReadAllAsync(CancellationToken cancellationToken) =>
        _items.Reader.ReadAllAsync(cancellationToken);

    /// <summary>Ends the feed's work on an item.</summary>
    internal void Done(StreamItem item)
    {
        bool hasRoomAgain;
        lock (_lock)
        {
            _hasTick &= item is not RelayPause { IsTick: true };
            hasRoomAgain = --_pending == Capacity - 1;
        }
        if (hasRoomAgain)
        {
            _receiver.Wake();
        }
    }

    /// <summary>Stops the receiving thread.</summary>
    public async ValueTask DisposeAsync()
    {
        await _timer.DisposeAsync().ConfigureAwait(false);
        await Task.Run(_receiver.Dispose).ConfigureAwait(false);
    }

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
            int count = _pending == 0 ? _stream.Forward(batch, _limiter, out isTooFast) : 0;
            if (isTooFast)
            {
                Enqueue(new RelayPause(IsTick: false));
            }
            foreach (IncomingMessage parts in batch[count..])
            {
                Enqueue(new OtherNotification(new ReceivedNotification(parts)));
            }
        }
    }

    // Also while items wait, as in a flood, but one at a time.
    private void Tick()
    {
        lock (_lock)
        {
            if (!_hasTick)
            {
                _hasTick = true;
                Enqueue(new RelayPause(IsTick: true));
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
}
