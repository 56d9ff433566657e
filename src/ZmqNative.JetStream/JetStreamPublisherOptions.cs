using Microsoft.Extensions.Configuration;

namespace ZmqNative.JetStream;

/// <summary>The options of a <see cref="JetStreamPublisher"/>; they are read once, when it is created.</summary>
public sealed class JetStreamPublisherOptions : JetStreamConnectionOptions
{
    private static readonly TimeSpan s_shortestAge = TimeSpan.FromMinutes(2);

    /// <summary>
    /// -jetstreammaxage: the age after which messages leave the stream, 2 minutes or more (default:
    /// 24 hours).
    /// </summary>
    [ConfigurationKeyName("jetstreammaxage")]
    public TimeSpan MaxAge { get; set; } = TimeSpan.FromHours(24);

    /// <summary>
    /// -jetstreammaxbytes: the size of the stream in bytes beyond which the oldest messages leave it;
    /// 16 MiB or more (default: 10,000,000,000).
    /// </summary>
    [ConfigurationKeyName("jetstreammaxbytes")]
    public long MaxBytes { get; set; } = 10_000_000_000;

    /// <summary>
    /// -jetstreamreplicas: on how many servers of a cluster each message is stored, 1, 3 or 5; null is
    /// 3 in a cluster and 1 on a single server (default: null).
    /// </summary>
    [ConfigurationKeyName("jetstreamreplicas")]
    public int? Replicas { get; set; }

    /// <summary>
    /// -jetstreambuffer: the bytes of messages that are kept while they cannot be stored, 1 MiB or
    /// more; beyond it they are left to the publisher's history, if it has one, or else the oldest are
    /// dropped, which is logged (default: 268,435,456).
    /// </summary>
    [ConfigurationKeyName("jetstreambuffer")]
    public long BufferBytes { get; set; } = 256 << 20;

    /// <summary>How long a lease lasts that is not renewed. It is renewed each third of it.</summary>
    internal TimeSpan LeaseTime { get; init; } = TimeSpan.FromSeconds(3);

    /// <summary>
    /// How long the server remembers ids. Bounded in practice by the memory of the server, and by the
    /// time it takes to read them at its start.
    /// </summary>
    internal TimeSpan DuplicateWindow { get; init; } = s_shortestAge;

    /// <inheritdoc/>
    internal override void Check()
    {
        base.Check();
        if (MaxAge < s_shortestAge)
        {
            throw new ArgumentException($"MaxAge is {MaxAge}, which is below {s_shortestAge}.");
        }
        if (MaxBytes < 16 << 20)
        {
            throw new ArgumentException($"MaxBytes is {MaxBytes}, which is below 16 MiB.");
        }
        if (BufferBytes < 1 << 20)
        {
            throw new ArgumentException($"BufferBytes is {BufferBytes}, which is below 1 MiB.");
        }
        if (Replicas is not (null or 1 or 3 or 5))
        {
            throw new ArgumentException($"Replicas is {Replicas}, but takes 1, 3 or 5.");
        }
    }
}
