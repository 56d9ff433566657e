using System.Runtime.CompilerServices;

namespace ZmqNative.Interop;

/// <summary>
/// A libzmq socket. Any thread may call: calls run one at a time, because libzmq's
/// sockets are not thread-safe, unless the socket was created without a lock. A waiting
/// call does not hold the lock.
/// </summary>
/// <remarks>
/// Receives that wait are served in the order of their calls, and so are sends.
/// <see cref="Dispose"/> ends the waits with <see cref="ObjectDisposedException"/>,
/// <see cref="ZmqContext.Shutdown"/> with <see cref="ZmqException"/> (ETERM).
/// <see cref="Thread.Interrupt"/> does not end a wait. Send and receive parts that belong together by
/// one call, or within one <see cref="Hold"/>.
/// </remarks>
public sealed partial class ZmqSocket : IDisposable
{
    // Null if the caller has its own lock.
    private readonly ZmqSocketGate? _gate;
    private readonly SocketHandle _handle;
    private readonly ContextHandle _context;

    private static long s_count;

    // For frequent calls, without the reference that a SafeHandle counts for each: the handle is
    // closed under the lock, or by its finaliser.
    private readonly nint _pointer;
    private volatile bool _disposed;

    private string? _monitorEndpoint;
    private string? _boundTo;
    private string? _connectedTo;

    /// <summary>
    /// Creates a socket (zmq_socket). It keeps the context alive until it is disposed of.
    /// </summary>
    /// <param name="context">The context it belongs to.</param>
    /// <param name="type">Its messaging pattern.</param>
    /// <param name="locked">
    /// Whether it has a lock (default: yes). Without one, which saves some nanoseconds a call, no
    /// two threads may use it, or dispose of it, simultaneously, or the process may crash;
    /// <see cref="Hold"/> then has no effect, and calls cannot be awaited.
    /// </param>
    /// <exception cref="ZmqException">
    /// EMFILE: the context's or the process's limit is reached; ETERM: context shut down.
    /// </exception>
    /// <exception cref="ObjectDisposedException">The context is disposed of.</exception>
    public ZmqSocket(ZmqContext context, ZmqSocketType type, bool locked = true)
    {
        ArgumentNullException.ThrowIfNull(context);
        Type = type;
        _gate = locked ? new ZmqSocketGate() : null;
        _waits = new SocketWaits(this, _gate);
        _context = context.Handle;
        _handle = SocketHandle.Open(_context, type);
        _pointer = _handle.DangerousGetHandle();
    }

    /// <summary>ZMQ_TYPE: the messaging pattern, as given at creation.</summary>
    public ZmqSocketType Type { get; }

    /// <summary>Listens on an endpoint (zmq_bind).</summary>
    /// <param name="endpoint">
    /// An endpoint of zmq_bind: tcp://127.0.0.1:28332, tcp://*:*, tcp://lo:28332,
    /// tcp://localhost:28332, ipc:///path, inproc://name.
    /// </param>
    /// <remarks>
    /// A name is that of a network interface, or else that of a host, as in libzmq 4.3.5: the first
    /// of its addresses is bound, which is an IPv4 one unless <see cref="IPv6"/> is set. An older
    /// libzmq does not resolve host names, so they are resolved here, without the socket's lock.
    /// The call waits for the resolver; a newer libzmq does so with the lock.
    /// </remarks>
    /// <exception cref="ZmqException">
    /// EINVAL: no endpoint, or no port; EADDRINUSE; EADDRNOTAVAIL: not an address of this machine;
    /// ENODEV: no interface or host of that name; EPROTONOSUPPORT; others of zmq_bind.
    /// </exception>
    public void Bind(string endpoint)
    {
        CText.Check(endpoint, nameof(endpoint));
        int error = TryBind(endpoint);
        if (error == LibZmq.ENODEV && HostEndpoint.Resolve(endpoint, IPv6) is { } resolved)
        {
            error = TryBind(resolved);
        }
        ZmqThrow.IfError(error, "bind", endpoint);
        _boundTo = endpoint;
    }

    /// <summary>Connects to an endpoint, now or when it appears (zmq_connect).</summary>
    /// <param name="endpoint">An endpoint of zmq_connect.</param>
    /// <exception cref="ZmqException">EINVAL, EPROTONOSUPPORT; others of zmq_connect.</exception>
    public void Connect(string endpoint)
    {
        CText.Check(endpoint, nameof(endpoint));
        using ZmqSocketHold hold = Hold();
        while (ZmqThrow.IfFailedUnlessInterrupted(LibZmq.zmq_connect(_handle, endpoint), "connect", endpoint))
        {
        }
        _connectedTo = endpoint;
    }

