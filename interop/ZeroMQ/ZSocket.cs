using ZmqNative.Interop;

namespace ZeroMQ;

/// <summary>
/// A socket. libzmq's sockets are for one thread; here calls of several threads run one at a time, and one that waits keeps no
/// other out.
/// </summary>
public partial class ZSocket : IDisposable
{
    private ZmqSocket _native;
    private ZmqPoller _poller;

    /// <summary>For subclasses, which call <see cref="Initialize"/> afterwards: a socket of <see cref="ZContext.Current"/>, without a type.</summary>
    protected ZSocket() => (Context, SocketType) = (ZContext.Current, ZSocketType.None);

    /// <summary>Makes a socket in <see cref="ZContext.Current"/> (zmq_socket).</summary>
    /// <param name="socketType">Its messaging pattern.</param>
    /// <exception cref="ZException">EINVAL: no such type; EMFILE: the limit is reached; ETERM: the context was shut down.</exception>
    public ZSocket(ZSocketType socketType) : this(ZContext.Current, socketType)
    {
    }

    /// <summary>Makes a socket (zmq_socket).</summary>
    /// <param name="context">The context it belongs to, and keeps alive.</param>
    /// <param name="socketType">Its messaging pattern.</param>
    /// <exception cref="ZException">EINVAL: no such type; EMFILE: the limit is reached, and collecting garbage freed none; ETERM: the context was shut down.</exception>
    public ZSocket(ZContext context, ZSocketType socketType)
    {
        ArgumentNullException.ThrowIfNull(context);
        (Context, SocketType) = (context, socketType);
        ZErrors.Throw(Initialize(out ZError error), error);
    }

    /// <summary>The context it belongs to.</summary>
    public ZContext Context { get; }

    /// <summary>Its messaging pattern.</summary>
    public ZSocketType SocketType { get; }

    /// <summary>The address of the native socket; zero once it is closed.</summary>
    public IntPtr SocketPtr => _native?.DangerousGetHandle() ?? IntPtr.Zero;

    /// <summary>Takes the poller of this socket alone, which is for one thread at a time: kept, so that a poll allocates nothing.</summary>
    internal ZmqPoller RentPoller() => Interlocked.Exchange(ref _poller, null) ?? new ZmqPoller(Native);

    internal void Return(ZmqPoller poller) => _poller = poller;

    internal ZmqSocket Native => _native ?? throw new ObjectDisposedException(GetType().Name);

    /// <summary>Makes a socket (zmq_socket).</summary>
    /// <param name="context">The context it belongs to, and keeps alive.</param>
    /// <param name="socketType">Its messaging pattern.</param>
    /// <exception cref="ZException">EINVAL: no such type; EMFILE: the limit is reached, and collecting garbage freed none; ETERM: the context was shut down.</exception>
    public static ZSocket Create(ZContext context, ZSocketType socketType) => new(context, socketType);

    /// <summary>Makes a socket (zmq_socket).</summary>
    /// <param name="context">The context it belongs to, and keeps alive.</param>
    /// <param name="socketType">Its messaging pattern.</param>
    /// <param name="error">Null, or why it failed.</param>
    /// <returns>The socket; null with an error.</returns>
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

    /// <summary>Closes the socket; what it has to send is sent for as long as <see cref="Linger"/> says. Errors are not told.</summary>
    public void Close() => Dispose();

    /// <summary>Closes the socket (zmq_close); what it has to send is sent for as long as <see cref="Linger"/> says.</summary>
    /// <param name="error">Null.</param>
    /// <returns>True, also if it was closed before.</returns>
    public bool Close(out ZError error)
    {
        error = ZError.None;
        Dispose();
        return true;
    }

    /// <summary>Closes the socket; what it has to send is sent for as long as <see cref="Linger"/> says.</summary>
    public void Dispose()
    {
        Dispose(true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Closes the socket. There is no finaliser: a socket nobody closes is closed by its handle's, without waiting for what it had to send.</summary>
    /// <param name="disposing">True.</param>
    protected virtual void Dispose(bool disposing)
    {
        if (Interlocked.Exchange(ref _native, null) is { } native)
        {
            Context.SocketClosed();
            native.Dispose();
        }
    }

    /// <summary>Makes the native socket, once.</summary>
    /// <param name="error">Null, or why it failed.</param>
    /// <returns>Whether it worked.</returns>
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
