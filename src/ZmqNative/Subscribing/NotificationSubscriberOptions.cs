using ZmqNative.Bitcoin;
using ZmqNative.History;
using ZmqNative.Interop;
using ZmqNative.Protocol;

namespace ZmqNative.Subscribing;

/// <summary>The options of a subscriber; they are read once, when it is created.</summary>
public sealed class NotificationSubscriberOptions
{
    /// <summary>
    /// The addresses of publishers, at least one: <c>tcp://127.0.0.1:28332</c>,
    /// <c>tcp://[::1]:28332</c>, <c>unix:/path</c>, <c>unix:///path</c>, <c>ipc:///path</c>. The
    /// wildcards of a publisher, <c>0.0.0.0</c>, <c>*</c> and <c>[::]</c>, are replaced by this
    /// machine's loopback address.
    /// </summary>
    public IList<string> Addresses { get; init; } = [];

    /// <summary>
    /// Topics, or prefixes of topics, to subscribe to; none subscribes to all (default).
    /// </summary>
    public IList<string> Topics { get; init; } = [];

    /// <summary>
    /// The most notifications that wait for consumers; 1 or more (default: 10,000).
    /// </summary>
    public int QueueCapacity { get; set; } = 10_000;

    /// <summary>
    /// What happens when the queue is full (default: <see cref="OverflowPolicy.Wait"/>).
    /// </summary>
    public OverflowPolicy Overflow { get; set; }

    /// <summary>
    /// ZMQ_RCVHWM: whole messages that libzmq queues for each address, in addition to the
    /// subscriber's queue; 0 is no limit (default: 0, so that no burst is lost while the consumer
    /// is busy).
    /// </summary>
    /// <remarks>
    /// A limit bounds the memory that a slow consumer needs. Messages beyond it stay with the
    /// publisher; what exceeds the publisher's own mark, Core's is 1,000, is lost and reported as a
    /// <see cref="Gap"/>. With a limit and <see cref="OverflowPolicy.Wait"/> a second connection is
    /// opened for heartbeats, because their answers would queue behind unread messages.
    /// </remarks>
    public int ReceiveHighWatermark { get; set; }

