using System.Runtime.InteropServices;

namespace ZmqNative.Interop;

/// <summary>Owns a libzmq socket and keeps its context alive until the socket is closed.</summary>
internal sealed class SocketHandle() : SafeHandle(0, ownsHandle: true)
{
    private ContextHandle? _context;
    private bool _finalizing;

    public override bool IsInvalid => handle == 0;

    /// <summary>
    /// zmq_socket, with a reference on the context that is released when the socket is closed. The
    /// reference comes first: if the context were released meanwhile, its zmq_ctx_term would wait
    /// for the new socket without end.
    /// </summary>
    internal static SocketHandle Open(ContextHandle context, ZmqSocketType type)
    {
        bool added = false;
        context.DangerousAddRef(ref added);
        try
        {
            context.ExpectSocket();
            SocketHandle socket = LibZmq.zmq_socket(context, (int)type);
            if (socket.IsInvalid)
            {
                throw Refused(context, ZmqLibrary.LastError());
            }
            socket._context = context;
            return socket;
        }
        catch
        {
            context.DangerousRelease();
            throw;
        }
    }

    // EMFILE stands for two limits, of which the C library's text names only one.
    private static ZmqException Refused(ContextHandle context, int error)
    {
        string limit = "";
        if (error == LibZmq.EMFILE)
        {
            int most = LibZmq.zmq_ctx_get(context, LibZmq.ZMQ_MAX_SOCKETS);
            limit = HasDescriptors()
                ? $" (the context has {nameof(ZmqContext.MaxSockets)} sockets, {most}, "
                    + "counting those that are still being closed)"
                : " (the process has no file descriptors left: ulimit -n, or LimitNOFILE of a service)";
        }
        return new ZmqException(error, ZmqLibrary.DescribeError(error), "zmq_socket", limit);
    }

    // Windows has no such limit.
    private static bool HasDescriptors()
    {
        try
        {
            if (!OperatingSystem.IsWindows())
            {
                File.OpenHandle("/dev/null").Dispose();
            }
            return true;
        }
        catch (IOException)
        {
            return false;
        }
    }

    protected override void Dispose(bool disposing)
    {
        _finalizing = !disposing;
        base.Dispose(disposing);
    }

    protected override unsafe bool ReleaseHandle()
    {
        int linger = 0;
        if (_finalizing)
        {
            ContextHandle.ThisIsTheFinalizer();
            // The caller has not asked to wait for these messages.
            _ = LibZmq.zmq_setsockopt(handle, LibZmq.ZMQ_LINGER, &linger, sizeof(int));
        }
        else
        {
            nuint size = sizeof(int);
            _ = LibZmq.zmq_getsockopt(handle, LibZmq.ZMQ_LINGER, &linger, &size);
            _context!.ExpectLinger(linger);
        }
        // Never waits: libzmq's reaper thread does the rest.
        bool closed = LibZmq.zmq_close(handle) == 0;
        _context!.DangerousRelease();
        return closed;
    }
}
