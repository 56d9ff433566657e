using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using ZmqNative.Bitcoin;
using ZmqNative.Protocol;

namespace ZmqNative.Publishing;

/// <summary>A receiver of node events (Core: CZMQAbstractNotifier).</summary>
/// <remarks>
/// Derive from <see cref="PublishNotifier"/> and override the hooks of the events that you publish.
/// The others return true and do nothing. <see cref="NotificationInterface"/> calls the hooks under
/// its lock, so never from two threads simultaneously. A hook that returns false removes the
/// notifier until the interface is created again. Behind a relay the hooks follow the node's
/// messages: only those of the notifier's topics are called, and <see cref="BlockIndex.Height"/> is
/// -1 where the message does not contain it.
/// </remarks>
public abstract class Notifier
{
    /// <summary>
    /// Core's default outbound message high water mark (DEFAULT_ZMQ_SNDHWM): 1000 messages.
    /// </summary>
    public const int DefaultHighWatermark = 1000;

    private int _highWatermark = DefaultHighWatermark;

    /// <summary>The type it was registered under: <c>pubhashblock</c>.</summary>
    public string Type { get; internal set; } = string.Empty;

    /// <summary>The topics that it was registered for.</summary>
    internal Topic[] Topics { get; set; } = [];

    /// <summary>Whether it was registered for this topic.</summary>
    internal bool Publishes(Topic topic) => Array.IndexOf(Topics, topic) >= 0;

    /// <summary>
    /// Whether a relay forwards its topics as the node sends them. Then no hook is called.
    /// </summary>
    internal bool IsForwarding { get; set; }

    /// <summary>The address, after translation of <c>unix:</c>.</summary>
    public string Address { get; internal set; } = string.Empty;

    /// <summary>
    /// Outbound high water mark in whole messages for each subscriber, 0 for no limit; a negative
    /// value is ignored (default: 1000).
    /// </summary>
    public int HighWatermark
    {
        get => _highWatermark;
        internal set => _highWatermark = value >= 0 ? value : _highWatermark;
    }

    /// <summary>The logger of the category <c>zmq</c>.</summary>
    protected internal ILogger Logger { get; internal set; } = NullLogger.Instance;

    /// <summary>
    /// Whether a log message is written for each message. Check it before building arguments, which
    /// costs more than the check.
    /// </summary>
    internal bool IsLogging => Logger.IsEnabled(LogLevel.Debug);

    /// <summary>
    /// The mempool hooks that this notifier overrides; the others are not called, because this is
    /// by far the most frequent event.
    /// </summary>
    internal virtual MempoolCalls MempoolCalls => MempoolCalls.Both;

    /// <summary>
    /// Opens the notifier's socket. False fails the start of the whole interface.
    /// </summary>
    /// <param name="sockets">The sockets that all notifiers share.</param>
    internal abstract bool Initialize(PublisherSockets sockets);

    /// <summary>
    /// Releases the socket. Also called when <see cref="Initialize"/> failed or never ran.
    /// </summary>
    internal abstract void Shutdown();

    /// <summary>
    /// Called for a new active tip only, once per activation step; never in initial block download.
    /// </summary>
    /// <param name="index">The tip. Behind a relay its height may be unknown: -1.</param>
    /// <returns>False removes the notifier.</returns>
    protected internal virtual bool NotifyBlock(BlockIndex index) => true;

    /// <summary>
    /// Called for every block connection, after <see cref="NotifyTransaction"/> of its
    /// transactions.
    /// </summary>
    /// <param name="index">The block. Behind a relay its height is unknown: -1.</param>
    /// <returns>False removes the notifier.</returns>
    protected internal virtual bool NotifyBlockConnect(BlockIndex index) => true;

    /// <summary>
    /// Called for every block disconnection, after <see cref="NotifyTransaction"/> of its
    /// transactions.
    /// </summary>
    /// <param name="index">The block. Behind a relay its height is unknown: -1.</param>
    /// <returns>False removes the notifier.</returns>
    protected internal virtual bool NotifyBlockDisconnect(BlockIndex index) => true;

    /// <summary>
    /// Called for every transaction added to the mempool, and for every transaction of a connected
    /// or disconnected block.
    /// </summary>
    /// <param name="transaction">
    /// The transaction. Behind a relay, <see cref="Transaction.Raw"/> is empty for a notifier of
    /// <c>hashtx</c>.
    /// </param>
    /// <returns>False removes the notifier.</returns>
    protected internal virtual bool NotifyTransaction(Transaction transaction) => true;

    /// <summary>
    /// Called for every transaction added to the mempool, after <see cref="NotifyTransaction"/>.
    /// </summary>
    /// <param name="transaction">
    /// The transaction. Behind a relay, <see cref="Transaction.Raw"/> is empty.
    /// </param>
    /// <param name="mempoolSequence">The mempool sequence of the addition.</param>
    /// <returns>False removes the notifier.</returns>
    protected internal virtual bool NotifyTransactionAcceptance(Transaction transaction, ulong mempoolSequence) => true;

    /// <summary>
    /// Called for every transaction removed from the mempool, except by inclusion in a block.
    /// </summary>
    /// <param name="transaction">
    /// The transaction. <see cref="Transaction.Raw"/> is empty behind a relay, for a polled node,
    /// and for a recording that does not contain the transaction's addition.
    /// </param>
    /// <param name="mempoolSequence">The mempool sequence of the removal.</param>
    /// <returns>False removes the notifier.</returns>
    protected internal virtual bool NotifyTransactionRemoval(Transaction transaction, ulong mempoolSequence) => true;
}
