using Microsoft.Extensions.Configuration;
using ZmqNative.History;
using ZmqNative.Security;

namespace ZmqNative.Publishing;

/// <summary>
/// The addresses at which each type is published. Configuration keys are Core's option names
/// without the dash. The options are read once, when the interface is created.
/// </summary>
/// <remarks>
/// An address is what libzmq binds (<c>tcp://127.0.0.1:28332</c>) or <c>unix:</c> and a path.
/// </remarks>
public sealed class ZmqNotificationOptions
{
    /// <summary>-zmqpubhashblock: addresses for the hash of each new tip (default: none).</summary>
    [ConfigurationKeyName("zmqpubhashblock")]
    public IList<string> PubHashBlock { get; set; } = [];

    /// <summary>-zmqpubhashtx: addresses for txids (default: none).</summary>
    [ConfigurationKeyName("zmqpubhashtx")]
    public IList<string> PubHashTransaction { get; set; } = [];

    /// <summary>-zmqpubrawblock: addresses for each new tip's block (default: none).</summary>
    [ConfigurationKeyName("zmqpubrawblock")]
    public IList<string> PubRawBlock { get; set; } = [];

    /// <summary>-zmqpubrawtx: addresses for transactions (default: none).</summary>
    [ConfigurationKeyName("zmqpubrawtx")]
    public IList<string> PubRawTransaction { get; set; } = [];

    /// <summary>-zmqpubsequence: addresses for block and mempool changes (default: none).</summary>
    [ConfigurationKeyName("zmqpubsequence")]
    public IList<string> PubSequence { get; set; } = [];

    /// <summary>
    /// -zmqpubhashblockhwm: messages queued for each subscriber before they are dropped; 0 is no
    /// limit, negative is ignored (default: 1000).
    /// </summary>
    [ConfigurationKeyName("zmqpubhashblockhwm")]
    public int PubHashBlockHighWatermark { get; set; } = Notifier.DefaultHighWatermark;

    /// <summary>
    /// -zmqpubhashtxhwm: messages queued for each subscriber before they are dropped; 0 is no
    /// limit, negative is ignored (default: 1000).
    /// </summary>
    [ConfigurationKeyName("zmqpubhashtxhwm")]
    public int PubHashTransactionHighWatermark { get; set; } = Notifier.DefaultHighWatermark;

    /// <summary>
    /// -zmqpubrawblockhwm: messages queued for each subscriber before they are dropped; 0 is no
    /// limit, negative is ignored (default: 1000).
    /// </summary>
    [ConfigurationKeyName("zmqpubrawblockhwm")]
    public int PubRawBlockHighWatermark { get; set; } = Notifier.DefaultHighWatermark;

    /// <summary>
    /// -zmqpubrawtxhwm: messages queued for each subscriber before they are dropped; 0 is no limit,
    /// negative is ignored (default: 1000).
    /// </summary>
    [ConfigurationKeyName("zmqpubrawtxhwm")]
    public int PubRawTransactionHighWatermark { get; set; } = Notifier.DefaultHighWatermark;

    /// <summary>
    /// -zmqpubsequencehwm: messages queued for each subscriber before they are dropped; 0 is no
    /// limit, negative is ignored (default: 1000).
    /// </summary>
    [ConfigurationKeyName("zmqpubsequencehwm")]
    public int PubSequenceHighWatermark { get; set; } = Notifier.DefaultHighWatermark;

    /// <summary>
    /// Options of types added to <see cref="NotifierFactories"/>, by type: <c>pubhashwallettx</c>.
    /// </summary>
    public IDictionary<string, NotifierOptions> Additional { get; } =
        new Dictionary<string, NotifierOptions>(StringComparer.Ordinal);

    /// <summary>
    /// -zmqcurve…: encrypts all addresses and lets in only invited clients (default: null, off, as
    /// Core, which has no such options).
    /// </summary>
    [ConfigurationKeyName("zmqcurve")]
    public CurveOptions? Curve { get; set; }

    /// <summary>
    /// -zmqplain…: lets in only clients with a password, unencrypted (default: null, off, as Core, which
    /// has no such options).
    /// </summary>
    [ConfigurationKeyName("zmqplain")]
    public PlainOptions? Plain { get; set; }

    /// <summary>
    /// Whether a key or name that is taken off the list loses its open connections, too (default: false,
    /// they go on). The lists are then looked at each second.
    /// </summary>
    /// <remarks>
    /// libzmq cannot end a single connection: the sockets are closed and bound again, so all subscribers
    /// lose what is queued for them and what is published until they have connected again.
    /// </remarks>
    public bool RevokeNow { get; set; }

    /// <summary>
    /// The most bytes of messages that subscribers have not taken, over all addresses; above it all
    /// connections are ended, which frees them (default: 0, no limit, as Core). For a high water mark of
    /// 0, with which a subscriber that stops reading fills the memory.
    /// </summary>
    /// <remarks>
    /// Bodies are counted with 256 bytes for each message, and copied once. Begin and end are logged as
    /// warnings, category <c>zmq</c>. Subscribers connect again and report a gap or a discontinuity.
    /// </remarks>
    public long UnsentLimit { get; set; }

    /// <summary>
    /// -zmqhistory and others: keeps what is published, and answers questions about it (default:
    /// null, nothing is kept, as in Core).
    /// </summary>
    [ConfigurationKeyName("zmqhistory")]
    public HistoryOptions? History { get; set; }

    /// <summary>
    /// Whether an address that cannot be published on is a <see cref="NotificationStartException"/>,
    /// thrown when all sockets are closed (default: false, as Core: no notification is published,
    /// the node continues, and only the log at level debug reports it). It is one, too, for a history
    /// that cannot be kept in its folder, and by default is in memory then.
    /// </summary>
    public bool ThrowOnStartFailure { get; set; }

    /// <summary>
    /// How long nothing is published before the sockets are closed, from 0 to one minute (default:
    /// 50 ms). Core closes at once, as 0 does.
    /// </summary>
    /// <remarks>
    /// libzmq, 4.3.5 included, may end the process, or never end the context, if a subscriber leaves
    /// at the moment of the close while it is being sent something. The libzmq of
    /// <c>ZmqNative.Runtime</c> has a patch against it.
    /// </remarks>
    public TimeSpan QuietBeforeClose { get; set; } = TimeSpan.FromMilliseconds(50);

    /// <summary>
    /// The addresses and the high water mark of a type; no address when it is not configured.
    /// </summary>
    internal NotifierOptions Of(string type) => type switch
    {
        "pubhashblock" => new(PubHashBlock, PubHashBlockHighWatermark),
        "pubhashtx" => new(PubHashTransaction, PubHashTransactionHighWatermark),
        "pubrawblock" => new(PubRawBlock, PubRawBlockHighWatermark),
        "pubrawtx" => new(PubRawTransaction, PubRawTransactionHighWatermark),
        "pubsequence" => new(PubSequence, PubSequenceHighWatermark),
        _ => Additional.TryGetValue(type, out NotifierOptions? options)
            ? options : new([], Notifier.DefaultHighWatermark),
    };
}
