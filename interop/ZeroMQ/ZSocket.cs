using ZmqNative.Interop;

namespace ZeroMQ;

/// <summary>
/// A socket. libzmq's sockets are for one thread at a time; here calls of several threads are
/// serialised, and a call that waits does not block the others.
/// </summary>
/// <remarks>
/// After the socket is closed, all members that use it throw <see cref="ObjectDisposedException"/>;
/// <see cref="Dispose()"/>, <see cref="Close()"/>, <see cref="Context"/>, <see cref="SocketType"/>
/// and <see cref="SocketPtr"/> do not.
/// </remarks>
public partial class ZSocket : IDisposable
{
    private ZmqSocket _native;
    private ZmqPoller _poller;

    /// <summary>
    /// Creates the base of a subclass, without a type and without a native socket, in
    /// <see cref="ZContext.Current"/>. The subclass calls <see cref="Initialize"/> afterwards.
    /// </summary>
    protected ZSocket() => (Context, SocketType) = (ZContext.Current, ZSocketType.None);

    /// <summary>Creates a socket in <see cref="ZContext.Current"/> (zmq_socket).</summary>
    /// <param name="socketType">The messaging pattern.</param>
    /// <exception cref="ZException">
    /// EINVAL: there is no such type; EMFILE: the context has as many sockets as it allows; ETERM:
    /// the context was shut down.
    /// </exception>
    public ZSocket(ZSocketType socketType) : this(ZContext.Current, socketType)
    {
    }

    /// <summary>Creates a socket (zmq_socket).</summary>
    /// <param name="context">
    /// The context to which the socket belongs, and which it keeps alive.
    /// </param>
    /// <param name="socketType">The messaging pattern.</param>
    /// <exception cref="ZException">
    /// EINVAL: there is no such type; EMFILE: the context has as many sockets as it allows, and a
    /// garbage collection freed none; ETERM: the context was shut down.
    /// </exception>
    public ZSocket(ZContext context, ZSocketType socketType)
    {
        ArgumentNullException.ThrowIfNull(context);
        (Context, SocketType) = (context, socketType);
        ZErrors.Throw(Initialize(out ZError error), error);
    }

    /// <summary>The context to which the socket belongs.</summary>
    public ZContext Context { get; }

    /// <summary>The messaging pattern of the socket.</summary>
    public ZSocketType SocketType { get; }

    /// <summary>The address of the native socket; zero after the socket is closed.</summary>
    public IntPtr SocketPtr => _native?.DangerousGetHandle() ?? IntPtr.Zero;

    /// <summary>
    /// Lends the poller of this socket alone, which one thread at a time may use. It is kept so
    /// that a poll allocates nothing.
    /// </summary>
    internal ZmqPoller RentPoller() => Interlocked.Exchange(ref _poller, null) ?? new ZmqPoller(Native);

    internal void Return(ZmqPoller poller) => _poller = poller;

    internal ZmqSocket Native => _native ?? throw new ObjectDisposedException(GetType().Name);

    /// <summary>Creates a socket (zmq_socket).</summary>
    /// <param name="context">
    /// The context to which the socket belongs, and which it keeps alive.
    /// </param>
    /// <param name="socketType">The messaging pattern.</param>
    /// <exception cref="ZException">
    /// EINVAL: there is no such type; EMFILE: the context has as many sockets as it allows, and a
    /// garbage collection freed none; ETERM: the context was shut down.
    /// </exception>
    public static ZSocket Create(ZContext context, ZSocketType socketType) => new(context, socketType);

    /// <summary>Creates a socket (zmq_socket).</summary>
    /// <param name="context">
    /// The context to which the socket belongs, and which it keeps alive.
    /// </param>
    /// <param name="socketType">The messaging pattern.</param>
    /// <param name="error">Null on success; otherwise the error.</param>
    /// <returns>The socket; null on an error.</returns>
    public static ZSocket Create(ZContext context, ZSocketType socketType, out ZError error)
    {
        try
        {
            error = ZError.None;
            return new ZSocket(context, socketType);
        }
        catch (ZException exception)
        {
            error = exception.Error;
            return null;
        }
    }

    /// <summary>
    /// Closes the socket; its queued messages are sent for as long as <see cref="Linger"/> says.
    /// Errors are ignored.
    /// </summary>
    public void Close() => Dispose();

    /// <summary>
    /// Closes the socket (zmq_close); its queued messages are sent for as long as
    /// <see cref="Linger"/> says.
    /// </summary>
    /// <param name="error">Null, because closing does not fail.</param>
    /// <returns>True, also if the socket was closed before.</returns>
    public bool Close(out ZError error)
    {
        error = ZError.None;
        Dispose();
        return true;
    }

    /// <summary>
    /// Closes the socket (zmq_close); its queued messages are sent for as long as
    /// <see cref="Linger"/> says.
    /// </summary>
    public void Dispose()
    {
        Dispose(true);
        GC.SuppressFinalize(this);
    }

    /// <summary>
    /// Closes the socket. This class has no finaliser: a socket that nobody closes is closed by the
    /// finaliser of its handle, which discards its queued messages.
    /// </summary>
    /// <param name="disposing">True, because there is no finaliser.</param>
    protected virtual void Dispose(bool disposing)
    {
        if (Interlocked.Exchange(ref _native, null) is { } native)
        {
            Context.SocketClosed();
            native.Dispose();
        }
    }

    /// <summary>Creates the native socket; called once.</summary>
    /// <param name="error">Null on success; otherwise the error.</param>
    /// <returns>Whether it succeeded.</returns>
    protected bool Initialize(out ZError error)
    {
        try
        {
            _native = Exhausted.Retry(() => new ZmqSocket(Context.Native, (ZmqSocketType)SocketType));
        }
        catch (ZException exception)
        {
            error = exception.Error;
            return false;
        }
        Context.SocketOpened();
        error = ZError.None;
        return true;
    }
}
