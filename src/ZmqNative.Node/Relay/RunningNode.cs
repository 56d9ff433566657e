using System.Buffers;
using ZmqNative.Bitcoin;
using ZmqNative.Node.Rpc;
using ZmqNative.Protocol;
using ZmqNative.Publishing;

namespace ZmqNative.Node.Relay;

/// <summary>
/// A running bitcoind as the source: its own notifications if it publishes any, with missing topics
/// derived from others (hashtx from rawtx, hashblock from rawblock), and its RPC if it publishes
/// none.
/// </summary>
/// <param name="rpc">The node; not disposed of. It may be down.</param>
/// <param name="upstream">
/// The address at which the node publishes rawtx, rawblock and sequence, or at least the topics
/// from which those to publish can be derived. Null: it is discovered by RPC.
/// </param>
/// <param name="ownCounters">
/// True to count messages here, from 0, instead of forwarding the node's message sequences
/// (default: false).
/// </param>
public sealed class RunningNode(NodeRpc rpc, string? upstream = null, bool ownCounters = false) : ILiveFeed
{
    // RPC_METHOD_NOT_FOUND: the node was built without ZMQ.
    private const int UnknownMethod = -32601;

    private ILiveFeed? _feed;

    /// <inheritdoc/>
    public FeedStatus Status { get; private set; } =
        new(FeedState.Starting, $"Waiting for {upstream ?? rpc.Address.ToString()}.", DateTimeOffset.UtcNow);

    /// <inheritdoc/>
    public event Action<FeedStatus>? StatusChanged;

    /// <inheritdoc/>
    /// <exception cref="InvalidDataException">
    /// The node does not publish the needed topics at one address; the message is one sentence with
    /// the lines for bitcoin.conf.
    /// </exception>
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
            Report(new FeedStatus(FeedState.Stopped, "The feed was stopped.", DateTimeOffset.UtcNow));
            return;
        }
        _feed.StatusChanged += Report;
        await _feed.RunAsync(notifications, cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public bool TryReadBlock(BlockIndex index, IBufferWriter<byte> body) =>
        _feed is not null && _feed.TryReadBlock(index, body);

    /// <inheritdoc/>
    public void Dispose() => _feed?.Dispose();

    private async Task<ILiveFeed> ChooseAsync(
        IReadOnlyList<PublishedTopic> published, CancellationToken cancellationToken)
    {
        Backoff backoff = RpcRetry.CreateBackoff();
        while (true)
        {
            try
            {
                IReadOnlyList<ActiveNotification> node = await RpcRetry.CallAsync(
                    rpc.GetZmqNotificationsAsync, cancellationToken).ConfigureAwait(false);
                if (upstream is not null)
                {
                    UpstreamTopics.CheckForwarded(node, published);
                    return new RelayedNode(rpc, upstream, ownCounters);
                }
                return UpstreamTopics.Find(node, published, rpc.Address.Host) is { } address
                    ? new RelayedNode(rpc, address, ownCounters)
                    : new PolledNode(rpc);
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
                // A node that is starting may not have written its new cookie yet.
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
