using System.Runtime.CompilerServices;
using Microsoft.Extensions.Logging;
using ZmqNative.Interop;
using ZmqNative.Security;

namespace ZmqNative.History;

/// <summary>
/// Queries a publisher's history (docs/history-protocol.md). All members may be called from any
/// thread, also simultaneously: each call has a connection of its own.
/// </summary>
public sealed class HistoryClient : IDisposable
{
    private readonly string _address;
    private readonly ZmqContext _context = new();
    private readonly ClientSecurity? _security;

    /// <summary>Creates a client; nothing is connected before the first call.</summary>
    /// <param name="address">
    /// The server's address: <c>tcp://127.0.0.1:28339</c>, the publisher's <c>-zmqhistory</c>.
    /// </param>
    /// <param name="curveServerKey">The server's public key in Z85 (default: no encryption).</param>
    /// <param name="curveCertificate">
    /// The client's secret certificate file; without it a key is made up for this client.
    /// </param>
    /// <param name="plainLogin">
    /// A file with <c>NAME:PASSWORD</c> for a server that uses PLAIN, which only its owner may read
    /// (mode 0600; default: no PLAIN).
    /// </param>
    /// <param name="loggerFactory">
    /// Warns of a secret file that others can read, and of PLAIN beyond loopback.
    /// </param>
    /// <exception cref="ArgumentException">
    /// The server's key is none, or is missing, or CURVE and PLAIN are both configured.
    /// </exception>
    /// <exception cref="InvalidDataException">
    /// The certificate or the login is none, or others can read the login.
    /// </exception>
    /// <exception cref="NotSupportedException">libzmq has no CURVE.</exception>
    /// <exception cref="IOException">The certificate or the login cannot be read.</exception>
    public HistoryClient(
        string address, string? curveServerKey = null, string? curveCertificate = null, string? plainLogin = null,
        ILoggerFactory? loggerFactory = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(address);
        _address = address;
        _security = ClientSecurity.Create(curveServerKey, curveCertificate, plainLogin, [address], loggerFactory);
    }

    /// <summary>
    /// How long a reply may take, with the time to connect (default: 5 s); then
    /// <see cref="HistoryError.NoAnswer"/>.
    /// </summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>The identity of the publisher's stream, and what its history holds.</summary>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="HistoryException">The server refuses or does not answer.</exception>
    public async Task<HistoryInfo> GetInfoAsync(CancellationToken cancellationToken = default)
    {
        using HistoryConnection connection = Connect();
        connection.Send(HistoryRequestWriter.Simple(HistoryProtocol.Info));
        return await connection.ReceiveInfoAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>The newest message of each topic of each notifier.</summary>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="HistoryException">The server refuses or does not answer.</exception>
    public async Task<IReadOnlyList<HistoryMessage>> GetNewestAsync(CancellationToken cancellationToken = default)
    {
        using HistoryConnection connection = Connect();
        connection.Send(HistoryRequestWriter.Simple(HistoryProtocol.Newest));
        return (await connection.ReceiveChunkAsync(cancellationToken).ConfigureAwait(false)).Messages;
    }

    /// <summary>Everything after a position, up to the stream's last message.</summary>
    /// <param name="after">
    /// A saved position, also one of an earlier stream of this publisher; null for the oldest
    /// message held.
    /// </param>
    /// <param name="notifiers">
    /// The notifiers whose messages are wanted, by the <see cref="HistoryNotifier.Place"/> that they
    /// have now; what they published in earlier lives of the publisher comes, too (default: all).
    /// </param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>
    /// At least one chunk; the last one has <see cref="HistoryChunk.IsLast"/>. A slow reader slows
    /// the server down and costs it one chunk.
    /// </returns>
    /// <exception cref="HistoryException">
    /// The server refuses, with <see cref="HistoryError.UnknownStream"/> a position of another
    /// stream, or does not answer.
    /// </exception>
    public IAsyncEnumerable<HistoryChunk> ReadAsync(
        StreamPosition? after, IReadOnlyCollection<int>? notifiers = null,
        CancellationToken cancellationToken = default) =>
        ReadChunksAsync(HistoryRequestWriter.From(after, notifiers), cancellationToken);

    /// <summary>
    /// A range of one notifier's message sequences. Where they have restarted since, the newest run
    /// with any of the range counts.
    /// </summary>
    /// <param name="topic">The topic.</param>
    /// <param name="first">The first message sequence.</param>
    /// <param name="last">
    /// The last; less than <paramref name="first"/> if the sequence wrapped in between.
    /// </param>
    /// <param name="address">
    /// The notifier's address, as configured or as bound; only needed if several notifiers publish
    /// the topic.
    /// </param>
    /// <param name="place">
    /// The notifier's <see cref="HistoryNotifier.Place"/>; only needed if several publish the topic
    /// at one address.
    /// </param>
    /// <param name="number">
    /// The run's <see cref="HistoryNotifier.Number"/>, where the newest one is not meant.
    /// </param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="HistoryException">
    /// <see cref="HistoryError.UnknownNotifier"/>: none, or more than one, matches;
    /// <see cref="HistoryError.Range"/>: nothing of it is held; or the server does not answer.
    /// </exception>
    public IAsyncEnumerable<HistoryChunk> ReadRangeAsync(
        string topic, uint first, uint last, string? address = null, int? place = null, int? number = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(topic);
        return ReadChunksAsync(
            HistoryRequestWriter.Range(topic, address, place, number, first, last), cancellationToken);
    }

    /// <summary>Ends the calls that wait, with <see cref="ObjectDisposedException"/>.</summary>
    public void Dispose()
    {
        _context.Dispose();
        _security?.Dispose();
    }

    private async IAsyncEnumerable<HistoryChunk> ReadChunksAsync(
        byte[] request, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using HistoryConnection connection = Connect();
        connection.Send(request);
        bool isLast;
        do
        {
            HistoryChunk chunk = await connection.ReceiveChunkAsync(cancellationToken).ConfigureAwait(false);
            isLast = chunk.IsLast;
            yield return chunk;
            if (!isLast)
            {
                connection.Send(HistoryRequestWriter.More);
            }
        }
        while (!isLast);
    }

    private HistoryConnection Connect() => new(_context, _address, _security, Timeout);
}
