namespace ZmqNative.Interop;

/// <summary>A libzmq context: the I/O thread and everything its sockets share. May be used from any thread.</summary>
public sealed class ZmqContext : IDisposable
{
    /// <summary>Creates a context with libzmq's defaults: one I/O thread, 1023 sockets (zmq_ctx_new).</summary>
    /// <exception cref="DllNotFoundException">No suitable libzmq was found; the message says where was looked and what to do.</exception>
    /// <exception cref="ZmqException">EMFILE: the process has no file descriptors left.</exception>
    public ZmqContext()
    {
        ZmqLibrary.EnsureLoaded();
        Handle = LibZmq.zmq_ctx_new();
        ZmqThrow.IfInvalid(Handle, "zmq_ctx_new");
    }

    internal ContextHandle Handle { get; }

    /// <summary>Wakes every blocked call of every socket with a terminated context (zmq_ctx_shutdown); sockets must still be disposed of.</summary>
    /// <exception cref="ZmqException">The context is unusable.</exception>
    public void Shutdown() => ZmqThrow.IfFailed(LibZmq.zmq_ctx_shutdown(Handle), "zmq_ctx_shutdown");

    /// <summary>
    /// Ends the context now (zmq_ctx_term): blocks until every socket is disposed of and everything they had accepted
    /// is handed to the operating system or its linger time is over. <see cref="Dispose"/> does nothing afterwards.
    /// </summary>
    /// <exception cref="ZmqException">The context is unusable.</exception>
    public void Terminate()
    {
        ObjectDisposedException.ThrowIf(Handle.IsClosed, this);
        nint context = Handle.DangerousGetHandle();
        Handle.SetHandleAsInvalid();
        ZmqThrow.IfFailed(ContextHandle.Terminate(context), "zmq_ctx_term");
    }

    /// <summary>
    /// Wakes blocked calls and gives the context up; it ends when its last socket is disposed of. With sockets already
    /// disposed of this blocks as long as their linger time says.
    /// </summary>
    public void Dispose()
    {
        if (!Handle.IsClosed)
        {
            _ = LibZmq.zmq_ctx_shutdown(Handle);
            Handle.Dispose();
        }
    }
}
