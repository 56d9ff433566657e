using Microsoft.Extensions.Logging;
using ZmqNative.Diagnostics;
using ZmqNative.History;
using ZmqNative.Interop;
using ZmqNative.Protocol;
using ZmqNative.Security;

namespace ZmqNative.Publishing;

/// <summary>
/// What a <see cref="NotificationInterface"/> has from its start on: the context, the sockets, their
/// security mechanism and the history. Opens them, ends the sockets' connections, and closes them.
/// </summary>
internal sealed class PublisherRun(
    NotifierList notifiers, PublisherSettings settings, ILogger logger, ILoggerFactory? loggerFactory)
{
    // For an address that libzmq does not release, and for a context that it does not end.
    private static readonly TimeSpan s_endGrace = TimeSpan.FromSeconds(10);

    private ServerSecurity? _security;

    /// <summary>
    /// The context of all sockets, also for those that forward to them and so share their I/O thread;
    /// null if libzmq has made none.
    /// </summary>
    internal ZmqContext? Context { get; private set; }

    /// <summary>The publishing sockets; null before they are opened.</summary>
    internal PublisherSockets? Sockets { get; private set; }

    /// <summary>The history; null without one.</summary>
    internal HistoryServer? History { get; private set; }

    /// <summary>Opens the sockets of all notifiers. The caller holds the lock.</summary>
    /// <param name="observer">Called with each event of a connection.</param>
    /// <returns>Null, or why a notifier cannot publish.</returns>
    internal string? Start(Action<string, ZmqMonitorEvent>? observer)
    {
        string? failure = OpenContext() ?? OpenHistory() ?? OpenSockets(observer);
        notifiers.IsOpen = failure is null;
        return failure;
    }

    /// <summary>
    /// Shuts all notifiers down; their sockets stay open until the end. The caller holds the lock.
    /// </summary>
    internal void StopPublishing()
    {
        if (Sockets is { } sockets)
        {
            sockets.KeepOpen();
            foreach (Notifier notifier in notifiers.All)
            {
                Log.ShutdownNotifier(logger, notifier.Type, notifier.Address);
                notifier.Shutdown();
            }
        }
        notifiers.Clear();
    }

    /// <summary>Closes the sockets and ends the context. Waits, so the caller does not hold the lock.</summary>
    /// <param name="linger">The time in which queued messages are still sent.</param>
    internal void End(TimeSpan linger)
    {
        if (linger <= TimeSpan.Zero)
        {
            AwaitQuiet();
        }
        Sockets?.CloseAll((int)linger.TotalMilliseconds);
        History?.Dispose();
        _security?.Dispose();
        if (Context?.Terminate(linger + s_endGrace) == false)
        {
            Log.ContextKept(logger, linger + s_endGrace);
        }
    }

    /// <summary>As <see cref="End"/>, and leaves the sockets to the kernel.</summary>
    internal void EndWithProcess()
    {
        AwaitQuiet();
        History?.EndWithProcess();
    }

    /// <summary>Lets no further subscriber in until <see cref="ListenAgain"/>; those connected stay.</summary>
    /// <returns>Complete when the addresses can be bound again.</returns>
    internal Task StopListening()
    {
        using (notifiers.Enter())
        {
            return Sockets?.UnbindAll() ?? Task.CompletedTask;
        }
    }

    /// <summary>Listens again at the same endpoints; one that is taken meanwhile is logged.</summary>
    internal void ListenAgain()
    {
        using (notifiers.Enter())
        {
            Sockets?.BindAll();
        }
    }

    private string? OpenContext()
    {
        try
        {
            Context = new ZmqContext();
        }
        catch (ZmqException exception)
        {
            Log.Error(logger, "Unable to initialize context", exception.ErrorText);
            return $"Unable to initialize context: {exception.ErrorText}";
        }
        try
        {
            _security = ServerSecurity.Create(
                Context, settings.Curve, settings.Plain, settings.RevokeNow ? Revoke : null, loggerFactory);
            return null;
        }
        catch (Exception exception) when (exception
            is IOException or UnauthorizedAccessException or InvalidDataException or NotSupportedException)
        {
            Log.Error(logger, "Failed to set the security mechanism", exception.Message);
            return exception.Message;
        }
    }

    private string? OpenHistory()
    {
        if (settings.History is not { } options)
        {
            return null;
        }
        // On disk that may take a while: subscribers ask as soon as they are connected.
        History = new HistoryServer(options, settings.Curve, settings.Plain, loggerFactory);
        if (settings.ThrowOnStartFailure && History.StoreFailure is { } unusable)
        {
            Log.Error(logger, "Failed to open the history on disk", unusable);
            return $"Cannot keep the history in -zmqhistorydir={options.Directory}: {unusable}";
        }
        return null;
    }

    private string? OpenSockets(Action<string, ZmqMonitorEvent>? observer)
    {
        UnsentLimit? limit = settings.UnsentLimit == 0 ? null
            : new UnsentLimit(settings.UnsentLimit, logger, () => EndConnections().Sum(one => one.Connections));
        Sockets = new PublisherSockets(Context!, logger, observer, _security, limit);
        foreach (Notifier notifier in notifiers.All)
        {
            if (!notifier.Initialize(Sockets))
            {
                Log.NotifierFailed(logger, notifier.Type, notifier.Address);
                string hint = ZmqAddress.WhatIsMissing(notifier.Address) is { } missing ? $"{missing}. " : string.Empty;
                return $"Cannot publish on -zmq{notifier.Type}={notifier.Address}: {hint}{Sockets.Failure}";
            }
            Log.NotifierReady(logger, notifier.Type, notifier.Address);
        }
        _security?.ForgetKey();
        return History is null ? null : PublishedHistory.Start(History, notifiers.All, Sockets);
    }

    // On the authenticator's thread. libzmq cannot end a single connection.
    private void Revoke(IReadOnlyList<string> users)
    {
        foreach ((string address, int connections) in EndConnections())
        {
            AuthenticatorLog.Revoked(
                SecretFile.Logger(loggerFactory), string.Join(", ", users), connections, address);
        }
    }

    // Ends all connections. Until the addresses are free, messages go on to those that are connected.
    private List<(string Address, int Connections)> EndConnections()
    {
        // What cannot be bound then is logged below.
        _ = StopListening().Wait(s_endGrace);
        using (notifiers.Enter())
        {
            if (!notifiers.IsOpen)
            {
                return [];
            }
            AwaitQuiet();
            PublishNotifier[] all = [.. notifiers.All.OfType<PublishNotifier>()];
            List<(string, int)> ended = Sockets!.Replace(all);
            foreach (PublishNotifier failed in all.Where(notifier => notifier.Socket is null))
            {
                Log.NotifierFailed(logger, failed.Type, failed.Address);
                notifiers.Remove(failed);
            }
            return ended;
        }
    }

    // libzmq may end the process, or not end the context, if a peer leaves that is being sent
    // something at the very moment of the close (docs/adr/0057). It does not report whether its
    // queues are empty; peers that read have emptied theirs by then.
    private void AwaitQuiet()
    {
        TimeSpan rest = settings.Quiet - notifiers.SinceLastEvent;
        if (rest > TimeSpan.Zero)
        {
            Thread.Sleep(rest);
        }
    }
}
