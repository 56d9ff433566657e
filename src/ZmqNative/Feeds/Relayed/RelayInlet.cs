using System.Diagnostics.CodeAnalysis;
using System.Threading.Channels;
using ZmqNative.Subscriber;

namespace ZmqNative.Feeds;

/// <summary>
/// Where a node's messages come in. The receiving thread passes them on at once, as long as that is all there is to do; what needs more, and everything behind it, waits
/// for the feed.
/// </summary>
internal sealed class RelayInlet : INotificationHandler, IAsyncDisposable
{
    // Beyond that messages wait with libzmq.
    private const int Capacity = 10_000;

    private readonly Channel<StreamItem> _items = Channel.CreateUnbounded<StreamItem>(new UnboundedChannelOptions { SingleReader = true, SingleWriter = true });
    private readonly UnbrokenStream _stream;
    private readonly Pace _pace;
    private readonly NotificationReceiver _receiver;
    private long _lastHeard = Environment.TickCount64;

    // Items written and not done with: while there are none the feed leaves the stream alone, but for its turns.
    private int _waiting;
    private int _isTaken;

    /// <summary>Begins to receive.</summary>
    internal RelayInlet(NotificationSubscriberOptions options, UnbrokenStream stream, Pace pace)
    {
        (_stream, _pace) = (stream, pace);
        _receiver = new NotificationReceiver(options, this);
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
            LastHeard = Environment.TickCount64;
            Telemetry.FeedPublished(notification.Time);
            _pace.Follow(notification.TopicName);
        }
        else
        {
            Write(NotificationParser.Parse(notification));
        }
    }

    public void OnEvent(StreamEvent streamEvent) => Write(streamEvent);

    /// <summary>Waits until there is something to read.</summary>
    internal ValueTask<bool> WaitToReadAsync(CancellationToken cancellationToken) => _items.Reader.WaitToReadAsync(cancellationToken);

    /// <summary>Takes the next item; while it and those behind it are not done with, nothing is passed on.</summary>
    internal bool TryRead([NotNullWhen(true)] out StreamItem? item) => _items.Reader.TryRead(out item);

    /// <summary>An item is done with.</summary>
    internal void Done()
    {
        if (Interlocked.Decrement(ref _waiting) == Capacity - 1)
        {
            _receiver.Wake();
        }
    }

    /// <summary>Has the stream for the feed alone, until <see cref="GiveBack"/>; what comes in meanwhile waits.</summary>
    internal void Take()
    {
        SpinWait spin = default;
        while (Interlocked.CompareExchange(ref _isTaken, 1, 0) != 0)
        {
            spin.SpinOnce();
        }
    }

    internal void GiveBack() => Volatile.Write(ref _isTaken, 0);

    /// <summary>Ends the receiving thread.</summary>
    public async ValueTask DisposeAsync() => await Task.Run(_receiver.Dispose).ConfigureAwait(false);

    private bool TryPassOn(in ReceivedNotification notification)
    {
        if (Volatile.Read(ref _waiting) != 0 || Interlocked.CompareExchange(ref _isTaken, 1, 0) != 0)
        {
            return false;
        }
        bool isPassedOn = _stream.TryPassOn(notification);
        GiveBack();
        return isPassedOn;
    }

    private void Write(StreamItem item)
    {
        _ = Interlocked.Increment(ref _waiting);
        _ = _items.Writer.TryWrite(item);
    }
}
