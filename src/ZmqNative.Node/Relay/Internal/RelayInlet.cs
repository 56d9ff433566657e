using System.Diagnostics.CodeAnalysis;
using System.Threading.Channels;
using ZmqNative.Interop;
using ZmqNative.Subscribing;

namespace ZmqNative.Node.Relay;

/// <summary>
/// Where a node's messages come in. The receiving thread passes them on at once, as long as that is all there is to do; what needs more, and everything behind it, waits
/// for the feed.
/// </summary>
internal sealed class RelayInlet : IBatchHandler, IAsyncDisposable
{
    // Beyond that messages wait with libzmq.
    private const int Capacity = 10_000;

    // How many messages that came together go on together.
    private const int Together = 32;

    private readonly Channel<StreamItem> _items = Channel.CreateUnbounded<StreamItem>(new UnboundedChannelOptions { SingleReader = true, SingleWriter = true });
    private readonly UnbrokenStream _stream;
    private readonly Pace _pace;
    private readonly NotificationReceiver _receiver;
    private long _lastHeard = Environment.TickCount64;

    // Items written and not done with, and a turn of the feed's: while there are none the stream is the receiving thread's.
    private int _waiting;
    private bool _isPassingOn;

    // Received and not passed on yet.
    private readonly MessageParts[] _kept = new MessageParts[Together];
    private int _keptCount;
    private bool _goesOn;

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

    public int BatchSize => Together;

    public bool KeepsParts => true;

    public void OnNotification(in ReceivedNotification notification)
    {
        _kept[_keptCount++] = notification.Parts;

        // What comes alone does not wait for more.
        if (!_goesOn)
        {
            PassOn();
        }
        _goesOn = true;
    }

    public void EndBatch(bool goesOn)
    {
        PassOn();
        _goesOn = goesOn;
        LastHeard = Environment.TickCount64;
    }

    public void OnEvent(StreamEvent streamEvent)
    {
        PassOn();
        Write(streamEvent);
    }

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

    private void PassOn()
    {
        ReadOnlySpan<MessageParts> kept = _kept.AsSpan(0, _keptCount);
        _keptCount = 0;
        if (!kept.IsEmpty)
        {
            foreach (MessageParts parts in kept[TryPassOn(kept)..])
            {
                Write(NotificationParser.Parse(new ReceivedNotification(parts)));
            }
        }
    }

    // How many have been passed on: those that follow have to wait for the feed.
    private int TryPassOn(ReadOnlySpan<MessageParts> kept)
    {
        int count = 0;
        Volatile.Write(ref _isPassingOn, true);
        if (Volatile.Read(ref _waiting) == 0)
        {
            count = _stream.PassOn(kept, _pace, out bool isTooFast);
            if (isTooFast)
            {
                Write(new Pause());
            }
        }
        Volatile.Write(ref _isPassingOn, false);
        return count;
    }

    private void Write(StreamItem item)
    {
        _ = Interlocked.Increment(ref _waiting);
        _ = _items.Writer.TryWrite(item);
    }

    /// <summary>Has the feed wait for the pace, and with it what comes behind: this thread has connections to look after.</summary>
    private sealed record Pause() : StreamItem(string.Empty, default);
}
