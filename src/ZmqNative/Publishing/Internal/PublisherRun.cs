using Microsoft.Extensions.Logging;
using ZmqNative.Diagnostics;
using ZmqNative.History;
using ZmqNative.Interop;
using ZmqNative.Protocol;
using ZmqNative.Security;

namespace ZmqNative.Publishing;

/// <summary>
/// What a <see cref="NotificationInterface"/> has while it runs: the context, the sockets, their
/// security mechanism and the history. Used under the interface's lock, except to end it.
/// </summary>
internal sealed class PublisherRun
{
    // For a context that libzmq does not end.
    private static readonly TimeSpan s_endGrace = TimeSpan.FromSeconds(10);

    private readonly ILogger _logger;
    private ServerSecurity? _security;

    /// <exception cref="ZmqException">libzmq makes no context.</exception>
    internal PublisherRun(ILogger logger)
    {
        _logger = logger;
        Context = new ZmqContext();
    }

    /// <summary>The context of all sockets.</summary>
    internal ZmqContext Context { get; }

    /// <summary>The publishing sockets; null before they are opened.</summary>
    internal PublisherSockets? Sockets { get; private set; }

    /// <summary>The history; null without one.</summary>
    internal HistoryServer? History { get; private set; }

    /// <summary>Opens the sockets of all notifiers.</summary>
    /// <param name="settings">The interface's.</param>
    /// <param name="notifiers">In processing order.</param>
    /// <param name="observer">Called with each event of a connection.</param>
    /// <param name="revoke">Called with the users that lost their right.</param>
    /// <param name="endConnections">Ends all connections, and returns their number.</param>
    /// <param name="loggerFactory">For the log.</param>
    /// <returns>Null, or why a notifier cannot publish.</returns>
    internal string? Start(
        PublisherSettings settings, IReadOnlyList<Notifier> notifiers, Action<string, ZmqMonitorEvent>? observer,
        Action<IReadOnlyList<string>> revoke, Func<int> endConnections, ILoggerFactory? loggerFactory)
    {
        try
        {
            _security = ServerSecurity.Create(
                Context, settings.Curve, settings.Plain, settings.RevokeNow ? revoke : null, loggerFactory);
        }
        catch (Exception exception) when (exception
            is IOException or UnauthorizedAccessException or InvalidDataException or NotSupportedException)
        {
            Log.Error(_logger, "Failed to set the security mechanism", exception.Message);
            return exception.Message;
        }
        History = PublishedHistory.Open(settings, loggerFactory);
        if (settings.ThrowOnStartFailure && History?.StoreFailure is { } unusable)
        {
            Log.Error(_logger, "Failed to open the history on disk", unusable);
            return $"Cannot keep the history in -zmqhistorydir={settings.History!.Directory}: {unusable}";
        }
        UnsentLimit? limit = settings.UnsentLimit == 0
            ? null : new UnsentLimit(settings.UnsentLimit, _logger, endConnections);
        Sockets = new PublisherSockets(Context, _logger, observer, _security, limit);
        foreach (Notifier notifier in notifiers)
        {
            if (!notifier.Initialize(Sockets))
            {
                Log.NotifierFailed(_logger, notifier.Type, notifier.Address);
                string hint = ZmqAddress.WhatIsMissing(notifier.Address) is { } missing ? $"{missing}. " : string.Empty;
                return $"Cannot publish on -zmq{notifier.Type}={notifier.Address}: {hint}{Sockets.Failure}";
            }
            Log.NotifierReady(_logger, notifier.Type, notifier.Address);
        }
        _security?.ForgetKey();
        return History is null ? null : PublishedHistory.Start(History, notifiers, Sockets);
    }

    /// <summary>Closes the sockets and ends the context. Waits, so the caller does not hold the lock.</summary>
    /// <param name="linger">The time in which queued messages are still sent.</param>
    internal void End(TimeSpan linger)
    {
        Sockets?.CloseAll((int)linger.TotalMilliseconds);
        History?.Dispose();
        _security?.Dispose();
        if (!Context.Terminate(linger + s_endGrace))
        {
            Log.ContextKept(_logger, linger + s_endGrace);
        }
    }
}
