using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using ZmqNative.Bitcoin;
using ZmqNative.Protocol;

namespace ZmqNative.Publishing;

/// <summary>Something that is told of node events (Core: CZMQAbstractNotifier). </summary>
/// <remarks>Derive from <see cref="PublishNotifier"/> and override the events you publish; the others succeed and do nothing. Called by <see cref="NotificationInterface"/> under its lock, never by two threads at once. Returning false removes the notifier for good.</remarks>
public abstract class Notifier
{
    /// <summary>Core's default outbound message high water mark (DEFAULT_ZMQ_SNDHWM): 1000 messages.</summary>
    public const int DefaultHighWatermark = 1000;

    private int _highWatermark = DefaultHighWatermark;

    /// <summary>The type it was registered under: <c>pubhashblock</c>.</summary>
    public string Type { get; internal set; } = string.Empty;

    /// <summary>The topics that it was registered for.</summary>
    internal Topic[] Topics { get; set; } = [];

    /// <summary>Whether it was registered for this topic.</summary>
    internal bool Publishes(Topic topic) => Array.IndexOf(Topics, topic) >= 0;

    /// <summary>Whether a relay passes its topics on as the node sends them: then no event is raised on it.</summary>
    internal bool IsForwarding { get; set; }

    /// <summary>The address, after translation of <c>unix:</c>.</summary>
    public string Address { get; internal set; } = string.Empty;

    /// <summary>Outbound high water mark in whole messages for each subscriber, 0 for no limit; a negative value is ignored (default: 1000).</summary>
    public int HighWatermark
    {
        get => _highWatermark;
        internal set => _highWatermark = value >= 0 ? value : _highWatermark;
    }

    /// <summary>Writes to the category <c>zmq</c>.</summary>
    protected internal ILogger Logger { get; internal set; } = NullLogger.Instance;

    /// <summary>Whether there is a line of log for each message. Asked before anything is made ready for it: that costs more than asking.</summary>
    private protected bool IsLogging => Logger.IsEnabled(LogLevel.Debug);

    /// <summary>What it has to be told of a transaction added to the mempool, by far the most frequent event: with the rest nothing would happen.</summary>
    internal virtual MempoolCalls MempoolCalls => MempoolCalls.Both;

    /// <summary>Gets ready to publish; false fails the start of the whole interface.</summary>
    /// <param name="sockets">The sockets all notifiers share.</param>
    internal abstract bool Initialize(PublisherSockets sockets);

    /// <summary>Gives up what <see cref="Initialize"/> took; also called when that failed or never ran.</summary>
    internal abstract void Shutdown();

    /// <summary>The tip moved to this block.</summary>
    protected internal virtual bool NotifyBlock(BlockIndex index) => true;

    /// <summary>A block was connected; its transactions have been told before.</summary>
    protected internal virtual bool NotifyBlockConnect(BlockIndex index) => true;

    /// <summary>A block was disconnected; its transactions have been told before.</summary>
    protected internal virtual bool NotifyBlockDisconnect(BlockIndex index) => true;

    /// <summary>A transaction entered the mempool, or came with a block that was connected or disconnected.</summary>
    protected internal virtual bool NotifyTransaction(Transaction transaction) => true;

    /// <summary>A transaction entered the mempool; follows <see cref="NotifyTransaction"/>.</summary>
    protected internal virtual bool NotifyTransactionAcceptance(Transaction transaction, ulong mempoolSequence) => true;

    /// <summary>A transaction left the mempool other than by a block.</summary>
    protected internal virtual bool NotifyTransactionRemoval(Transaction transaction, ulong mempoolSequence) => true;
}
