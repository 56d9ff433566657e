namespace ZmqNative.Work;

/// <summary>Options of a <see cref="WorkWorker"/>. Read once, when it is created.</summary>
public sealed class WorkWorkerOptions
{
    /// <summary>
    /// Where the broker is: an address of a <see cref="WorkBroker"/>. Required. It may appear later.
    /// </summary>
    public string Address { get; set; } = "";

    /// <summary>The broker's public key, in Z85 (default: null, no encryption).</summary>
    public string? CurveServerKey { get; set; }

    /// <summary>
    /// The file of the worker's own keys (default: null; with a <see cref="CurveServerKey"/>, keys
    /// made for the moment, which a broker that allows everybody accepts).
    /// </summary>
    public string? CurveCertificate { get; set; }

    /// <summary>
    /// A file with <c>NAME:PASSWORD</c> for a broker that uses PLAIN, which only its owner may read
    /// (mode 0600; default: null, no PLAIN).
    /// </summary>
    public string? PlainLogin { get; set; }

    /// <summary>
    /// The number of tasks, from 1 to 64, that a worker is given at a time: one in hand, the others
    /// wait for it in the process, so that it need not wait for them (default: 2).
    /// </summary>
    public int Slots { get; set; } = 2;

    /// <summary>
    /// The greatest length of a task in bytes, from 1 (ZMQ_MAXMSGSIZE; default: 64 MiB).
    /// </summary>
    public long MaxTaskLength { get; set; } = 64 << 20;

    /// <summary>
    /// How often the broker is sent a heartbeat, from 10 ms to a minute (default: 1 s).
    /// </summary>
    public TimeSpan HeartbeatInterval { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>
    /// How long the broker may be silent before it is connected to again, from twice the
    /// <see cref="HeartbeatInterval"/> to an hour (default: 3 s).
    /// </summary>
    public TimeSpan BrokerTimeout { get; set; } = TimeSpan.FromSeconds(3);

    internal void Check()
    {
        ArgumentException.ThrowIfNullOrEmpty(Address);
        WorkLimits.Positive(Slots, nameof(Slots));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(Slots, WorkLimits.MostSlots);
        WorkLimits.Positive(MaxTaskLength, nameof(MaxTaskLength));
        WorkLimits.Heartbeats(HeartbeatInterval, BrokerTimeout, nameof(BrokerTimeout));
    }
}
