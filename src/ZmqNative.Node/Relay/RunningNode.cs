using System.Buffers;
using ZmqNative.Bitcoin;
using ZmqNative.Node.Rpc;
using ZmqNative.Protocol;
using ZmqNative.Publishing;

namespace ZmqNative.Node.Relay;

/// <summary>
/// A running bitcoind as the source: its own notifications when it sends any, whatever of them is missing being derived (hashtx from rawtx, hashblock from
/// rawblock), and everything by RPC when it sends none.
/// </summary>
/// <param name="rpc">The node; not disposed of. It may be down.</param>
/// <param name="upstream">Where the node publishes: rawtx, rawblock and sequence, or at least what the topics to publish can be made of. Null: the node is asked.</param>
/// <param name="ownCounters">Whether to count messages here, from 0, instead of passing the node's message sequences on (default: false).</param>
public sealed class RunningNode(NodeRpc rpc, string? upstream = null, bool ownCounters = false) : ILiveFeed
{
    // RPC_METHOD_NOT_FOUND: built without ZMQ.
    private const int UnknownMethod = -32601;

    private ILiveFeed? _feed;

    /// <inheritdoc/>
    public FeedStatus Status { get; private set; } = new(FeedState.Starting, $"Waiting for {upstream ?? rpc.Address.ToString()}.", DateTimeOffset.UtcNow);

    /// <inheritdoc/>
    public event Action<FeedStatus>? StatusChanged;

    /// <inheritdoc/>
    /// <exception cref="InvalidDataException">The node publishes what is needed, but not on one address: one sentence that says what to put into bitcoin.conf.</exception>
    public async Task RunAsync(NotificationInterface notifications, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(notifications);
        FeedTelemetry.Started();
        try
        {
            IReadOnlyList<PublishedTopic> published = UpstreamTopics.PublishedBy(notifications);
            _feed = upstream is not null && !published.Any(one => UpstreamTopics.IsForwarded(one.Topic))
                ? new RelayedNode(rpc, upstream, ownCounters)
                : await ChooseAsync(published, cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            Report(new FeedStatus(FeedState.Stopped, "It was told to end.", DateTimeOffset.UtcNow));
            return;
        }
        _feed.StatusChanged += Report;
        await _feed.RunAsync(notifications, cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public bool TryReadBlock(BlockIndex index, IBufferWriter<byte> body) => _feed is not null && _feed.TryReadBlock(index, body);

    /// <inheritdoc/>
    public void Dispose() => _feed?.Dispose();

    private async Task<ILiveFeed> ChooseAsync(IReadOnlyList<PublishedTopic> published, CancellationToken cancellationToken)
    {
        Backoff backoff = RpcRetry.CreateBackoff();
        while (true)
        {
            try
            {
                IReadOnlyList<ActiveNotification> node = await RpcRetry.CallAsync(rpc.GetZmqNotificationsAsync, cancellationToken).ConfigureAwait(false);
                if (upstream is not null)
                {
                    UpstreamTopics.CheckForwarded(node, published);
                    return new RelayedNode(rpc, upstream, ownCounters);
                }
                return UpstreamTopics.Find(node, published, rpc.Address.Host) is { } address ? new RelayedNode(rpc, address, ownCounters) : new PolledNode(rpc);
            }
            catch (RpcException exception) when (exception.Code == UnknownMethod)
            {
                if (upstream is not null)
                {
                    throw UpstreamTopics.Missing(published, upstream);
                }
                return new PolledNode(rpc);
            }
            catch (RpcException exception)
            {
                // A node that starts may not have written its new cookie yet.
                Report(new FeedStatus(FeedState.Recovering, exception.Message, DateTimeOffset.UtcNow));
                await Task.Delay(backoff.Next(), cancellationToken).ConfigureAwait(false);
            }
        }
    }

    private void Report(FeedStatus status)
    {
        if ((status.State, status.Reason) != (Status.State, Status.Reason))
        {
            Status = status;
            FeedTelemetry.Up(status.State == FeedState.Live);
            StatusChanged?.Invoke(status);
        }
    }
}
