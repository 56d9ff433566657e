using Microsoft.Extensions.Logging;
using ZmqNative.Diagnostics;
using ZmqNative.Interop;
using ZmqNative.Protocol;
using ZmqNative.Security;

namespace ZmqNative.Publishing;

/// <summary>
/// One bound PUB socket for each address, shared by the notifiers that name it (Core:
/// mapPublishNotifiers).
/// </summary>
/// <remarks>
/// Used by <see cref="NotificationInterface"/> under its lock. The sockets have no lock of their
/// own. Core's map is global to the process; this one belongs to an interface.
/// </remarks>
internal sealed class PublisherSockets
{
    // Core leaves it at libzmq's default until it closes the socket: no limit.
    private const int CoresLinger = -1;

    private readonly ZmqContext _context;
    private readonly ILogger _logger;
    private readonly Action<string, ZmqMonitorEvent>? _observer;
    private readonly ServerSecurity? _security;
    private readonly Dictionary<string, Shared> _byAddress = new(StringComparer.Ordinal);

    // Those that nothing is published on any more; null as long as each is closed at once.
    private List<Shared>? _unused;

    internal PublisherSockets(
        ZmqContext context, ILogger logger, Action<string, ZmqMonitorEvent>? observer, ServerSecurity? security,
        UnsentLimit? unsent)
    {
        Unsent = unsent;
        _context = context;
        _logger = logger;
        _observer = observer;
        _security = security;
    }

    /// <summary>The limit for messages that subscribers have not taken; null without one.</summary>
    internal UnsentLimit? Unsent { get; }

    /// <summary>The reason why the last <see cref="Open"/> failed.</summary>
    internal string Failure { get; private set; } = string.Empty;

    /// <summary>
    /// From now on a socket that its last notifier has left stays open until <see cref="CloseAll"/>.
    /// </summary>
    internal void KeepOpen() => _unused = [];

    /// <summary>
    /// The notifier's socket: a new bound socket, or the existing one of its address. Null when
    /// this failed; the reason is logged.
    /// </summary>
    internal ZmqSocket? Open(Notifier notifier)
    {
        if (_byAddress.TryGetValue(notifier.Address, out Shared? shared))
        {
            Log.ReusingSocket(_logger, notifier.Address);
            // The high water mark is logged but not set: the socket keeps that of its first
            // notifier.
            Log.HighWatermark(_logger, notifier.Type, notifier.Address, notifier.HighWatermark);
        }
        else if (Create(notifier) is Shared created)
        {
            _byAddress.Add(notifier.Address, shared = created);
        }
        else
        {
            return null;
        }
        shared.Users++;
        return shared.Socket;
    }

    /// <summary>Ends a notifier's use of its address; the last one closes the socket.</summary>
    internal void Close(Notifier notifier)
    {
        Shared shared = _byAddress[notifier.Address];
        if (--shared.Users == 0)
        {
            Log.CloseSocket(_logger, notifier.Address);
            _byAddress.Remove(notifier.Address);
            if (_unused is null)
            {
                Close(shared, linger: 0);
            }
            else
            {
                _unused.Add(shared);
            }
        }
    }

    /// <summary>Closes the sockets that were kept open. Needs no lock: nobody uses them.</summary>
    /// <param name="linger">
    /// Milliseconds in which queued messages are still sent. Core's is 0.
    /// </param>
    internal void CloseAll(int linger) => _unused!.ForEach(shared => Close(shared, linger));

    /// <summary>
    /// Stops listening at all addresses; connections go on. When the returned task is complete, the
    /// addresses can be bound again.
    /// </summary>
    internal Task UnbindAll()
    {
        List<Task> closed = [];
        foreach (Shared shared in _byAddress.Values.Where(shared => shared.Endpoint is null))
        {
            closed.Add(shared.Connections?.AwaitListenerClosed() ?? Task.CompletedTask);
            shared.Endpoint = shared.Socket.LastEndpoint;
            shared.Socket.Unbind(shared.Endpoint);
        }
        return Task.WhenAll(closed);
    }

    /// <summary>Listens again where <see cref="UnbindAll"/> has stopped it.</summary>
    internal void BindAll()
    {
        foreach (Shared shared in _byAddress.Values.Where(shared => shared.Endpoint is not null))
        {
            try
            {
                shared.Socket.Bind(shared.Endpoint!);
                shared.Endpoint = null;
            }
            catch (ZmqException exception)
            {
                Log.Error(_logger, "Failed to bind address", exception.ErrorText);
            }
        }
    }

