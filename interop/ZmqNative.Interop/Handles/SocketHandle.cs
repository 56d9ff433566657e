using System.Runtime.InteropServices;

namespace ZmqNative.Interop;

/// <summary>Owns a libzmq socket and keeps its context alive until the socket is closed.</summary>
internal sealed class SocketHandle() : SafeHandle(0, ownsHandle: true)
{
    private ContextHandle? _context;
    private bool _finalizing;

    public override bool IsInvalid => handle == 0;

    /// <summary>Takes a reference on the context, given back when the socket is closed.</summary>
    internal void KeepAlive(ContextHandle context)
    {
        bool added = false;
        context.DangerousAddRef(ref added);
        _context = context;
    }

    protected override void Dispose(bool disposing)
    {
        _finalizing = !disposing;
        base.Dispose(disposing);
    }

    protected override unsafe bool ReleaseHandle()
    {
        if (_finalizing)
        {
            // Nobody asked for these messages to be waited for, and zmq_ctx_term must not block the finaliser thread.
            int linger = 0;
            _ = LibZmq.zmq_setsockopt(handle, LibZmq.ZMQ_LINGER, &linger, sizeof(int));
        }
        bool closed = LibZmq.zmq_close(handle) == 0;
        _context?.DangerousRelease();
        return closed;
    }
}
