using System.Diagnostics;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using ZmqNative.Diagnostics;
using ZmqNative.Interop;
using ZmqNative.Protocol;

namespace ZmqNative.Publishing;

/// <summary>
/// Publishes a node's events to all subscribers (Core: CZMQNotificationInterface).
/// </summary>
/// <remarks>
/// All members may be called from any thread. A lock serialises events, and they are published in
/// that order.
/// </remarks>
public sealed partial class NotificationInterface : INodeEvents, IDisposable
{
    private readonly Lock _gate = new();
    private readonly ILogger _logger;
    private readonly StartFailurePolicy _onStartFailure;
    private readonly List<Notifier> _notifiers;
    private (Notifier Notifier, MempoolCalls Calls)[] _mempoolNotifiers;
    private readonly CancellationTokenSource _ended = new();
    private ZmqContext? _context;
    private PublisherSockets? _sockets;
    private bool _initialized;
    private bool _shutdown;

    /// <summary>
    /// Creates the notifiers that the options name, in Core's order. No socket is opened before
    /// <see cref="Initialize"/>.
    /// </summary>
    /// <param name="options">The addresses of each type; later changes have no effect.</param>
    /// <param name="factories">The notifiers of all types.</param>
    /// <param name="loggerFactory">
    /// Receives Core's log messages, level debug, category <c>zmq</c>. Without it nothing is
    /// logged.
    /// </param>
    /// <exception cref="NotificationStartException">
    /// An address that node start-up refuses:
    /// <c>Invalid port specified in -zmqpubhashblock: '…'</c>.
    /// </exception>
    public NotificationInterface(
        ZmqNotificationOptions options, NotifierFactories factories, ILoggerFactory? loggerFactory = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(factories);
        if (ZmqNotificationOptionsValidator.FirstInvalidPort(options, factories.Types) is string failure)
        {
            throw new NotificationStartException(failure);
        }
        _logger = loggerFactory?.CreateLogger(Log.Category) ?? NullLogger.Instance;
        _onStartFailure = options.OnStartFailure;
        _notifiers = [.. from type in factories.Types
                         let configured = options.Of(type)
                         from address in configured.Addresses
                         select Create(factories, type, ZmqAddress.Translate(address), configured.HighWatermark)];
        _mempoolNotifiers = [.. _notifiers.Select(notifier => (notifier, notifier.MempoolCalls))
            .Where(one => one.MempoolCalls != MempoolCalls.None)];
    }

    /// <summary>
    /// Called for every connection, lost connection and handshake, with the address as configured.
    /// Set it before <see cref="Initialize"/>. It runs on one thread of its own for each address
    /// and must not throw.
    /// </summary>
    public Action<string, ZmqMonitorEvent>? ConnectionObserver { get; init; }

    /// <summary>
    /// Opens the sockets, all or none (Core: Initialize). Without notifiers nothing happens and
    /// nothing is logged.
    /// </summary>
    /// <returns>
    /// False when a notifier failed and the policy is <see cref="StartFailurePolicy.Continue"/>:
    /// then nothing is published.
    /// </returns>
    /// <exception cref="NotificationStartException">
    /// A notifier failed and the policy is <see cref="StartFailurePolicy.Throw"/>.
    /// </exception>
    /// <exception cref="DllNotFoundException">No suitable libzmq was found.</exception>
    /// <exception cref="InvalidOperationException">It was called before.</exception>
    public bool Initialize()
    {
        string? failure;
        using (_gate.EnterScope())
        {
            if (_initialized)
            {
                throw new InvalidOperationException("The notification interface is initialised once.");
            }
            failure = _notifiers.Count == 0 ? null : InitializeNotifiers();
        }
        if (failure is null)
        {
            return true;
        }
        Shutdown();
        return _onStartFailure == StartFailurePolicy.Continue ? false : throw new NotificationStartException(failure);
    }

    /// <summary>
    /// The rows of <c>getzmqnotifications</c>: active notifiers in processing order; removed ones
    /// are absent.
    /// </summary>
    public IReadOnlyList<ActiveNotification> GetActiveNotifications()
    {
        using (_gate.EnterScope())
        {
            return _sockets is null ? [] : [.. _notifiers.Select(notifier =>
                new ActiveNotification(notifier.Type, notifier.Address, notifier.HighWatermark))];
        }
    }

    /// <summary>The topics that active notifiers publish, each with the notifier's type.</summary>
    internal IReadOnlyList<PublishedTopic> GetPublishedTopics()
    {
        using (_gate.EnterScope())
        {
            return [.. _notifiers.SelectMany(notifier =>
                notifier.Topics.Select(topic => new PublishedTopic(notifier.Type, topic))).Distinct()];
        }
    }

