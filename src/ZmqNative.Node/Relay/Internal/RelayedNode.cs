using System.Buffers;
using Microsoft.Extensions.Logging;
using ZmqNative.Bitcoin;
using ZmqNative.Node.Rpc;
using ZmqNative.Publishing;
using ZmqNative.Subscribing;

namespace ZmqNative.Node.Relay;

/// <summary>A node's own notifications as the source, and lost blocks from its RPC.</summary>
/// <remarks>
/// While nothing is lost, every message is published immediately. The node's RPC is called after
/// each connection, for what the stream cannot show, and for its tip after half a minute without a
/// message. After a possible loss it is called once for missing blocks: before the next block that
/// arrives or, if none arrives, after a few seconds.
/// </remarks>
internal sealed class RelayedNode(
    NodeRpc rpc, string upstream, bool ownCounters, FeedReporter reporter, ILoggerFactory? loggerFactory) : IFeed
{
    private const int QuietTime = 30_000;

    // After this time a wait for the node's RPC is reported.
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(2);

    /// <summary>Whether what the node dropped at a block is made from the block.</summary>
    internal bool FillsGaps { get; init; }

    private readonly TipPoller _poller = new(rpc);
    private readonly MalformedReport _malformed = new();
    private Forwarder? _forwarder;
    private ChainRepair? _repair;
    private bool _isConnected;

    // Why there is no connection; null before it is known.
    private string? _reason;

    /// <summary>Changes the options of the connection before it is opened.</summary>
    internal Action<NotificationSubscriberOptions>? ConfigureSubscriber { get; init; }

    public async Task RunAsync(NotificationInterface notifications, CancellationToken cancellationToken)
    {
        RateLimiter limiter = new(notifications);
        _forwarder = new Forwarder(notifications, ownCounters, FillsGaps);
        _repair = new ChainRepair(rpc, notifications);
        RelayStream stream = new(_forwarder, _repair);
        UpstreamCheck check = new(rpc, upstream, notifications.Notifiers.Topics(), _forwarder.HasCome);
        try
        {
            await using RelayReceiver receiver =
                new(Options(notifications), stream, limiter, notifications.Run?.Context, loggerFactory);
            await foreach (StreamItem item in receiver.ReadAllAsync(cancellationToken).ConfigureAwait(false))
            {
                if (item is RelayPause { IsTick: true })
                {
                    await LookAfterAsync(receiver, stream, check, cancellationToken).ConfigureAwait(false);
                }
                else if (item is not RelayPause)
                {
                    receiver.LastReceived = Environment.TickCount64;
                    await TakeAsync(item, stream, check, cancellationToken).ConfigureAwait(false);
                }
                await limiter.WaitAsync(
                    (item as Notification)?.Topic ?? string.Empty, cancellationToken).ConfigureAwait(false);
                receiver.Done(item);
            }
        }
        finally
        {
            stream.Release();
        }
    }

    public bool TryReadBlock(BlockIndex index, IBufferWriter<byte> body) =>
        _forwarder is not null && (_forwarder.TryReadBlock(index, body) || _repair!.TryReadBlock(index, body));

    private NotificationSubscriberOptions Options(NotificationInterface notifications)
    {
        NotificationSubscriberOptions options = new()
        {
            Addresses = { upstream },
            Topics = [.. UpstreamTopics.Of(notifications.Notifiers.Topics())],
            // A node that is starting publishes its first block some 100 ms after it has bound its
            // address, and the relay has to be connected by then. A refused connection costs nothing;
            // where one is accepted without a handshake, as by a port forwarder, the subscriber backs off.
            ReconnectInterval = TimeSpan.FromMilliseconds(10),
            MaxReconnectInterval = TimeSpan.FromMilliseconds(10),
            UnseenAfter = TimeSpan.Zero,
            RequiresCounters = true,
            FillGaps = FillsGaps,
            GetBlock = FillsGaps ? rpc.GetBlockAsync : null,
        };
        ConfigureSubscriber?.Invoke(options);
        return options;
    }

    private async Task TakeAsync(
        StreamItem item, RelayStream stream, UpstreamCheck check, CancellationToken cancellationToken)
    {
        if (item is StreamEvent { MayHaveLostMessages: true })
        {
            _poller.Restart();
            if (item is not HandshakeDone)
            {
                FeedTelemetry.Gap();
            }
            else
            {
                check.Restart();
                _forwarder!.ForgetCome();
                if (reporter.Status.State == FeedState.Recovering)
                {
                    FeedTelemetry.Reconnected();
                }
            }
        }
        await SayWhileAsync(stream.TakeAsync(item, cancellationToken), stream, check).ConfigureAwait(false);
        if (item is Notification)
        {
            FeedTelemetry.Published(item.Time);
        }
        else if (item is Malformed malformed)
        {
            _malformed.Add(malformed);
            WarnOfMalformed(stream, check);
        }
        else if (item is StateChanged { State: not SubscriberState.Stopped } changed)
        {
            _isConnected = changed.State == SubscriberState.Live;
            _reason = _isConnected ? null : _reason;
            ReportState(stream, check);
        }
        else if (item is Waiting { Topic: null } waiting && !_isConnected)
        {
            _reason = waiting.Reason;
            ReportState(stream, check);
        }
    }

    private async Task LookAfterAsync(
        RelayReceiver receiver, RelayStream stream, UpstreamCheck check, CancellationToken cancellationToken)
    {
        if (_isConnected)
        {
            if (!stream.MayMissBlocks && Environment.TickCount64 - receiver.LastReceived > QuietTime)
            {
                receiver.LastReceived = Environment.TickCount64;
                _poller.Restart();
                stream.Doubt();
            }
            // What the stream brings while it is behind is not behind the node's tip for long.
            Hash256? published = stream.State == RelayState.Behind ? null : _repair!.Tip;
            if (stream.MayMissBlocks && _poller.Poll(published, cancellationToken) is { } tip)
            {
                await SayWhileAsync(stream.ReachAsync(tip, cancellationToken), stream, check).ConfigureAwait(false);
            }
            if (!stream.MayMissBlocks)
            {
                _poller.Forget();
            }
            _repair!.RememberBelow(cancellationToken);
            check.Poll(cancellationToken);
            _forwarder!.HasForeignHashes = check.HasForeignHashes;
        }
        WarnOfMalformed(stream, check);
        ReportState(stream, check);
    }

    // Messages wait meanwhile, and the stream is up.
    private async Task SayWhileAsync(Task work, RelayStream stream, UpstreamCheck check)
    {
        if (work.IsCompleted || await Task.WhenAny(work, Task.Delay(s_patience)).ConfigureAwait(false) == work)
        {
            await work.ConfigureAwait(false);
            return;
        }
        reporter.Report(
            FeedState.Recovering, $"Messages wait for blocks that may be missing: {rpc.Address} is asked for them.");
        await work.ConfigureAwait(false);
        ReportState(stream, check);
    }

    // They are not published, and neither the state nor the silence would say why.
    private void WarnOfMalformed(RelayStream stream, UpstreamCheck check)
    {
        IReadOnlyList<(string Sentence, Malformed About)> due = _malformed.Collect(Environment.TickCount64);
        foreach ((string sentence, Malformed about) in due)
        {
            reporter.Warn($"{about.Source}: {sentence}");
        }
        if (due.Count > 0)
        {
            ReportState(stream, check);
        }
    }

    private void ReportState(RelayStream stream, UpstreamCheck check)
    {
        string? failure = stream.MayMissBlocks ? _poller.Failure ?? _repair!.Failure : null;
        if (!_isConnected)
        {
            string reason = _reason is null ? string.Empty : $": {_reason}";
            reporter.Report(FeedState.Recovering, $"There is no connection to {upstream}{reason}.");
        }
        else if (failure is not null)
        {
            reporter.Report(FeedState.Recovering, $"Whether blocks are missing is not known: {failure}");
        }
        else
        {
            string?[] sentences =
            [
                check.Missing ?? $"Connected to {upstream}.", check.NotChecked, _malformed.Current,
                _repair!.LeftOut, _forwarder!.NotDerived,
            ];
            reporter.Report(
                check.Missing is null ? FeedState.Live : FeedState.Recovering,
                string.Join(' ', sentences.OfType<string>()));
        }
    }
}
