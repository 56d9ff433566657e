using System.Text;
using ZmqNative.Interop;

namespace ZeroMQ;

/// <summary>
/// A context: the sockets that belong to it, and the threads for their input and output (zmq_ctx).
/// May be used from any thread.
/// </summary>
public sealed partial class ZContext : IDisposable
{
    private static readonly Lazy<ZContext> s_current = new(() => new ZContext());

    private readonly Lock _gate = new();
    private ZmqContext _native;

    // Sockets that nobody closed stay counted. The counter only decides whether a search for lost
    // sockets is worthwhile.
    private int _openSockets;

    /// <summary>Creates a context with libzmq's defaults (zmq_ctx_new).</summary>
    /// <exception cref="ZException">
    /// EMFILE: the process has no file descriptors left, and a garbage collection freed none.
    /// </exception>
    public ZContext() => _native = Exhausted.Retry(() => new ZmqContext());

    /// <summary>
    /// The context of the whole process, created at the first use. The library never disposes of
    /// it.
    /// </summary>
    public static ZContext Current => s_current.Value;

    /// <summary>UTF-8, the encoding of text for which no other encoding is given.</summary>
    public static Encoding Encoding { get; } = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false);

    /// <summary>The address of the native context; zero after its end.</summary>
    public IntPtr ContextPtr => _native?.DangerousGetHandle() ?? IntPtr.Zero;

    internal ZmqContext Native => _native ?? throw new ObjectDisposedException(nameof(ZContext));

    /// <summary>Creates a context.</summary>
    /// <exception cref="ZException">
    /// EMFILE: the process has no file descriptors left, and a garbage collection freed none.
    /// </exception>
    public static ZContext Create() => new();

    /// <summary>
    /// Whether libzmq was built with a capability (zmq_has): ipc, pgm, tipc, norm, curve, gssapi,
    /// draft.
    /// </summary>
    /// <param name="capability">The name of the capability.</param>
    public static bool Has(string capability) => ZmqLibrary.Has(capability);

    /// <summary>
    /// Ends every blocked call with ETERM (zmq_ctx_shutdown). The sockets still have to be closed.
    /// </summary>
    /// <exception cref="ZException">libzmq returned an error.</exception>
    public void Shutdown() => ZErrors.Throw(Shutdown(out ZError error), error);

    /// <summary>
    /// Ends every blocked call with ETERM (zmq_ctx_shutdown). The sockets still have to be closed.
    /// </summary>
    /// <param name="error">Null on success; otherwise the error.</param>
    /// <returns>True on success, and if the context had ended before.</returns>
    public bool Shutdown(out ZError error) => ZErrors.Try(() => _native?.Shutdown(), out error);

    /// <summary>
    /// Ends the context (zmq_ctx_term). Waits until all sockets are closed and their queued
    /// messages are sent or discarded.
    /// </summary>
    /// <exception cref="ZException">libzmq returned an error.</exception>
    public void Terminate() => ZErrors.Throw(Terminate(out ZError error), error);

    /// <summary>
    /// Ends the context (zmq_ctx_term). Waits until all sockets are closed and their queued
    /// messages are sent or discarded.
    /// </summary>
    /// <param name="error">Null on success; otherwise the error.</param>
    /// <returns>True on success, and if the context had ended before.</returns>
    public bool Terminate(out ZError error)
    {
        ZmqContext native;
        lock (_gate)
        {
            native = _native;
            _native = null;
        }
        if (native is null)
        {
            error = ZError.None;
            return true;
        }

        // A socket to which nothing refers any more blocks the end of the context until it is
        // finalised, so garbage is collected meanwhile. Threads may lose a socket when ETERM ends
        // their call.
        using Timer lost = new(_ => CollectLostSockets(), null, TimeSpan.Zero, TimeSpan.FromSeconds(1));
        return ZErrors.Try(native.Terminate, out error);
    }

    /// <summary>Ends the context as <see cref="Terminate()"/> does, and ignores errors.</summary>
    public void Dispose() => _ = Terminate(out _);

    internal void SocketOpened() => Interlocked.Increment(ref _openSockets);

    internal void SocketClosed() => Interlocked.Decrement(ref _openSockets);

    private void CollectLostSockets()
    {
        if (Volatile.Read(ref _openSockets) > 0)
        {
            GC.Collect();
        }
    }
}
