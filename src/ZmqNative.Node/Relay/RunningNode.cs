using System.Buffers;
using Microsoft.Extensions.Logging;
using ZmqNative.Bitcoin;
using ZmqNative.Interop;
using ZmqNative.Node.Rpc;
using ZmqNative.Protocol;
using ZmqNative.Publishing;
using ZmqNative.Subscribing;

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
/// <param name="loggerFactory">
/// Logs each <see cref="Status"/>, and what the connection to the node goes through (category
/// <c>ZmqNative.Subscriber</c>). Default: none.
/// </param>
/// <param name="fillGaps">
/// True to make the messages that the node dropped at a block from the block itself, as
/// <see cref="NotificationSubscriberOptions.FillGaps"/> says, and to count messages here (default:
/// false).
/// </param>
public sealed class RunningNode(
    NodeRpc rpc, string? upstream = null, bool ownCounters = false, ILoggerFactory? loggerFactory = null,
    bool fillGaps = false)
{
    // RPC_METHOD_NOT_FOUND: the node was built without ZMQ.
    private const int UnknownMethod = -32601;

    private readonly FeedReporter _reporter = new($"Waiting for {upstream ?? rpc.Address.ToString()}.", loggerFactory);
    private IFeed? _feed;
    private int _runs;

    /// <summary>
    /// The interval between snapshots of the mempool of a node that publishes nothing, and the
    /// longest delay of its blocks if it refuses <c>waitfornewblock</c>.
    /// </summary>
    internal TimeSpan PollInterval { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>True to use the node's RPC alone, even if it publishes.</summary>
    internal bool PollsOnly { get; init; }

    /// <summary>
    /// Called with the options of the connection to the node's publisher before it is opened, for keys
    /// or a login; the relay needs the addresses and topics that it has set (default: none).
    /// </summary>
    public Action<NotificationSubscriberOptions>? ConfigureSubscriber { get; init; }

    /// <summary>The current state and its reason. May be read by any thread.</summary>
    public FeedStatus Status => _reporter.Status;

    /// <summary>
    /// Raised once for each change, on the thread that publishes; handlers must not throw. Of reasons
    /// that alternate while the state stays, each is raised once a minute.
    /// </summary>
    public event Action<FeedStatus>? StatusChanged
    {
        add => _reporter.StatusChanged += value;
        remove => _reporter.StatusChanged -= value;
    }

    /// <summary>
    /// Raised with a sentence about messages that cannot be published, on the thread that publishes;
    /// handlers must not throw. It is in the log as well.
    /// </summary>
    internal event Action<string>? Warned
    {
        add => _reporter.Warned += value;
        remove => _reporter.Warned -= value;
    }

    /// <summary>
    /// Publishes until it is cancelled or the notification interface is shut down; then it
    /// completes, <see cref="FeedState.Stopped"/>, with the reason. The node may be down at the
    /// start, and may stop and restart at any time. Each feed is run once.
    /// </summary>
    /// <param name="notifications">
    /// Initialised; its <see cref="BlockReader"/> is <see cref="TryReadBlock"/>.
    /// </param>
    /// <param name="cancellationToken">
    /// Ends the run, which then completes without an exception.
    /// </param>
    /// <exception cref="InvalidDataException">
    /// The node does not publish the needed topics at one address, or the address is one at which
    /// the relay publishes itself; the message is one sentence with what to change.
    /// </exception>
    /// <exception cref="InvalidOperationException">It was run before.</exception>
    public async Task RunAsync(NotificationInterface notifications, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(notifications);
        if (Interlocked.Increment(ref _runs) > 1)
        {
            throw new InvalidOperationException("A feed is run once.");
        }
        FeedTelemetry.Started();
        using CancellationTokenSource end =
            CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, notifications.Ended);
        try
        {
            end.Token.ThrowIfCancellationRequested();
            IReadOnlyList<PublishedTopic> published = UpstreamTopics.PublishedBy(notifications);
            _feed = PollsOnly ? Poll()
                : upstream is not null && !published.Any(one => UpstreamTopics.IsForwarded(one.Topic))
                ? Relay(upstream, notifications)
                : await ChooseAsync(published, notifications, end.Token).ConfigureAwait(false);
            await _feed.RunAsync(notifications, end.Token).ConfigureAwait(false);
        }
        catch (Exception exception) when (end.IsCancellationRequested
            && exception is OperationCanceledException or ObjectDisposedException or ZmqException)
        {
            // The caller ended the run, or the context in which the node's messages are received.
        }
        _reporter.Report(FeedState.Stopped, cancellationToken.IsCancellationRequested
            ? "The feed was stopped."
            : "Nothing is published any more: the notification interface was shut down, or could not start.");
    }

    /// <summary>Reads the block that is being published (a <see cref="BlockReader"/>).</summary>
    /// <param name="index">The block.</param>
    /// <param name="body">Receives it.</param>
    /// <returns>False for any other block.</returns>
    public bool TryReadBlock(BlockIndex index, IBufferWriter<byte> body)
    {
        ArgumentNullException.ThrowIfNull(index);
        ArgumentNullException.ThrowIfNull(body);
        return _feed is not null && _feed.TryReadBlock(index, body);
    }

    private async Task<IFeed> ChooseAsync(
        IReadOnlyList<PublishedTopic> published, NotificationInterface notifications,
        CancellationToken cancellationToken)
    {
        Backoff backoff = RpcRetry.CreateBackoff();
        while (true)
        {
            try
            {
                IReadOnlyList<ActiveNotification> node =
                    await rpc.GetZmqNotificationsAsync(cancellationToken).ConfigureAwait(false);
                if (upstream is not null)
                {
                    UpstreamTopics.CheckForwarded(node, published);
                }
                return (upstream ?? UpstreamTopics.Find(node, published, rpc.Address.Host)) is { } address
                    ? Relay(address, notifications)
                    : Poll();
            }
            catch (RpcException exception) when (exception.Code == UnknownMethod)
            {
                return upstream is null ? Poll()
                    : throw UpstreamTopics.Missing(published, upstream);
            }
            catch (RpcException exception)
            {
                // A node that is starting may not have written its new cookie yet.
                _reporter.Report(FeedState.Recovering, exception.Message);
                await Task.Delay(backoff.Next(), cancellationToken).ConfigureAwait(false);
            }
        }
    }

    private PolledNode Poll() => new(rpc, _reporter) { PollInterval = PollInterval };

    private RelayedNode Relay(string address, NotificationInterface notifications)
    {
        UpstreamTopics.RefuseOwn(address, notifications);
        return new RelayedNode(rpc, address, ownCounters || fillGaps, _reporter, loggerFactory)
        {
            ConfigureSubscriber = ConfigureSubscriber,
            FillsGaps = fillGaps,
        };
    }
}
