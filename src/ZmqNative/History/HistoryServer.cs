using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using ZmqNative.Interop;
using ZmqNative.Protocol;
using ZmqNative.Security;

namespace ZmqNative.History;

/// <summary>
/// Keeps what a publisher publishes, and answers clients' questions about it
/// (docs/history-protocol.md). A notification interface with the option has one; a program that
/// publishes by other means creates its own, adds its notifiers, starts it, and appends each
/// message after it was sent.
/// </summary>
/// <remarks>
/// It answers on a thread and in a context of its own, so that clients do not delay what is
/// published, and writes to disk on another thread. All members may be called from any thread.
/// </remarks>
public sealed class HistoryServer : IDisposable
{
    private readonly HistoryOptions _options;
    private readonly CurveOptions? _curve;
    private readonly PlainOptions? _plain;
    private readonly ILoggerFactory? _loggerFactory;
    private readonly ILogger _logger;
    private readonly HistoryMemory _memory;
    private readonly HistoryWriter? _writer;
    private readonly StreamPosition? _predecessor;
    private readonly Lock _gate = new();
    private readonly ConcurrentDictionary<string, HistoryHandler> _handlers = new(StringComparer.Ordinal);
    private readonly HistoryFailure _failure = new(TimeProvider.System);
    private readonly string? _cannotOpen;
    private ZmqContext? _context;
    private ServerSecurity? _security;
    private HistorySocket? _socket;
    private HistoryResponder? _responder;
    private HistoryDisk? _disk;
    private bool _disposed;

    /// <summary>Opens the store, if there is one. Nothing is bound before <see cref="Start"/>.</summary>
    /// <param name="options">Read once.</param>
    /// <param name="loggerFactory">
    /// Creates the logger, category <c>ZmqNative.History</c> (default: none).
    /// </param>
    /// <remarks>
    /// With a store that cannot be opened (<see cref="StoreFailure"/>) history is kept in memory only,
    /// which <see cref="Start"/> logs.
    /// </remarks>
    /// <exception cref="ArgumentException">The options cannot be used.</exception>
    public HistoryServer(HistoryOptions options, ILoggerFactory? loggerFactory)
        : this(options, curve: null, plain: null, loggerFactory)
    {
    }

    /// <summary>As the overload above, without a log.</summary>
    /// <inheritdoc cref="HistoryServer(HistoryOptions, ILoggerFactory)"/>
    public HistoryServer(HistoryOptions options)
        : this(options, loggerFactory: null)
    {
    }

    internal HistoryServer(
        HistoryOptions options, CurveOptions? curve, PlainOptions? plain, ILoggerFactory? loggerFactory)
    {
        ArgumentNullException.ThrowIfNull(options);
        if (options.Fault() is { } fault)
        {
            throw new ArgumentException(fault, nameof(options));
        }
        (_options, _loggerFactory) = (options, loggerFactory);
        (_curve, _plain) = options is { Curve: null, Plain: null } ? (curve, plain) : (options.Curve, options.Plain);
        _logger = loggerFactory?.CreateLogger(HistoryLog.Category) ?? NullLogger.Instance;
        StreamPosition begin = new(Guid.NewGuid(), 0);
        int firstRun = 0;
        if (options.Store is not null && TryOpenStore(out _cannotOpen) is { } store)
        {
            IReadOnlyList<StreamPosition> streams = store.Streams;
            begin = streams[^1];
            _predecessor = streams.Count > 1 ? streams[^2] : null;
            firstRun = store.Notifiers.Select(run => run.Notifier.Number + 1).DefaultIfEmpty().Max();
            _memory = new HistoryMemory(options, begin, firstRun);
            _writer = new HistoryWriter(_memory, store, options.CommitInterval, _failure, _logger);
        }
        _memory ??= new HistoryMemory(options, begin, firstRun);
    }

    /// <summary>The address as configured.</summary>
    public string Address => _options.Address!;

    /// <summary>
    /// The address as bound, with the port chosen for a wildcard; null before <see cref="Start"/>.
    /// </summary>
    public string? Endpoint => _socket?.Endpoint;

    /// <summary>The stream and the offset of its last message.</summary>
    public StreamPosition Head => new(_memory.Stream, _memory.Head);

    /// <summary>
    /// Why history is not kept on disk although that is configured, in one sentence; null if it is,
    /// or is not configured. It is logged once a minute, and null again when the disk works again.
    /// </summary>
    public string? StoreFailure => _cannotOpen ?? _failure.Reason;

    /// <summary>The identity of the stream, and what is held.</summary>
    public HistoryInfo GetInfo() => Info(new HistoryReader(_memory, _writer));

    /// <summary>Adds a notifier; they have their places in the order of these calls.</summary>
    /// <param name="type">Its type: <c>pubhashtx</c>.</param>
    /// <param name="address">Its address as configured.</param>
    /// <param name="endpoint">Its address as bound.</param>
    /// <param name="topics">The topics that it publishes.</param>
    /// <returns>Its place.</returns>
    public int AddNotifier(string type, string address, string endpoint, params string[] topics)
    {
        ArgumentNullException.ThrowIfNull(type);
        ArgumentNullException.ThrowIfNull(address);
        ArgumentNullException.ThrowIfNull(endpoint);
        ArgumentNullException.ThrowIfNull(topics);
        return _memory.Add(new HistorySource(type, [.. topics], address, endpoint));
    }