    /// <summary>
    /// ZMQ_HEARTBEAT_IVL and ZMQ_TCP_KEEPALIVE_IDLE: the time without traffic after which the
    /// connection is probed (default: 10 s); zero turns both probes off.
    /// </summary>
    /// <remarks>
    /// Whether a publisher answers heartbeats is found out on a short connection before the first
    /// one for messages. One that does not is used without them: then TCP keepalive notices a lost
    /// connection, and <see cref="StallAfter"/> a frozen publisher.
    /// </remarks>
    public TimeSpan HeartbeatInterval { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>
    /// ZMQ_HEARTBEAT_TIMEOUT: the time after which a probed connection without an answer is closed
    /// (default: 20 s). TCP keepalive is set to the same.
    /// </summary>
    public TimeSpan HeartbeatTimeout { get; set; } = TimeSpan.FromSeconds(20);

    /// <summary>
    /// ZMQ_CONNECT_TIMEOUT and ZMQ_HANDSHAKE_IVL: the longest time for a connection, and again for
    /// its handshake (default: 10 s).
    /// </summary>
    public TimeSpan ConnectTimeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>
    /// The back-off before the first attempt to reconnect (default: 10 ms), each time varied at
    /// random by up to a quarter. It is doubled with each failed attempt; but while an address of
    /// this machine (loopback or a unix socket) refuses, it stays as it is, because a node publishes
    /// its first block some 100 ms after it binds the address, and such an attempt costs nobody else.
    /// </summary>
    public TimeSpan ReconnectInterval { get; set; } = TimeSpan.FromMilliseconds(10);

    /// <summary>
    /// The longest back-off between two attempts where it is doubled, before it is varied (default:
    /// 5 s).
    /// </summary>
    public TimeSpan MaxReconnectInterval { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>
    /// For each topic, by its full name, the time of silence after which <see cref="Stalled"/> is
    /// reported and the subscriber reconnects (default: none).
    /// </summary>
    /// <remarks>
    /// The time of a topic that has no record in <see cref="Records"/> begins with its first message.
    /// The right time depends on the topic and the chain. On mainnet, 90 minutes without a block
    /// happen about once in two months.
    /// </remarks>
    public IDictionary<string, TimeSpan> StallAfter { get; init; } = new Dictionary<string, TimeSpan>();

    /// <summary>
    /// The time after which <see cref="Waiting"/> is reported for each topic of
    /// <see cref="Topics"/> that was not received (default: 10 minutes); zero is never.
    /// </summary>
    public TimeSpan UnseenAfter { get; set; } = TimeSpan.FromMinutes(10);

    /// <summary>
    /// Topics that no publisher has, as a node's <c>getzmqnotifications</c> shows:
    /// <see cref="Waiting"/> is reported for them when the subscriber starts (default: none).
    /// </summary>
    public IList<string> MissingTopics { get; init; } = [];

    /// <summary>
    /// How the record of each topic is created. Core's five are there; a topic of your own is one
    /// more entry, with a record derived from <see cref="Notification"/> or
    /// <see cref="RawNotification"/>. Messages of other topics become an
    /// <see cref="OtherNotification"/>. Called on the receiving thread, after the topic's rule has
    /// accepted the body.
    /// </summary>
    public IDictionary<Topic, Func<ReceivedNotification, Notification>> Records { get; } =
        NotificationParser.CoreRecords();

    /// <summary>
    /// Whether messages that a publisher dropped at a block are made from the block itself (default:
    /// false). They are marked <see cref="Notification.Recovered"/>, and no <see cref="Gap"/> is
    /// reported for them.
    /// </summary>
    /// <remarks>
    /// Needs <c>sequence</c>, <c>hashblock</c> or <c>rawblock</c> at the same address, and the block:
    /// from <c>rawblock</c>, or from <see cref="GetBlock"/>. What was published is certain only where
    /// the counters fit exactly; everything else stays a <see cref="Gap"/>. A message behind a loss
    /// waits for the block, for <see cref="FillWithin"/> at most.
    /// </remarks>
    public bool FillGaps { get; set; }

    /// <summary>
    /// With <see cref="FillGaps"/>: asks a node for a block that did not arrive, in its network
    /// serialisation with witness; ZmqNative.Node's <c>NodeRpc.GetBlockAsync</c> (default: none). It is
    /// called on the thread pool; what it throws leaves the gap.
    /// </summary>
    public Func<Hash256, CancellationToken, Task<byte[]>>? GetBlock { get; set; }

    /// <summary>
    /// The addresses of the publishers' histories (<c>-zmqhistory</c>): one for each of
    /// <see cref="Addresses"/> in their order, or one for all (default: none). What was lost is asked for
    /// there and comes at its place, marked <see cref="Notification.Recovered"/>. The keys of CURVE are
    /// the subscriber's.
    /// </summary>
    /// <remarks>
    /// Also what was published while there was no connection, and what a restarted publisher sent before
    /// it was found again: <see cref="PublisherRestarted"/> follows from the stream's identity then, not
    /// from the counters. Nothing is received while the history is asked, so it comes in order. A history
    /// that does not answer within <see cref="FillWithin"/> leaves the <see cref="Gap"/>.
    /// </remarks>
    public IList<string> History { get; init; } = [];

    /// <summary>
    /// With <see cref="History"/>: everything after this position comes first, from the history, and
    /// then the live stream without a gap or a duplicate (default: null, from now on).
    /// <see cref="NotificationSubscriber.GetPositionAsync"/> has the position to save. It covers all
    /// topics of one publisher, so use it with one address.
    /// </summary>
    /// <remarks>
    /// Until the history answers, nothing comes but <see cref="Waiting"/>. What it does not have any more
    /// is reported as <see cref="GoneFromHistory"/>.
    /// </remarks>
    public StreamPosition? ResumeFrom { get; set; }

    /// <summary>
    /// With <see cref="FillGaps"/>: the longest time that messages behind a loss wait (default: 2 s). With
    /// <see cref="History"/>: the longest time that one reply takes.
    /// </summary>
    public TimeSpan FillWithin { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>How long a history is not asked after its first failure.</summary>
    internal TimeSpan AskAgainAfter { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>
    /// ZMQ_CURVE_SERVERKEY: the publishers' public key, 40 characters of Z85 text, for publishers that
    /// use CURVE (default: null, no CURVE).
    /// </summary>
    public string? CurveServerKey { get; set; }

    /// <summary>
    /// This subscriber's secret certificate file, <c>NAME.key_secret</c>, of which the publishers have
    /// <c>NAME.key</c> (default: null, a new pair, for publishers that let in every key).
    /// </summary>
    public string? CurveCertificate { get; set; }

    /// <summary>
    /// A file with <c>NAME:PASSWORD</c> for publishers that use PLAIN, which only its owner may read (mode
    /// 0600). Both are sent readable, as the messages are (default: null, no PLAIN).
    /// </summary>
    public string? PlainLogin { get; set; }

    /// <summary>
    /// Called with each new socket before it connects, for options that are not above: a SOCKS proxy,
    /// another limit than 64 MiB for a part (default: none).
    /// </summary>
    /// <remarks>
    /// ZMQ_CONFLATE is refused, because it keeps one part of a message only, and notifications have
    /// three: <see cref="OverflowPolicy.KeepNewestOfEachTopic"/> keeps them whole. ZMQ_RECONNECT_IVL is
    /// set by the subscriber, which reconnects by itself with a socket for each connection.
    /// ZMQ_RECOVERY_IVL is for multicast and does nothing over tcp and ipc. The socket has no lock: do
    /// not use it after the call.
    /// </remarks>
    public Action<ZmqSocket>? ConfigureSocket { get; set; }

    /// <summary>
    /// Whether a message of a known topic without a counter is malformed. Bitcoin Core sends none.
    /// </summary>
    internal bool RequiresCounters { get; init; }

    /// <summary>Checks what is wrong for certain, before anything is opened.</summary>
    /// <exception cref="ArgumentException">An option is invalid.</exception>
    internal void Check()
    {
        if (Addresses.Count == 0)
        {
            throw new ArgumentException("Addresses is empty: there is nothing to subscribe to.");
        }
        if (SubscriberAddress.FindSame(Addresses) is { } same)
        {
            throw new ArgumentException(
                $"Addresses has {same.One} and {same.Other}, which are one publisher: each message would come twice.");
        }
        if (History.Count > 1 && History.Count != Addresses.Count)
        {
            throw new ArgumentException(
                $"History has {History.Count} addresses: give one, or one for each of the {Addresses.Count} of "
                + "Addresses.");
        }
        if (ResumeFrom is not null && (History.Count != 1 || Addresses.Count != 1))
        {
            throw new ArgumentException(
                $"ResumeFrom has {ResumeFrom}, a position of one publisher: give one address and its History.");
        }
        if ((FillGaps || History.Count > 0) && FillWithin <= TimeSpan.Zero)
        {
            throw new ArgumentException($"FillWithin has {FillWithin}, which is no time to wait.");
        }
        foreach (string topic in Topics)
        {
            RefuseOptionName(nameof(Topics), topic);
        }
        foreach ((string topic, TimeSpan after) in StallAfter)
        {
            RefuseOptionName(nameof(StallAfter), topic);
            string[] longer = [.. Records.Keys.Select(known => known.Name)
                .Where(known => known != topic && known.StartsWith(topic, StringComparison.Ordinal))];
            if (longer.Length > 0)
            {
                throw new ArgumentException(
                    $"StallAfter has '{topic}', but takes whole topics: {string.Join(", ", longer)}.");
            }
            if (Topics.Count > 0 && !Topics.Any(prefix => topic.StartsWith(prefix, StringComparison.Ordinal)))
            {
                throw new ArgumentException($"StallAfter has '{topic}', which Topics does not subscribe to.");
            }
            if (after <= TimeSpan.Zero)
            {
                throw new ArgumentException($"StallAfter has {after} for '{topic}', which is no time to wait.");
            }
        }
    }

    // pubhashblock and zmqpubhashblock are the types of notifiers, not topics.
    private void RefuseOptionName(string option, string name)
    {
        if (Records.Keys.FirstOrDefault(known => name == known.NotifierType || name == $"zmq{known.NotifierType}")
            is { } topic)
        {
            throw new ArgumentException($"{option} has '{name}', the name of a node's option; the topic is '{topic}'.");
        }
    }
}
