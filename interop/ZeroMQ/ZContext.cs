using System.Text;
using ZmqNative.Interop;

namespace ZeroMQ;

/// <summary>A context: what sockets share, and the threads that do their input and output. May be used from any thread.</summary>
public sealed partial class ZContext : IDisposable
{
    private static readonly Lazy<ZContext> s_current = new(() => new ZContext());

    private readonly Lock _gate = new();
    private ZmqContext _native;

    // Those nobody closed stay in it for good: it only tells whether it is worth while to look for lost ones.
    private int _openSockets;

    /// <summary>Makes a context with libzmq's defaults (zmq_ctx_new).</summary>
    /// <exception cref="ZException">EMFILE: the process has no file descriptors left, and collecting garbage freed none.</exception>
    public ZContext() => _native = Exhausted.Retry(() => new ZmqContext());

    /// <summary>One for the whole process, made when first asked for. The library never disposes of it.</summary>
    public static ZContext Current => s_current.Value;

    /// <summary>UTF-8: how text is encoded where nothing else is said.</summary>
    public static Encoding Encoding { get; } = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false);

    /// <summary>The address of the native context; zero after the end.</summary>
    public IntPtr ContextPtr => _native?.DangerousGetHandle() ?? IntPtr.Zero;

    internal ZmqContext Native => _native ?? throw new ObjectDisposedException(nameof(ZContext));

    /// <summary>Makes a context.</summary>
    /// <exception cref="ZException">EMFILE: the process has no file descriptors left.</exception>
    public static ZContext Create() => new();

    /// <summary>Whether libzmq was built with a capability (zmq_has): ipc, pgm, tipc, norm, curve, gssapi, draft.</summary>
    /// <param name="capability">The name.</param>
    public static bool Has(string capability) => ZmqLibrary.Has(capability);

    /// <summary>Wakes every blocked call with ETERM (zmq_ctx_shutdown). Sockets are still to be closed.</summary>
    /// <exception cref="ZException">libzmq refused.</exception>
    public void Shutdown() => ZErrors.Throw(Shutdown(out ZError error), error);

    /// <summary>Wakes every blocked call with ETERM (zmq_ctx_shutdown). Sockets are still to be closed.</summary>
    /// <param name="error">Null, or why it failed.</param>
    /// <returns>Whether it worked, or the context had ended before.</returns>
    public bool Shutdown(out ZError error) => ZErrors.Try(() => _native?.Shutdown(), out error);

    /// <summary>Ends the context (zmq_ctx_term): waits until all sockets are closed and what they had to send is sent or given up.</summary>
    /// <exception cref="ZException">libzmq refused.</exception>
    public void Terminate() => ZErrors.Throw(Terminate(out ZError error), error);

    /// <summary>Ends the context (zmq_ctx_term): waits until all sockets are closed and what they had to send is sent or given up.</summary>
    /// <param name="error">Null, or why it failed.</param>
    /// <returns>Whether it worked, or the context had ended before.</returns>
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

        // A socket nobody refers to any more would be waited for until the runtime happens to look. Threads may also lose one when ETERM wakes them.
        using Timer lost = new(_ => CollectLostSockets(), null, TimeSpan.Zero, TimeSpan.FromSeconds(1));
        return ZErrors.Try(native.Terminate, out error);
    }

    /// <summary>As <see cref="Terminate()"/>, but errors are not told.</summary>
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
