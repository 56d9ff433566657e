using ZmqNative.Security;

namespace ZmqNative.Work;

/// <summary>Options of a <see cref="WorkBroker"/>. Read once, when it is created.</summary>
public sealed class WorkBrokerOptions
{
    /// <summary>
    /// Where workers connect (default: <c>tcp://127.0.0.1:*</c>, a free port of this machine).
    /// Whoever reaches it may take tasks and answer them: use a unix socket in a folder of its own,
    /// loopback, or <see cref="Curve"/>.
    /// </summary>
    public string Address { get; set; } = "tcp://127.0.0.1:*";

    /// <summary>Encrypts and lets in only invited workers (default: null, off).</summary>
    public CurveOptions? Curve { get; set; }

    /// <summary>
    /// Lets in only workers with a password, unencrypted; for loopback and unix sockets (default: null,
    /// off).
    /// </summary>
    public PlainOptions? Plain { get; set; }

    /// <summary>
    /// The number of tasks, from 1, that may be given and not yet returned in their order (default:
    /// 256). With <see cref="MaxPendingBytes"/> it bounds the memory.
    /// </summary>
    public int MaxPending { get; set; } = 256;

    /// <summary>
    /// The bytes of these tasks, from 1, beyond which no further one is begun (default: 64 MiB).
    /// </summary>
    public long MaxPendingBytes { get; set; } = 64 << 20;

    /// <summary>
    /// The greatest length of a result in bytes, from 1 (ZMQ_MAXMSGSIZE; default: 1 MiB). libzmq
    /// closes the connection of a worker that sends more.
    /// </summary>
    public long MaxResultLength { get; set; } = 1 << 20;

    /// <summary>
    /// The number of workers at a time, from 1 (default: 1000). Others are refused and said why.
    /// </summary>
    public int MaxWorkers { get; set; } = 1000;

    /// <summary>
    /// The number of workers, from 1, that may be lost with the same task before its result is an
    /// error (default: 5): a task that ends its worker must not end all of them.
    /// </summary>
    public int MaxAttempts { get; set; } = 5;

    /// <summary>
    /// How often workers are sent a heartbeat, from 10 ms to a minute (default: 1 s).
    /// </summary>
    public TimeSpan HeartbeatInterval { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>
    /// How long a worker may be silent before its tasks are given to others, from twice the
    /// <see cref="HeartbeatInterval"/> to an hour (default: 3 s).
    /// </summary>
    public TimeSpan WorkerTimeout { get; set; } = TimeSpan.FromSeconds(3);

    internal void Check()
    {
        ArgumentException.ThrowIfNullOrEmpty(Address);
        WorkLimits.Positive(MaxPending, nameof(MaxPending));
        WorkLimits.Positive(MaxPendingBytes, nameof(MaxPendingBytes));
        WorkLimits.Positive(MaxResultLength, nameof(MaxResultLength));
        WorkLimits.Positive(MaxWorkers, nameof(MaxWorkers));
        WorkLimits.Positive(MaxAttempts, nameof(MaxAttempts));
        WorkLimits.Heartbeats(HeartbeatInterval, WorkerTimeout, nameof(WorkerTimeout));
        if (ServerSecurity.Fault(Curve, Plain, revokesNow: false) is { } fault)
        {
            throw new ArgumentException(fault);
        }
    }
}
