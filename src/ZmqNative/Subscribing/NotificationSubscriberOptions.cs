using ZmqNative.Interop;

namespace ZmqNative.Subscribing;

/// <summary>What a subscriber subscribes to, and how it heals. Read once, when the subscriber is made.</summary>
public sealed class NotificationSubscriberOptions
{
    /// <summary>
    /// Where publishers are bound: <c>tcp://127.0.0.1:28332</c>, <c>tcp://[::1]:28332</c>, <c>unix:/path</c>, <c>unix:///path</c>, <c>ipc:///path</c>. What only a publisher
    /// can use, <c>0.0.0.0</c>, <c>*</c> and <c>[::]</c>, becomes this machine's loopback address.
    /// </summary>
    public IList<string> Addresses { get; init; } = [];

    /// <summary>Topics, or beginnings of topics; none means all there are (default).</summary>
    public IList<string> Topics { get; init; } = [];

    /// <summary>How many items wait for the consumer at most (default: 10,000).</summary>
    public int QueueCapacity { get; set; } = 10_000;

    /// <summary>What happens when as many are waiting (default: <see cref="OverflowPolicy.Wait"/>).</summary>
    public OverflowPolicy Overflow { get; set; }

    /// <summary>
    /// ZMQ_RCVHWM: messages that libzmq itself keeps for each address beyond the queue (default: 0, no limit, so that a burst is not lost while the consumer is at work). A limit
    /// bounds the memory of a consumer that waits; what exceeds it stays with the publisher, whose own limit, Core's 1000, is next, and what exceeds that is lost and seen as a gap.
    /// With a limit and <see cref="OverflowPolicy.Wait"/> a second connection is made for heartbeats, since their answers would be behind what is not read.
    /// </summary>
    public int ReceiveHighWatermark { get; set; }

    /// <summary>How long without traffic until the connection is probed, by TCP keepalive and by ZMTP heartbeat (default: 10 s); zero switches both off.</summary>
    public TimeSpan HeartbeatInterval { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>How long a probed connection may stay silent before it is given up (default: 20 s).</summary>
    public TimeSpan HeartbeatTimeout { get; set; } = TimeSpan.FromSeconds(20);

    /// <summary>How long a connection and its handshake may take each (default: 10 s).</summary>
    public TimeSpan ConnectTimeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>How long after a broken connection a new one is tried (default: 100 ms); doubled with each failure.</summary>
    public TimeSpan ReconnectInterval { get; set; } = TimeSpan.FromMilliseconds(100);

    /// <summary>The longest time between two attempts (default: 5 s).</summary>
    public TimeSpan MaxReconnectInterval { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>
    /// The watchdog: for each topic, by its full name, how long it may be silent before <see cref="Stalled"/> is reported and the connection made anew. None by default:
    /// only you know how often your topics come. On mainnet, for hashblock, 90 minutes are almost always exceeded by trouble only.
    /// </summary>
    public IDictionary<string, TimeSpan> StallAfter { get; init; } = new Dictionary<string, TimeSpan>();

    /// <summary>After what time <see cref="TopicUnseen"/> is reported for a topic of <see cref="Topics"/> that never came (default: 10 minutes); zero is never.</summary>
    public TimeSpan UnseenAfter { get; set; } = TimeSpan.FromMinutes(10);

    /// <summary>Topics of which it is known already, from a node, that no publisher has them: reported as unseen at once.</summary>
    public IList<string> MissingTopics { get; init; } = [];

    /// <summary>
    /// Called for each new socket before it connects, to set what is not above: CURVE keys, a SOCKS proxy, buffers, another limit
    /// than 64 MiB for a part of a message. Not ZMQ_CONFLATE, which keeps one part of a
    /// message and would corrupt them: it is refused. ZMQ_RECONNECT_IVL and the options above are set by the subscriber.
    /// </summary>
    public Action<ZmqSocket>? ConfigureSocket { get; set; }
}
