using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using ZmqNative.Interop;
using ZmqNative.Protocol;
using ZmqNative.Queries;
using ZmqNative.Security;
using ZmqNative.Subscribing;

namespace ZmqNative.Link;

/// <summary>
/// A link between two nodes, or two threads of one (PAIR): notifications and queries both ways, with
/// exactly one peer. Nothing is dropped for want of room: a sender waits until the peer reads.
/// </summary>
/// <remarks>
/// Any thread may call; one reads at a time. A link that breaks comes back by itself, and what was
/// under way then is lost, which the reader sees as a <see cref="Gap"/>. docs/link.md says when
/// this is the right choice.
/// </remarks>
public sealed class NodeLink : IDisposable
{
    private readonly LinkReader _reader;
    private readonly LinkSender _sender;
    private readonly LinkAsks _asks;
    private readonly LinkConnection _connection;

    /// <summary>Binds or connects; what happens is read with <see cref="ReadAllAsync"/>.</summary>
    /// <param name="options">Read once.</param>
    /// <param name="loggerFactory">Category <c>ZmqNative.Link</c> (default: no log).</param>
    /// <exception cref="ArgumentException">An option is invalid.</exception>
    /// <exception cref="ZmqException">The address cannot be bound or connected to.</exception>
    /// <exception cref="IOException">A certificate, passwords or the login cannot be read.</exception>
    /// <exception cref="InvalidDataException">
    /// A certificate or the login is none, or others can read the login.
    /// </exception>
    /// <exception cref="NotSupportedException">libzmq has no CURVE.</exception>
    public NodeLink(NodeLinkOptions options, ILoggerFactory? loggerFactory = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Check();
        ILogger logger = loggerFactory?.CreateLogger(LinkLog.Category) ?? NullLogger.Instance;
        string address = options.Bind ?? options.Connect!;
        _reader = new LinkReader(address, options.MaxQueued, credit => _connection!.Grant(credit));
        _sender = new LinkSender((topic, body, counter) => _connection!.Send(topic, body, counter));
        _asks = new LinkAsks(request => _connection!.Send(LinkProtocol.Ask, request), options.QueryTimeout);
        Peer = new QueryCalls(_asks.AskAsync);
        _connection = new LinkConnection(options, address, _reader, _sender, _asks, logger, loggerFactory);
        if (options is { Bind: not null, Curve: null, Plain: null }
            && !AllowedAddresses.IsLocalEndpoint(_connection.Endpoint))
        {
            LinkLog.Exposed(logger, _connection.Endpoint);
        }
        _connection.Start();
    }

    /// <summary>The address as it was bound, with the port that was chosen; or as connected to.</summary>
    public string Address => _connection.Endpoint;

    /// <summary>
    /// Asks the peer. A query that the peer does not answer in time fails with
    /// <see cref="TimeoutException"/>, one that it refuses with <see cref="NodeQueryException"/>.
    /// </summary>
    public INodeQueries Peer { get; }

    /// <summary>
    /// Sends a notification, as soon as there is a peer that has room for it.
    /// </summary>
    /// <param name="topic">Its topic, one of Core's or another: 1 to 255 printable ASCII characters.</param>
    /// <param name="body">Its body as Core's notifier writes it; must not change any more.</param>
    /// <param name="cancellationToken">Ends the wait; the notification is then not sent.</param>
    /// <exception cref="ArgumentException">No such topic, or a body that it cannot have.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    /// <exception cref="ObjectDisposedException">The link is disposed of.</exception>
    public ValueTask SendAsync(
        string topic, ReadOnlyMemory<byte> body, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(topic);
        if (topic.Length > byte.MaxValue || topic.AsSpan().ContainsAnyExceptInRange(' ', '~'))
        {
            throw new ArgumentException($"A topic has 1 to 255 printable ASCII characters: '{topic}'.", nameof(topic));
        }
        if (Topic.Core.FirstOrDefault(known => known.Name == topic)?.WhyMalformed(body.Span) is { } wrong)
        {
            throw new ArgumentException($"The body of {topic}: {wrong}.", nameof(body));
        }
        return _sender.SendAsync(topic, body, cancellationToken);
    }

    /// <summary>
    /// What comes: the peer's notifications, <see cref="HandshakeDone"/> and
    /// <see cref="Disconnected"/> as the link is up and down, <see cref="Gap"/> and
    /// <see cref="PublisherRestarted"/> for what the peer's counters reveal, <see cref="Waiting"/> and
    /// <see cref="PeerRefused"/>. It ends when the link is disposed of.
    /// </summary>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async IAsyncEnumerable<StreamItem> ReadAllAsync(
        [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        await foreach (StreamItem item in _reader.Items.ReadAllAsync(cancellationToken).ConfigureAwait(false))
        {
            _reader.Read(item);
            yield return item;
        }
    }

    /// <summary>Says goodbye to the peer, and ends what waits.</summary>
    public void Dispose()
    {
        ObjectDisposedException ended = new(nameof(NodeLink));
        _sender.End(ended);
        _asks.Fail(ended);
        _connection.Dispose();
        _reader.End();
    }
}