    /// <summary>
    /// Stops listening on an endpoint and closes the connections made to it (zmq_unbind).
    /// </summary>
    /// <param name="endpoint">
    /// The endpoint as <see cref="LastEndpoint"/> returned it after the bind, or, without a
    /// wildcard port, as it was passed to <see cref="Bind"/>.
    /// </param>
    /// <exception cref="ZmqException">
    /// ENOENT: it is not bound; EINVAL: no endpoint; ETERM: context shut down.
    /// </exception>
    public void Unbind(string endpoint)
    {
        CText.Check(endpoint, nameof(endpoint));
        using ZmqSocketHold hold = Hold();
        ZmqThrow.IfFailed(LibZmq.zmq_unbind(_handle, endpoint), "unbind", endpoint);
    }

    /// <summary>
    /// Reverts a connect (zmq_disconnect). Messages queued for the peer are sent for at
    /// most <see cref="Linger"/>.
    /// </summary>
    /// <param name="endpoint">The endpoint as it was passed to <see cref="Connect"/>.</param>
    /// <remarks>
    /// libzmq completes it, and ends the connection, during the socket's next calls.
    /// </remarks>
    /// <exception cref="ZmqException">
    /// ENOENT: it is not connected; EINVAL: no endpoint; ETERM: context shut down.
    /// </exception>
    public void Disconnect(string endpoint)
    {
        CText.Check(endpoint, nameof(endpoint));
        using ZmqSocketHold hold = Hold();
        ZmqThrow.IfFailed(LibZmq.zmq_disconnect(_handle, endpoint), "disconnect", endpoint);
    }

    /// <summary>
    /// Takes the socket's lock for a run of calls, so that no other thread's call comes between
    /// them, and the cost of the lock is paid once. May be nested. A call that has to wait releases
    /// the lock while it waits; the further parts of a message never wait. A thread that ends before it
    /// has released the lock leaves the socket locked for good.
    /// </summary>
    /// <returns>The lock, to be disposed of on the same thread, once.</returns>
    /// <exception cref="ObjectDisposedException">The socket is disposed of.</exception>
    public ZmqSocketHold Hold()
    {
        Enter();
        return new ZmqSocketHold(this, _gate?.Depth ?? 0);
    }

