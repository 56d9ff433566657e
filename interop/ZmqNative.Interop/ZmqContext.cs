namespace ZmqNative.Interop;

/// <summary>
/// A libzmq context: the I/O thread and everything its sockets share. May be used from any thread.
/// </summary>
public sealed partial class ZmqContext : IDisposable, IAsyncDisposable
{
    private readonly Lock _gate = new();
    private readonly ContextHandle _handle;

    // The handle does not show this: it stays open as long as a socket refers to it.
    private volatile bool _ended;

    /// <summary>
    /// Creates a context with libzmq's defaults: one I/O thread, 1023 sockets (zmq_ctx_new).
    /// </summary>
    /// <exception cref="DllNotFoundException">
    /// No suitable libzmq was found; the message lists the places searched and the remedies.
    /// </exception>
    /// <exception cref="ZmqException">EMFILE: the process has no file descriptors left.</exception>
    public ZmqContext()
    {
        ZmqLibrary.EnsureLoaded();
        _handle = LibZmq.zmq_ctx_new();
        ZmqThrow.IfInvalid(_handle, "zmq_ctx_new");
    }

    /// <summary>
    /// The address of the context, for calls of libzmq that this library does not make;
    /// valid until the context ends.
    /// </summary>
    /// <exception cref="ObjectDisposedException">The context is disposed or terminated.</exception>
    public nint DangerousGetHandle() => Handle.DangerousGetHandle();

    /// <exception cref="ObjectDisposedException">The context is disposed or terminated.</exception>
    internal ContextHandle Handle
    {
        get
        {
            ObjectDisposedException.ThrowIf(_ended, this);
            return _handle;
        }
    }

    /// <summary>
    /// Wakes every blocked call of every socket with an error that says the context is terminated
    /// (zmq_ctx_shutdown); sockets must still be disposed of. Does nothing after
    /// <see cref="Terminate()"/> or <see cref="Dispose"/>, which include it.
    /// </summary>
    /// <exception cref="ZmqException">The context is unusable.</exception>
    public void Shutdown()
    {
        lock (_gate)
        {
            if (!_ended)
            {
                ZmqThrow.IfFailed(LibZmq.zmq_ctx_shutdown(_handle), "zmq_ctx_shutdown");
            }
        }
    }

    /// <summary>
    /// Ends the context now (zmq_ctx_term): blocks until every socket is disposed of, and all their
    /// accepted messages are handed to the operating system or their linger time is over.
    /// <see cref="Dispose"/> does nothing afterwards.
    /// </summary>
    /// <exception cref="ZmqException">The context is unusable.</exception>
    /// <exception cref="ObjectDisposedException">The context is disposed or terminated.</exception>
    public void Terminate() => ZmqThrow.IfError(ContextEnd.Wait(Release()), "zmq_ctx_term");

    /// <summary>
    /// As <see cref="Terminate()"/>, on a thread of its own that is waited for no longer than a time.
    /// </summary>
    /// <param name="timeout">How long to wait; <see cref="Timeout.InfiniteTimeSpan"/> for no limit.</param>
    /// <returns>
    /// False when the time was over first. The context goes on ending, and is kept until it has; the
    /// instrument <c>zmqnative.interop.contexts.overdue</c> of the meter <c>ZmqNative.Interop</c>
    /// counts it until then.
    /// </returns>
    /// <exception cref="ZmqException">The context is unusable.</exception>
    /// <exception cref="ObjectDisposedException">The context is disposed or terminated.</exception>
    public bool Terminate(TimeSpan timeout)
    {
        int? error = ContextEnd.Begin(Release(), timeout);
        ZmqThrow.IfError(error ?? 0, "zmq_ctx_term");
        return error is not null;
    }

    /// <summary>
    /// The type, and whether the context has sockets or is disposed of. Takes
    /// no lock and never throws.
    /// </summary>
    public override string ToString() =>
        $"{nameof(ZmqContext)} ({(_ended ? "disposed" : _handle.HadSockets ? "with sockets" : "without sockets")})";

    /// <summary>
    /// Wakes blocked calls and releases the context; it ends when its last socket is
    /// disposed of. If all sockets are disposed of already, this blocks for as long as
    /// their linger time requires, and at most 10 s longer: a context that libzmq does not end is
    /// kept and counted, as by <see cref="Terminate(TimeSpan)"/>.
    /// </summary>
    public void Dispose()
    {
        lock (_gate)
        {
            if (_ended)
            {
                return;
            }
            _ended = true;
            _ = LibZmq.zmq_ctx_shutdown(_handle);
        }
        _handle.Dispose();
    }

    /// <summary>
    /// As <see cref="Dispose"/>, without blocking the caller: if there are sockets that still send,
    /// a separate thread waits for them.
    /// </summary>
    public ValueTask DisposeAsync() => _ended ? default : new(
        Task.Factory.StartNew(Dispose, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default));

    // From now on this is of no use, and whoever called is to end the context.
    private nint Release()
    {
        lock (_gate)
        {
            nint context = Handle.DangerousGetHandle();
            _ended = true;
            _handle.SetHandleAsInvalid();
            _handle.ExpectEnd();
            return context;
        }
    }
}
