namespace ZmqNative.Queries;

/// <summary>Options of a <see cref="NodeQueryClient"/>. Read once, when it is created.</summary>
public sealed class NodeQueryClientOptions
{
    /// <summary>
    /// The servers: addresses of histories, <c>tcp://127.0.0.1:28339</c>. At least one. The first is
    /// asked until it does not answer, then the next.
    /// </summary>
    public IList<string> Addresses { get; } = [];

    /// <summary>
    /// How long a server gets for an answer, with the time to connect; from 10 ms (default: 2.5 s).
    /// </summary>
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(2.5);

    /// <summary>
    /// How often each server is asked before the query fails, from 1 (default: 3).
    /// </summary>
    public int Attempts { get; set; } = 3;

    /// <summary>
    /// The greatest length of an answer in bytes, from 1000 (ZMQ_MAXMSGSIZE; default: 8 MiB, twice
    /// the largest block).
    /// </summary>
    public long MaxAnswerLength { get; set; } = 8 << 20;

    /// <summary>The servers' public key, in Z85 (default: null, no encryption).</summary>
    public string? CurveServerKey { get; set; }

    /// <summary>
    /// The file of the client's own keys (default: null; with a <see cref="CurveServerKey"/>, keys
    /// made for the moment).
    /// </summary>
    public string? CurveCertificate { get; set; }

    /// <summary>
    /// A file with <c>NAME:PASSWORD</c> for servers that use PLAIN, which only its owner may read
    /// (mode 0600; default: null, no PLAIN).
    /// </summary>
    public string? PlainLogin { get; set; }

    internal void Check()
    {
        if (Addresses.Count == 0 || Addresses.Any(string.IsNullOrEmpty))
        {
            throw new ArgumentException("Addresses has the address of at least one server, and no empty one.");
        }
        ArgumentOutOfRangeException.ThrowIfLessThan(Timeout, TimeSpan.FromMilliseconds(10));
        ArgumentOutOfRangeException.ThrowIfLessThan(Attempts, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(MaxAnswerLength, 1000);
    }
}