    /// <summary>
    /// The address of the socket, for calls of libzmq that this library does not make; valid
    /// during a <see cref="Hold"/>.
    /// </summary>
    /// <exception cref="ObjectDisposedException">The socket is disposed of.</exception>
    public nint DangerousGetHandle()
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        return _pointer;
    }

    /// <summary>
    /// The type, the endpoints last passed to <see cref="Bind"/> and <see cref="Connect"/>, and
    /// whether the socket is disposed of. Takes no lock and never throws.
    /// </summary>
    public override string ToString()
    {
        string bound = _boundTo is { } here ? $", bound to {here}" : "";
        string connected = _connectedTo is { } there ? $", connected to {there}" : "";
        return $"{nameof(ZmqSocket)} ({Type}{bound}{connected}{(_disposed ? ", disposed" : "")})";
    }

    /// <summary>
    /// Closes the socket (zmq_close), now or when the last call on another thread has left it.
    /// Calls that wait end with <see cref="ObjectDisposedException"/>. Queued messages are sent for
    /// at most <see cref="Linger"/>. Any thread may call.
    /// </summary>
    /// <remarks>
    /// It does not wait, unless it closes the last socket of a context that was disposed of before:
    /// then it ends that, and waits as <see cref="ZmqContext.Dispose"/> does.
    /// </remarks>
    public void Dispose() => CloseWhenFree(waits: true);

    private void CloseWhenFree(bool waits)
    {
        _disposed = true;
        if (_gate is null)
        {
            Close(waits);
        }
        else
        {
            _waits.Note(waits);
        }
    }

    /// <summary>The order in which the one call that locks several sockets does so.</summary>
    internal long Number { get; } = Interlocked.Increment(ref s_count);

    /// <summary>The raw socket; valid only during a hold.</summary>
    internal nint Pointer => _pointer;

    /// <summary>
    /// Begins a call: takes the lock. In a hold that began before the socket was disposed of calls
    /// still work, until one waits.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Enter()
    {
        _gate?.Enter();
        if (_disposed)
        {
            ThrowUnlessHeld();
        }
    }

    private void ThrowUnlessHeld()
    {
        if (_waits.IsClosed || _gate is not { Depth: > 1 })
        {
            Release();
            throw new ObjectDisposedException(GetType().FullName);
        }
    }

    /// <summary>Ends a call: serves those who wait, and releases the lock.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal void Release()
    {
        if (_gate is { } gate)
        {
            if (_waits.Any && gate.Depth == 1)
            {
                _waits.Serve();
            }
            Leave(gate);
        }
    }

    private void Leave(ZmqSocketGate gate)
    {
        gate.Exit();
        if (_disposed || _waits.IsNoted)
        {
            _waits.Note();
        }
    }

    /// <summary>Ends a hold.</summary>
    /// <param name="depth">
    /// How often the lock had been entered when the hold began, including the hold itself.
    /// </param>
    internal void Release(int depth)
    {
        if (_gate is not null && (!_gate.IsMine || _gate.Depth != depth))
        {
            throw new SynchronizationLockException(
                "A ZmqSocketHold is given back once, on the thread that took it, and the innermost first.");
        }
        Release();
    }

    private int TryBind(string endpoint)
    {
        using ZmqSocketHold hold = Hold();
        int error;
        do
        {
            error = ZmqThrow.ErrorOf(LibZmq.zmq_bind(_handle, endpoint));
        }
        while (error == LibZmq.EINTR);

        // A bind never returns EAGAIN by itself: libzmq reported the failure to the
        // monitor, which overwrote errno.
        return error == LibZmq.EAGAIN && _monitorEndpoint is not null ? ErrorOfBindUnmonitored(endpoint) : error;
    }

    // The same bind on a socket without a monitor fails for the same reason.
    private unsafe int ErrorOfBindUnmonitored(string endpoint)
    {
        using SocketHandle socket = SocketHandle.Open(_context, Type);
        int ipv6 = IPv6 ? 1 : 0;
        _ = LibZmq.zmq_setsockopt(socket, LibZmq.ZMQ_IPV6, &ipv6, sizeof(int));
        int error = ZmqThrow.ErrorOf(LibZmq.zmq_bind(socket, endpoint));
        return error == 0 ? LibZmq.EAGAIN : error;
    }

    /// <summary>
    /// Starts reporting events of the socket's connections to a PAIR socket that connects to an
    /// endpoint; reports to another endpoint stop (zmq_socket_monitor). <see cref="ZmqMonitor"/>
    /// and <see cref="ZmqMonitorReader"/> do both sides.
    /// </summary>
    /// <param name="endpoint">An inproc endpoint that no socket is bound to.</param>
    /// <param name="events">The events to report.</param>
    /// <remarks>
    /// There has to be a reader until the last event,
    /// <see cref="ZmqMonitorEventKind.MonitorStopped"/>: libzmq waits for one, with its I/O thread
    /// and the one that closes sockets.
    /// </remarks>
    /// <exception cref="ZmqException">
    /// EINVAL, EPROTONOSUPPORT: no inproc endpoint; EADDRINUSE: another socket has it;
    /// ETERM: context shut down.
    /// </exception>
    public void StartMonitor(string endpoint, ZmqMonitorEventKind events = (ZmqMonitorEventKind)LibZmq.ZMQ_EVENT_ALL)
    {
        CText.Check(endpoint, nameof(endpoint));
        using ZmqSocketHold hold = Hold();
        while (ZmqThrow.IfFailedUnlessInterrupted(
            LibZmq.zmq_socket_monitor(_handle, endpoint, (int)events), "zmq_socket_monitor"))
        {
        }
        _monitorEndpoint = endpoint;
    }

    /// <summary>
    /// Stops reporting to an endpoint (zmq_socket_monitor without one), unless reports to another
    /// endpoint have ended it already.
    /// </summary>
    /// <param name="endpoint">The endpoint that was passed to <see cref="StartMonitor"/>.</param>
    /// <exception cref="ZmqException">
    /// ETERM: context shut down, and the monitor ends without this call.
    /// </exception>
    public void StopMonitor(string endpoint)
    {
        CText.Check(endpoint, nameof(endpoint));
        using ZmqSocketHold hold = Hold();
        if (_monitorEndpoint == endpoint)
        {
            ZmqThrow.IfFailed(LibZmq.zmq_socket_monitor(_handle, endpoint: null, events: 0), "zmq_socket_monitor");
            _monitorEndpoint = null;
        }
    }
}
