using System.Diagnostics;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using ZmqNative.Diagnostics;
using ZmqNative.History;
using ZmqNative.Interop;
using ZmqNative.Protocol;
using ZmqNative.Security;

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
    // For an address that libzmq does not release.
    private static readonly TimeSpan s_endGrace = TimeSpan.FromSeconds(10);

    private readonly Lock _gate = new();
    private readonly ILogger _logger;
    private readonly ILoggerFactory? _loggerFactory;
    private readonly PublisherSettings _settings;
    private readonly TimeSpan _quiet;
    private readonly List<Notifier> _notifiers;
    private (Notifier Notifier, MempoolCalls Calls)[] _mempoolNotifiers;
    private readonly CancellationTokenSource _ended = new();
    private PublisherRun? _run;
    private bool _initialized;
    private bool _shutdown;

    // In milliseconds of Environment.TickCount64; 0 before the first.
    private long _lastEvent;

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
    /// <c>Invalid port specified in -zmqpubhashblock: '…'</c>; options of CURVE or PLAIN that protect nothing.
    /// </exception>
    /// <exception cref="ArgumentOutOfRangeException">
    /// <see cref="ZmqNotificationOptions.QuietBeforeClose"/> is negative or longer than a minute, or
    /// <see cref="ZmqNotificationOptions.UnsentLimit"/> is negative.
    /// </exception>
    public NotificationInterface(
        ZmqNotificationOptions options, NotifierFactories factories, ILoggerFactory? loggerFactory = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(factories);
        if (ZmqNotificationOptionsValidator.FirstFault(options, factories.Types) is string failure)
        {
            throw new NotificationStartException(failure);
        }
        _settings = PublisherSettings.Of(options);
        (_quiet, _loggerFactory) = (options.QuietBeforeClose, loggerFactory);
        _logger = loggerFactory?.CreateLogger(Log.Category) ?? NullLogger.Instance;
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
    /// False when a notifier failed: then nothing is published.
    /// </returns>
    /// <exception cref="NotificationStartException">
    /// A notifier failed, or the history cannot be kept on disk, and
    /// <see cref="ZmqNotificationOptions.ThrowOnStartFailure"/> is set.
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
        return _settings.ThrowOnStartFailure ? throw new NotificationStartException(failure) : false;
    }

    /// <summary>
    /// The rows of <c>getzmqnotifications</c>: active notifiers in processing order; removed ones
    /// are absent.
    /// </summary>
    public IReadOnlyList<ActiveNotification> GetActiveNotifications()
    {
        using (_gate.EnterScope())
        {
            return Sockets is null ? [] : [.. _notifiers.Select(notifier =>
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
    /// The history of what is published; null without <see cref="ZmqNotificationOptions.History"/>,
    /// or before <see cref="Initialize"/>.
    /// </summary>
    public HistoryServer? History => _run?.History;

    /// <summary>
    /// The context, for sockets that forward to the publishing ones and so share their I/O thread.
    /// </summary>
    internal ZmqContext? Context => _run?.Context;

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
            return (Sockets ?? throw new InvalidOperationException("The notification interface is not running."))
                .LastEndpoint(ZmqAddress.Translate(address));
        }
    }

    /// <summary>
    /// Refuses further events, closes all sockets and ends the context (Core: Shutdown). Core's
    /// linger is 0: queued messages are discarded. If something was published within
    /// <see cref="ZmqNotificationOptions.QuietBeforeClose"/>, the rest of it passes before. A second
    /// call does nothing.
    /// </summary>
    /// <param name="linger">
    /// The time in which queued messages are still sent, in whole milliseconds (default: 0). With
    /// more than 0 there is no quiet before.
    /// </param>
    /// <returns>
    /// True when all messages were passed to the operating system before the time ran out;
    /// always false with a linger of 0.
    /// </returns>
    public bool Shutdown(TimeSpan linger = default)
    {
        long start = Stopwatch.GetTimestamp();
        // The rest is outside the lock, because it waits, also for connection observers, which may
        // call this interface.
        if (TryRefuseEvents())
        {
            if (linger <= TimeSpan.Zero)
            {
                AwaitQuiet();
            }
            _run?.End(linger);
        }
        return Stopwatch.GetElapsedTime(start) < linger;
    }

    /// <summary>
    /// As <see cref="Shutdown"/>, and leaves the sockets to the kernel: for a process that ends. So
    /// nothing of libzmq can delay the end, or abort it.
    /// </summary>
    internal void ShutdownWithProcess()
    {
        if (TryRefuseEvents())
        {
            AwaitQuiet();
            History?.EndWithProcess();
        }
    }

    /// <summary><see cref="Shutdown"/> with Core's linger of 0.</summary>
    public void Dispose() => Shutdown();

    // Null unless it runs.
    private PublisherSockets? Sockets => _shutdown ? null : _run?.Sockets;

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
            _run = new PublisherRun(_logger);
        }
        catch (ZmqException exception)
        {
            Log.Error(_logger, "Unable to initialize context", exception.ErrorText);
            return $"Unable to initialize context: {exception.ErrorText}";
        }
        return _run.Start(
            _settings, _notifiers, ConnectionObserver, Revoke, () => EndConnections().Sum(one => one.Connections),
            _loggerFactory);
    }

    /// <summary>Lets no further subscriber in until <see cref="ListenAgain"/>; those connected stay.</summary>
    internal void StopListening()
    {
        using (_gate.EnterScope())
        {
            _ = Sockets?.UnbindAll();
        }
    }

    /// <summary>Listens again at the same endpoints; one that is taken meanwhile is logged.</summary>
    internal void ListenAgain()
    {
        using (_gate.EnterScope())
        {
            Sockets?.BindAll();
        }
    }

    // On the authenticator's thread. libzmq cannot end a single connection.
    private void Revoke(IReadOnlyList<string> users)
    {
        foreach ((string address, int connections) in EndConnections())
        {
            AuthenticatorLog.Revoked(
                SecretFile.Logger(_loggerFactory), string.Join(", ", users), connections, address);
        }
    }

    // Ends all connections. Until the addresses are free, messages go on to those that are connected.
    private List<(string Address, int Connections)> EndConnections()
    {
        Task unbound;
        using (_gate.EnterScope())
        {
            unbound = Sockets?.UnbindAll() ?? Task.CompletedTask;
        }
        // What cannot be bound then is logged below.
        _ = unbound.Wait(s_endGrace);
        using (_gate.EnterScope())
        {
            if (Sockets is not { } sockets)
            {
                return [];
            }
            AwaitQuiet();
            List<(string, int)> ended = sockets.Replace(_notifiers.OfType<PublishNotifier>());
            PublishNotifier[] all = [.. _notifiers.OfType<PublishNotifier>()];
            foreach (PublishNotifier failed in all.Where(notifier => notifier.Socket is null))
            {
                Log.NotifierFailed(_logger, failed.Type, failed.Address);
                Remove(failed);
            }
            return ended;
        }
    }

    // False if it was done before, or never initialised. Nothing is published afterwards, and the
    // sockets are the caller's to close.
    private bool TryRefuseEvents()
    {
        _ = _ended.CancelAsync();
        using Lock.Scope scope = _gate.EnterScope();
        if (!_initialized || _shutdown)
        {
            return false;
        }
        Log.Shutdown(_logger);
        if (Sockets is { } sockets)
        {
            sockets.KeepOpen();
            foreach (Notifier notifier in _notifiers)
            {
                Log.ShutdownNotifier(_logger, notifier.Type, notifier.Address);
                notifier.Shutdown();
            }
        }
        _notifiers.Clear();
        _mempoolNotifiers = [];
        _shutdown = true;
        return true;
    }

    // libzmq may end the process, or not end the context, if a peer leaves that is being sent
    // something at the very moment of the close (docs/adr/0057). It does not report whether its
    // queues are empty; peers that read have emptied theirs by then.
    private void AwaitQuiet()
    {
        TimeSpan rest = _quiet - TimeSpan.FromMilliseconds(Environment.TickCount64 - _lastEvent);
        if (rest > TimeSpan.Zero)
        {
            Thread.Sleep(rest);
        }
    }
}
