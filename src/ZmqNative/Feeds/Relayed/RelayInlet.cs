using System.Diagnostics.CodeAnalysis;
using System.Threading.Channels;
using ZmqNative.Interop;
using ZmqNative.Subscriber;

namespace ZmqNative.Feeds;

/// <summary>
/// Where a node's messages come in. The receiving thread passes them on at once, as long as that is all there is to do; what needs more, and everything behind it, waits
/// for the feed.
/// </summary>
internal sealed class RelayInlet : IBatchHandler, IAsyncDisposable
{
    // Beyond that messages wait with libzmq.
    private const int Capacity = 10_000;

    private readonly Channel<StreamItem> _items = Channel.CreateUnbounded<StreamItem>(new UnboundedChannelOptions { SingleReader = true, SingleWriter = true });
    private readonly UnbrokenStream _stream;
    private readonly Pace _pace;
    private readonly NotificationReceiver _receiver;
    private long _lastHeard = Environment.TickCount64;

    // Items written and not done with, and a turn of the feed's: while there are none the stream is the receiving thread's.
    private int _waiting;
    private bool _isPassingOn;

    /// <summary>Begins to receive.</summary>
    internal RelayInlet(NotificationSubscriberOptions options, UnbrokenStream stream, Pace pace, ZmqContext? context)
    {
        (_stream, _pace) = (stream, pace);
        _receiver = new NotificationReceiver(options, this, context);
    }

    /// <summary>When something came last, in milliseconds of <see cref="Environment.TickCount64"/>.</summary>
    internal long LastHeard
    {
        get => Volatile.Read(ref _lastHeard);
        set => Volatile.Write(ref _lastHeard, value);
    }

    public bool IsReady => Volatile.Read(ref _waiting) < Capacity;

    public void OnNotification(in ReceivedNotification notification)
    {
        if (TryPassOn(notification))
        {
            Telemetry.FeedPublished(notification.Time);
            if (_pace.IsTooFast(notification.Kind))
            {
                Write(new Pause());
            }
        }
        else
        {
            Write(NotificationParser.Parse(notification));
        }
    }

    public void EndBatch() => LastHeard = Environment.TickCount64;

    public void OnEvent(StreamEvent streamEvent) => Write(streamEvent);

    /// <summary>Waits until there is something to read.</summary>
    internal ValueTask<bool> WaitToReadAsync(CancellationToken cancellationToken) => _items.Reader.WaitToReadAsync(cancellationToken);

    /// <summary>Takes the next item; while it and those behind it are not done with, nothing is passed on.</summary>
    internal bool TryRead([NotNullWhen(true)] out StreamItem? item) => _items.Reader.TryRead(out item);

    /// <summary>An item, or a turn, is done with.</summary>
    internal void Done()
    {
        if (Interlocked.Decrement(ref _waiting) == Capacity - 1)
        {
            _receiver.Wake();
        }
    }

    /// <summary>Has the stream for the feed alone, until <see cref="Done"/>; what comes in meanwhile waits.</summary>
    internal void Take()
    {
        _ = Interlocked.Increment(ref _waiting);

        // Once a second here instead of with each message there: from now on the receiving thread sees that it has to wait, or we that it does not yet.
        Interlocked.MemoryBarrierProcessWide();
        SpinWait spin = default;
        while (Volatile.Read(ref _isPassingOn))
        {
            spin.SpinOnce();
        }
    }

    /// <summary>Ends the receiving thread.</summary>
    public async ValueTask DisposeAsync() => await Task.Run(_receiver.Dispose).ConfigureAwait(false);

    private bool TryPassOn(in ReceivedNotification notification)
    {
        Volatile.Write(ref _isPassingOn, true);
        bool isPassedOn = Volatile.Read(ref _waiting) == 0 && _stream.TryPassOn(notification);
        Volatile.Write(ref _isPassingOn, false);
        return isPassedOn;
    }

    private void Write(StreamItem item)
    {
        _ = Interlocked.Increment(ref _waiting);
        _ = _items.Writer.TryWrite(item);
    }

    /// <summary>Has the feed wait for the pace, and with it what comes behind: this thread has connections to look after.</summary>
    private sealed record Pause() : StreamItem(string.Empty, default);
}
