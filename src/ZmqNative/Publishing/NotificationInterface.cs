using System.Diagnostics;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using ZmqNative.Bitcoin;
using ZmqNative.Diagnostics;
using ZmqNative.History;
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
public sealed class NotificationInterface : INodeEvents, IDisposable
{
    private readonly ILogger _logger;
    private readonly ILoggerFactory? _loggerFactory;
    private readonly PublisherSettings _settings;
    private readonly CancellationTokenSource _ended = new();
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
        _loggerFactory = loggerFactory;
        _logger = loggerFactory?.CreateLogger(Log.Category) ?? NullLogger.Instance;
        Notifiers = new NotifierList(options, factories, _logger);
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
        string? failure = null;
        using (Notifiers.Enter())
        {
            if (Run is not null)
            {
                throw new InvalidOperationException("The notification interface is initialised once.");
            }
            if (Notifiers.All.Count > 0)
            {
                Version version = ZmqLibrary.Version;
                Run = new PublisherRun(Notifiers, _settings, _logger, _loggerFactory);
                Log.LibraryVersion(_logger, version);
                Log.Initialize(_logger);
                failure = Run.Start(ConnectionObserver);
            }
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
    public IReadOnlyList<ActiveNotification> GetActiveNotifications() => Notifiers.Rows();

    /// <summary>
    /// The number of messages that the active notifiers have published since they were started: the
    /// sum of their message sequences.
    /// </summary>
    public long MessagesPublished => Notifiers.MessagesPublished;

    /// <summary>
    /// The history of what is published; null without <see cref="ZmqNotificationOptions.History"/>,
    /// or before <see cref="Initialize"/>.
    /// </summary>
    public HistoryServer? History => Run?.History;

    /// <summary>The notifiers, which publish.</summary>
    internal NotifierList Notifiers { get; }

    /// <summary>What there is from <see cref="Initialize"/> on; null before, and without notifiers.</summary>
    internal PublisherRun? Run { get; private set; }

    /// <summary>Cancelled when nothing is published any more, after which sources end.</summary>
    internal CancellationToken Ended => _ended.Token;

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
        using (Notifiers.Enter())
        {
            return Notifiers.IsOpen ? Run!.Sockets!.LastEndpoint(ZmqAddress.Translate(address))
                : throw new InvalidOperationException("The notification interface is not running.");
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
            Run!.End(linger);
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
            Run!.EndWithProcess();
        }
    }

    /// <summary><see cref="Shutdown"/> with Core's linger of 0.</summary>
    public void Dispose() => Shutdown();

    /// <inheritdoc/>
    public void UpdatedBlockTip(BlockIndex newTip, BlockIndex? fork, bool initialDownload)
    {
        ArgumentNullException.ThrowIfNull(newTip);
        if (!initialDownload && newTip.Hash != fork?.Hash)
        {
            Notifiers.Notify(newTip, static (notifier, tip) => notifier.NotifyBlock(tip));
        }
    }

    /// <inheritdoc/>
    public void TransactionAddedToMempool(Transaction transaction, ulong mempoolSequence) =>
        Notifiers.NotifyAddition(transaction, mempoolSequence);

    /// <inheritdoc/>
    public void TransactionRemovedFromMempool(
        Transaction transaction, MempoolRemovalReason reason, ulong mempoolSequence) =>
        Notifiers.Notify((transaction, mempoolSequence), static (notifier, removed) =>
            notifier.NotifyTransactionRemoval(removed.transaction, removed.mempoolSequence));

    /// <inheritdoc/>
    public void BlockConnected(ChainstateRole role, Block block, BlockIndex index)
    {
        if (role != ChainstateRole.Historical)
        {
            Notifiers.NotifyBlock(block, index, static (notifier, tip) => notifier.NotifyBlockConnect(tip));
        }
    }

    /// <inheritdoc/>
    public void BlockDisconnected(Block block, BlockIndex index) =>
        Notifiers.NotifyBlock(block, index, static (notifier, old) => notifier.NotifyBlockDisconnect(old));

    /// <summary>
    /// Calls all notifiers, in processing order. A notifier for which false is returned is shut
    /// down and removed. Use it for events of your own notifiers, and return true for all others.
    /// </summary>
    /// <typeparam name="TState">The type of the event's data.</typeparam>
    /// <param name="state">The event's data.</param>
    /// <param name="notify">Calls one notifier; returns false if it failed.</param>
    public void Notify<TState>(TState state, Func<Notifier, TState, bool> notify)
    {
        ArgumentNullException.ThrowIfNull(notify);
        Notifiers.Notify(state, notify);
    }

    /// <summary>
    /// Calls an observer with each message of the first notifier of each type, under the lock, before
    /// libzmq and the history take it.
    /// </summary>
    /// <returns>The history of the same messages; null if there is none.</returns>
    internal HistoryTail? Observe(Action<Topic, ReadOnlySpan<byte>, uint> observer)
    {
        using (Notifiers.Hold())
        {
            List<PublishNotifier> observed =
                [.. Notifiers.All.OfType<PublishNotifier>().DistinctBy(one => one.Type)];
            observed.ForEach(notifier => notifier.Observer += observer);
            return History?.Follow(observed.Select(notifier => notifier.PlaceInHistory));
        }
    }

    // False if it was done before, or never initialised. Nothing is published afterwards, and the
    // caller ends the run.
    private bool TryRefuseEvents()
    {
        _ = _ended.CancelAsync();
        using Lock.Scope scope = Notifiers.Enter();
        if (Run is null || _shutdown)
        {
            return false;
        }
        _shutdown = true;
        Log.Shutdown(_logger);
        Run.StopPublishing();
        return true;
    }
}