    /// <summary>Binds the address and begins to answer.</summary>
    /// <exception cref="ZmqException">
    /// The address cannot be bound: EADDRINUSE, EINVAL or another error of zmq_bind.
    /// </exception>
    /// <exception cref="InvalidDataException">The certificate is none.</exception>
    /// <exception cref="NotSupportedException">libzmq has no CURVE.</exception>
    /// <exception cref="IOException">A file of CURVE or PLAIN cannot be read.</exception>
    /// <exception cref="InvalidOperationException">It was called before.</exception>
    /// <exception cref="ObjectDisposedException">It is disposed of.</exception>
    public void Start()
    {
        using Lock.Scope scope = _gate.EnterScope();
        ObjectDisposedException.ThrowIf(_disposed, this);
        if (_responder is not null)
        {
            throw new InvalidOperationException("A history server is started once.");
        }
        string address = ZmqAddress.Translate(Address);
        _context = new ZmqContext();
        try
        {
            _security = ServerSecurity.Create(_context, _curve, _plain, onRevoked: null, _loggerFactory);
            _socket = new HistorySocket(
                _context, address, _security is null ? null : socket => _security.Protect(socket, address));
        }
        catch
        {
            Close();
            throw;
        }
        _security?.ForgetKey();
        if (_security is null && !AllowedAddresses.IsLocalEndpoint(address))
        {
            HistoryLog.Unprotected(_logger, Address);
        }
        HistoryMetrics.Begin(Address);
        _disk = _options.Directory is { } directory
            ? new HistoryDisk(Address, directory, () => StoreFailure is null) : null;
        _responder = new HistoryResponder(_memory, _writer, _socket, _security, Address, Info, _handlers, _logger);
        HistoryLog.Serving(_logger, Address, _memory.Stream);
        if (_cannotOpen is not null)
        {
            _failure.Begin(_cannotOpen, isFinal: true, reason => HistoryLog.StoreUnusable(_logger, reason));
        }
    }

    /// <summary>Keeps a message that was published; the body is copied.</summary>
    /// <param name="place">The notifier's place.</param>
    /// <param name="topic">First part.</param>
    /// <param name="messageSequence">
    /// Third part. Where it does not follow the notifier's last one, a new run begins.
    /// </param>
    /// <param name="body">Second part.</param>
    public void Append(int place, string topic, uint messageSequence, ReadOnlySpan<byte> body)
    {
        ArgumentNullException.ThrowIfNull(topic);
        if (body.Length < ZmqMessage.CopyBelow)
        {
            _memory.Append(place, topic, messageSequence, body);
            return;
        }
        ZmqMessage copy = new();
        copy.CopyFrom(body);
        _memory.Append(place, topic, messageSequence, copy);
    }

    /// <summary>Keeps a message that was published; a large body is shared, not copied.</summary>
    /// <param name="place">The notifier's place.</param>
    /// <param name="topic">First part.</param>
    /// <param name="messageSequence">Third part, as for the other overload.</param>
    /// <param name="body">Second part; still the caller's, and not to be changed.</param>
    public void Append(int place, string topic, uint messageSequence, ZmqMessage body)
    {
        ArgumentNullException.ThrowIfNull(topic);
        ArgumentNullException.ThrowIfNull(body);
        if (body.Length < ZmqMessage.CopyBelow)
        {
            _memory.Append(place, topic, messageSequence, body.Peek(0));
            return;
        }
        ZmqMessage shared = new();
        shared.ShareFrom(body);
        _memory.Append(place, topic, messageSequence, shared);
    }

    /// <summary>
    /// Ends: makes the rest durable, so that the stream can continue, and closes the connections.
    /// A second call does nothing.
    /// </summary>
    public void Dispose()
    {
        using Lock.Scope scope = _gate.EnterScope();
        if (!_disposed)
        {
            EndStream();
            Close();
            _memory.Dispose();
        }
    }

    /// <summary>Answers requests of a further name from now on.</summary>
    internal void AddHandler(string get, HistoryHandler handler) => _handlers[get] = handler;

    /// <summary>Reads what the notifiers with these places publish.</summary>
    internal HistoryTail Follow(IEnumerable<int> places) => new(_memory, _writer, places);

    /// <summary>
    /// As <see cref="Dispose"/>, and leaves the connections to the kernel: for a process that ends.
    /// </summary>
    internal void EndWithProcess()
    {
        using Lock.Scope scope = _gate.EnterScope();
        if (!_disposed)
        {
            EndStream();
        }
    }

    private void EndStream()
    {
        _disposed = true;
        _responder?.Dispose();
        _writer?.Dispose();
        _failure.Dispose();
    }

    private void Close()
    {
        _disk?.Dispose();
        _socket?.Dispose();
        _security?.Dispose();
        _context?.Dispose();
    }

    private HistoryInfo Info(HistoryReader reader) => new(
        Head, reader.Oldest, _predecessor, _writer?.Durable ?? 0, [.. reader.Runs().Select(run => run.Counters)]);

    private IHistoryStore? TryOpenStore(out string? failure)
    {
        IHistoryStore? store = null;
        try
        {
            store = _options.Store!(_options);
            string? begun = store.Open();
            IReadOnlyList<StreamPosition> streams = store.Streams;
            if (begun is not null)
            {
                HistoryLog.StoreBegun(_logger, begun);
            }
            else if (streams.Count > 1 && streams[^1].Offset == streams[^2].Offset)
            {
                HistoryLog.NewStream(_logger, streams[^2].Stream, streams[^2].Offset, streams[^1].Stream);
            }
            failure = null;
            return store;
        }
#pragma warning disable CA1031 // A store may fail with anything, and publishing goes on.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            store?.Dispose();
            failure = exception.Message;
            return null;
        }
    }
}