    /// <summary>
    /// The number of messages that the active notifiers have published since they were started: the
    /// sum of their message sequences.
    /// </summary>
    public long MessagesPublished
    {
        get
        {
            using (_gate.EnterScope())
            {
                return _notifiers.OfType<PublishNotifier>().Sum(notifier => (long)notifier.MessageSequence);
            }
        }
    }

    /// <summary>
    /// The context, for sockets that forward to the publishing ones and so share their I/O thread.
    /// </summary>
    internal ZmqContext? Context => _context;

    /// <summary>Cancelled when nothing is published any more, after which sources end.</summary>
    internal CancellationToken Ended => _ended.Token;

    /// <summary>Whether a log message is written for each message.</summary>
    internal bool IsLogging => _logger.IsEnabled(LogLevel.Debug);

    /// <summary>
    /// The endpoint at which an address is bound, with the port chosen for <c>tcp://127.0.0.1:*</c>
    /// (ZMQ_LAST_ENDPOINT). Core does not query it.
    /// </summary>
    /// <param name="address">
    /// An address as configured, or of <see cref="GetActiveNotifications"/>.
    /// </param>
    /// <exception cref="InvalidOperationException">Not initialised, or shut down.</exception>
    /// <exception cref="KeyNotFoundException">No active notifier has the address.</exception>
    public string GetBoundEndpoint(string address)
    {
        using (_gate.EnterScope())
        {
            return (_sockets ?? throw new InvalidOperationException("The notification interface is not running."))
                .LastEndpoint(ZmqAddress.Translate(address));
        }
    }

    /// <summary>
    /// Closes all sockets and ends the context (Core: Shutdown). Core's linger is 0: queued
    /// messages are discarded. A second call does nothing.
    /// </summary>
    /// <param name="linger">
    /// The time in which queued messages are still sent, in whole milliseconds (default: 0).
    /// </param>
    /// <returns>
    /// True when all messages were passed to the operating system before the time ran out;
    /// always false with a linger of 0.
    /// </returns>
    public bool Shutdown(TimeSpan linger = default)
    {
        long start = Stopwatch.GetTimestamp();
        _ = _ended.CancelAsync();
        ZmqContext? context;
        using (_gate.EnterScope())
        {
            context = ShutdownNotifiers((int)linger.TotalMilliseconds);
        }
        // Outside the lock, because it waits for connection observers, which may call this
        // interface.
        context?.Terminate();
        return Stopwatch.GetElapsedTime(start) < linger;
    }

    /// <summary><see cref="Shutdown"/> with Core's linger of 0.</summary>
    public void Dispose() => Shutdown();

    private Notifier Create(NotifierFactories factories, string type, string address, int highWatermark)
    {
        Notifier notifier = factories.Create(type);
        notifier.Address = address;
        notifier.HighWatermark = highWatermark;
        notifier.Logger = _logger;
        return notifier;
    }

    private string? InitializeNotifiers()
    {
        Version version = ZmqLibrary.Version;
        _initialized = true;
        Log.LibraryVersion(_logger, version);
        Log.Initialize(_logger);
        try
        {
            _context = new ZmqContext();
        }
        catch (ZmqException exception)
        {
            Log.Error(_logger, "Unable to initialize context", exception.ErrorText);
            return $"Unable to initialize context: {exception.ErrorText}";
        }
        _sockets = new PublisherSockets(_context, _logger, ConnectionObserver);
        foreach (Notifier notifier in _notifiers)
        {
            if (!notifier.Initialize(_sockets))
            {
                Log.NotifierFailed(_logger, notifier.Type, notifier.Address);
                string hint = ZmqAddress.WhatIsMissing(notifier.Address) is { } missing ? $"{missing}. " : string.Empty;
                return $"Cannot publish on -zmq{notifier.Type}={notifier.Address}: {hint}{_sockets.Failure}";
            }
            Log.NotifierReady(_logger, notifier.Type, notifier.Address);
        }
        return null;
    }

    private ZmqContext? ShutdownNotifiers(int closeLinger)
    {
        if (!_initialized || _shutdown)
        {
            return null;
        }
        _shutdown = true;
        Log.Shutdown(_logger);
        if (_sockets is not null)
        {
            _sockets.CloseLinger = closeLinger;
            foreach (Notifier notifier in _notifiers)
            {
                Log.ShutdownNotifier(_logger, notifier.Type, notifier.Address);
                notifier.Shutdown();
            }
        }
        _notifiers.Clear();
        _mempoolNotifiers = [];
        _sockets = null;
        return _context;
    }
}
