using ZmqNative.Interop;
using ZmqNative.Queries;
using ZmqNative.Security;

namespace ZmqNative.Link;

/// <summary>Options of a <see cref="NodeLink"/>. Read once, when it is created.</summary>
public sealed class NodeLinkOptions
{
    internal const int MostQueued = 1_000_000;

    /// <summary>
    /// Where this side listens: <c>tcp://127.0.0.1:28360</c>, <c>unix:</c> and a path, or
    /// <c>inproc://name</c>. One side has <see cref="Bind"/>, the other <see cref="Connect"/>.
    /// </summary>
    public string? Bind { get; set; }

    /// <summary>Where the other side listens. It may appear later.</summary>
    public string? Connect { get; set; }

    /// <summary>
    /// The context (default: null, one of its own). Both sides of <c>inproc</c> need the same one;
    /// the caller disposes of it after the links.
    /// </summary>
    public ZmqContext? Context { get; set; }

    /// <summary>Answers the peer's queries (default: null, they are refused).</summary>
    public INodeQueries? Queries { get; set; }

    /// <summary>
    /// The number of received notifications, from 1 to a million, that wait for a reader before the
    /// peer has to wait (default: 1000).
    /// </summary>
    public int MaxQueued { get; set; } = 1000;

    /// <summary>
    /// The greatest length of a part in bytes, from 10,000 (ZMQ_MAXMSGSIZE; default: 8 MiB, twice the
    /// largest block). libzmq ends the connection of a peer that sends more.
    /// </summary>
    public long MaxMessageLength { get; set; } = 8 << 20;

    /// <summary>
    /// The number of queries a second, from 1, that the peer may ask before it is refused with
    /// <c>busy</c> (default: 1000). 64 are answered at a time.
    /// </summary>
    public int MaxQueriesPerSecond { get; set; } = 1000;

    /// <summary>How long the peer gets for an answer, from 10 ms (default: 5 s).</summary>
    public TimeSpan QueryTimeout { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>How often the peer is sent a heartbeat, from 10 ms (default: 1 s).</summary>
    public TimeSpan HeartbeatInterval { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>
    /// How long the peer may be silent before the link is down, at least twice the
    /// <see cref="HeartbeatInterval"/> (default: 3 s).
    /// </summary>
    public TimeSpan PeerTimeout { get; set; } = TimeSpan.FromSeconds(3);

    /// <summary>With <see cref="Bind"/>: encrypts, and lets in an invited peer only.</summary>
    public CurveOptions? Curve { get; set; }

    /// <summary>
    /// With <see cref="Bind"/>: lets in only a peer with a password, unencrypted; for loopback and unix
    /// sockets.
    /// </summary>
    public PlainOptions? Plain { get; set; }

    /// <summary>With <see cref="Connect"/>: the public key of the other side, in Z85.</summary>
    public string? CurveServerKey { get; set; }

    /// <summary>With <see cref="CurveServerKey"/>: the file of this side's own keys.</summary>
    public string? CurveCertificate { get; set; }

    /// <summary>
    /// With <see cref="Connect"/>: a file with <c>NAME:PASSWORD</c> for an other side that uses PLAIN,
    /// which only its owner may read (mode 0600).
    /// </summary>
    public string? PlainLogin { get; set; }

    internal void Check()
    {
        string address = Bind ?? Connect ?? "";
        if (address.Length == 0 || (Bind is not null && Connect is not null))
        {
            throw new ArgumentException("A link has either Bind or Connect.");
        }
        if (address.StartsWith("inproc://", StringComparison.Ordinal) && Context is null)
        {
            throw new ArgumentException($"{address} needs the Context that both sides share.");
        }
        if (Bind is null ? (Curve, Plain) is not (null, null) : (CurveServerKey ?? PlainLogin) is not null)
        {
            throw new ArgumentException(
                "Curve goes with Bind, and so does Plain; CurveServerKey and PlainLogin go with Connect.");
        }
        ArgumentOutOfRangeException.ThrowIfLessThan(MaxQueued, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(MaxQueued, MostQueued);
        ArgumentOutOfRangeException.ThrowIfLessThan(MaxMessageLength, 10_000);
        ArgumentOutOfRangeException.ThrowIfLessThan(MaxQueriesPerSecond, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(QueryTimeout, TimeSpan.FromMilliseconds(10));
        ArgumentOutOfRangeException.ThrowIfLessThan(HeartbeatInterval, TimeSpan.FromMilliseconds(10));
        ArgumentOutOfRangeException.ThrowIfLessThan(PeerTimeout, 2 * HeartbeatInterval);
        if (ServerSecurity.Fault(Curve, Plain, revokesNow: false) is { } fault)
        {
            throw new ArgumentException(fault);
        }
    }
}
