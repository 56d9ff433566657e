using System.Buffers;
using ZmqNative.Bitcoin;
using ZmqNative.Node.Rpc;
using ZmqNative.Publishing;
using ZmqNative.Subscribing;

namespace ZmqNative.Node.Relay;

/// <summary>A node's own notifications as the source, and lost blocks from its RPC.</summary>
/// <remarks>
/// While nothing is lost, every message is published immediately, and the node's RPC is called only
/// for its tip after half a minute without a message. After a possible loss it is called once for
/// missing blocks: before the next block that arrives or, if none arrives, after a few seconds.
/// </remarks>
internal sealed class RelayedNode(NodeRpc rpc, string upstream, bool ownCounters) : ILiveFeed
{
    private const int QuietTime = 30_000;
    private const int TickTime = 1_000;

    private readonly TipPoller _poller = new(rpc);
    private UpstreamRelay? _relay;
    private ChainRepair? _repair;
    private bool _isConnected;

    public FeedStatus Status { get; private set; } =
        new(FeedState.Starting, $"Waiting for {upstream}.", DateTimeOffset.UtcNow);

    public event Action<FeedStatus>? StatusChanged;

    public async Task RunAsync(NotificationInterface notifications, CancellationToken cancellationToken)
    {
        RateLimiter limiter = new(notifications);
        _relay = new UpstreamRelay(notifications, ownCounters);
        _repair = new ChainRepair(rpc, notifications, _relay);
        UnbrokenStream stream = new(_relay, _repair);
        try
        {
            await using RelayInlet inlet = new(Options(notifications), stream, limiter, notifications.Context);
            await PublishAsync(inlet, stream, limiter, cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            stream.Finish();
        }
        Report(FeedState.Stopped, "The feed was stopped.");
    }

    public bool TryReadBlock(BlockIndex index, IBufferWriter<byte> body) =>
        _relay is not null && (_relay.TryReadBlock(index, body) || _repair!.TryReadBlock(index, body));

    public void Dispose()
    {
    }

    private NotificationSubscriberOptions Options(NotificationInterface notifications) => new()
    {
        Addresses = { upstream },
        Topics = [.. UpstreamTopics.Of(notifications.GetPublishedTopics())],
        // A node that is starting publishes its first block some 100 ms after it has bound its
        // address, and the relay has to be connected by then. A refused connection costs nothing.
        ReconnectInterval = TimeSpan.FromMilliseconds(10),
        MaxReconnectInterval = TimeSpan.FromMilliseconds(10),
        UnseenAfter = TimeSpan.Zero,
    };

    private async Task PublishAsync(
        RelayInlet inlet, UnbrokenStream stream, RateLimiter limiter, CancellationToken cancellationToken)
    {
        Task<bool>? next = null;
        long tick = 0;
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (inlet.TryRead(out StreamItem? item))
            {
                Observe(item, stream);
                inlet.LastReceived = Environment.TickCount64;
                await stream.TakeAsync(item, cancellationToken).ConfigureAwait(false);
                if (item is Notification)
                {
                    FeedTelemetry.Published(item.Time);
                }
                await limiter.WaitAsync(
                    (item as Notification)?.Topic ?? string.Empty, cancellationToken).ConfigureAwait(false);
                inlet.Done();
            }
            else if (Environment.TickCount64 < tick)
            {
                next = next is { IsCompleted: false } ? next : inlet.WaitToReadAsync(cancellationToken).AsTask();
                _ = await Task.WhenAny(next, Task.Delay(TickTime, cancellationToken)).ConfigureAwait(false);
            }
            if (Environment.TickCount64 >= tick)
            {
                inlet.BeginTurn();
                await CheckTipAsync(inlet, stream, cancellationToken).ConfigureAwait(false);
                inlet.Done();
                tick = Environment.TickCount64 + TickTime;
            }
        }
    }

    private void Observe(StreamItem item, UnbrokenStream stream)
    {
        if (item is HandshakeDone or Gap or Discontinuity or PublisherRestarted or Malformed)
        {
            _poller.Restart();
        }
        if (item is Gap or Discontinuity or PublisherRestarted or Malformed)
        {
            FeedTelemetry.Gap();
        }
        if (item is HandshakeDone && Status.State == FeedState.Recovering)
        {
            FeedTelemetry.Reconnected();
        }
        if (item is StateChanged changed)
        {
            _isConnected = changed.State == SubscriberState.Live;
            ReportState(stream);
        }
    }

    private async Task CheckTipAsync(RelayInlet inlet, UnbrokenStream stream, CancellationToken cancellationToken)
    {
        if (stream.IsSettled && _isConnected && Environment.TickCount64 - inlet.LastReceived > QuietTime)
        {
            inlet.LastReceived = Environment.TickCount64;
            _poller.Restart();
            stream.Unsettle();
        }
        if (!stream.IsSettled && _isConnected && _poller.Poll(_repair!.Tip, cancellationToken) is { } tip)
        {
            await stream.ReachAsync(tip, cancellationToken).ConfigureAwait(false);
        }
        ReportState(stream);
    }

    private void ReportState(UnbrokenStream stream)
    {
        string? failure = stream.IsSettled ? null : _poller.Failure ?? _repair!.Failure;
        if (!_isConnected)
        {
            Report(FeedState.Recovering, $"There is no connection to {upstream}.");
        }
        else if (failure is not null)
        {
            Report(FeedState.Recovering, $"Whether blocks are missing is not known: {failure}");
        }
        else
        {
            Report(FeedState.Live, $"Connected to {upstream}.");
        }
    }

    private void Report(FeedState state, string reason)
    {
        if ((state, reason) != (Status.State, Status.Reason)
            && (state != FeedState.Recovering || Status.State != FeedState.Starting))
        {
            Status = new FeedStatus(state, reason, DateTimeOffset.UtcNow);
            StatusChanged?.Invoke(Status);
        }
    }
}