    /// <summary>
    /// Closes all sockets, which ends their connections, and binds new ones at the same endpoints.
    /// </summary>
    /// <param name="notifiers">All; those whose address could not be bound have no socket afterwards.</param>
    /// <returns>The number of connections that were ended at each address.</returns>
    internal List<(string Address, int Connections)> Replace(IEnumerable<PublishNotifier> notifiers)
    {
        List<(string, int)> ended = [];
        foreach (PublishNotifier[] sharing in notifiers.GroupBy(one => one.Address).Select(group => group.ToArray()))
        {
            Shared old = _byAddress[sharing[0].Address];
            ended.Add((sharing[0].Address, old.Connections!.Open));
            Close(old, linger: 0);
            _ = _byAddress.Remove(sharing[0].Address);
            Shared? created = Create(sharing[0], old.Endpoint);
            if (created is not null)
            {
                _byAddress.Add(sharing[0].Address, created);
                created.Users = old.Users;
            }
            Array.ForEach(sharing, one => one.Continue(created?.Socket));
        }
        return ended;
    }

    internal string LastEndpoint(string address) =>
        _byAddress[address].Endpoint ?? _byAddress[address].Socket.LastEndpoint;

    private static void Close(Shared shared, int linger)
    {
        try
        {
            shared.Socket.Linger = linger;
        }
        catch (ZmqException)
        {
            // Core ignores the error too and closes the socket.
        }
        shared.Socket.Dispose();
        shared.Connections?.Close();
    }

    // Options and their order are Core's: SNDHWM, TCP_KEEPALIVE, IPV6, bind. Those of CURVE or
    // PLAIN, when configured, come before bind.
    private Shared? Create(Notifier notifier, string? endpoint = null)
    {
        ZmqSocket? socket = null;
        ConnectionCount? connections = null;
        string step = "Failed to create socket";
        try
        {
            socket = new ZmqSocket(_context, ZmqSocketType.Publish, locked: false);
            Log.HighWatermark(_logger, notifier.Type, notifier.Address, notifier.HighWatermark);
            step = "Failed to set outbound message high water mark";
            socket.SendHighWatermark = notifier.HighWatermark;
            step = "Failed to set SO_KEEPALIVE";
            socket.TcpKeepAlive = 1;
            step = "Failed to set ZMQ_IPV6";
            socket.IPv6 = ZmqAddress.IsIPv6(notifier.Address);
            if (_observer is not null || ConnectionCount.IsEnabled || _security is not null || Unsent is not null)
            {
                ConnectionCount count = connections = new ConnectionCount(notifier.Address);
                string address = notifier.Address;
                ClientRefusals? refusals = _security?.Observe(address);
                _ = new ZmqMonitor(_context, socket, report =>
                {
                    count.Observe(report);
                    refusals?.Observe(report);
                    _observer?.Invoke(address, report);
                });
            }
            step = "Failed to set the security mechanism";
            _security?.Protect(socket, notifier.Address, isObserved: true);
            step = "Failed to bind address";
            // A connection has the linger of the moment of the bind, and libzmq may wait that long
            // for one that broke right before the close. Nothing of it reaches a peer.
            socket.Linger = 0;
            socket.Bind(endpoint ?? notifier.Address);
            socket.Linger = CoresLinger;
            return new Shared(socket, connections);
        }
        catch (Exception exception)
        {
            socket?.Dispose();
            connections?.Close();

            // An address with a zero byte does not reach libzmq and is no ZmqException. It is a
            // failed bind like any other.
            if (exception is not (ZmqException or ArgumentException))
            {
                throw;
            }
            string reason = (exception as ZmqException)?.ErrorText ?? exception.Message;
            Log.Error(_logger, step, reason);
            Failure = $"{step}: {reason}";
            return null;
        }
    }

    private sealed class Shared(ZmqSocket socket, ConnectionCount? connections)
    {
        public ZmqSocket Socket => socket;

        /// <summary>Null without a monitor.</summary>
        public ConnectionCount? Connections => connections;

        public int Users { get; set; }

        /// <summary>Where it was bound, once it is unbound; null while it listens.</summary>
        public string? Endpoint { get; set; }
    }
}
