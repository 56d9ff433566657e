namespace ZmqNative.Interop;

// Awaited calls. Two threads of the process wait for the sockets of all of them (WaitingThreads).
public sealed partial class ZmqSocket : IAsyncDisposable
{
    private AsyncOperation? _spareReceive;
    private AsyncOperation? _spareSend;

    /// <summary>
    /// Receives one part (zmq_msg_recv), without a thread that waits. Nothing is
    /// allocated if a part has arrived already. Receives are served in the order of their
    /// calls. Any thread may call.
    /// </summary>
    /// <param name="part">
    /// Receives the bytes; its previous content is released. It belongs to the
    /// call until that has ended.
    /// </param>
    /// <param name="cancellationToken">Ends the wait. Later messages stay in the socket.</param>
    /// <returns>
    /// A task to be awaited once; the code after it runs in its own context, on the thread pool, or on
    /// a thread of the library that is not needed meanwhile. It may block as code on the pool may.
    /// </returns>
    /// <remarks><see cref="ReceiveTimeout"/> does not apply: use the token.</remarks>
    /// <exception cref="OperationCanceledException">The token was cancelled first.</exception>
    /// <exception cref="ZmqException">ETERM: context shut down; others of zmq_msg_recv.</exception>
    /// <exception cref="ObjectDisposedException">
    /// The socket is disposed of, also while waiting, or the part is.
    /// </exception>
    /// <exception cref="InvalidOperationException">The socket was made without a lock.</exception>
    public ValueTask ReceiveAsync(ZmqMessage part, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(part);
        if (cancellationToken.IsCancellationRequested)
        {
            return ValueTask.FromCanceled(cancellationToken);
        }
        EnterAsync();
        int error = Refused;
        try
        {
            error = _waits.HasQueue(isSend: false) ? LibZmq.EAGAIN : TryReceivePart(part);
            if (error == LibZmq.EAGAIN)
            {
                AsyncOperation operation = Interlocked.Exchange(ref _spareReceive, null) ?? new AsyncOperation(this);
                operation.BeginReceive(part);
                Enqueue(operation);
                operation.CancelWith(cancellationToken);
                return new ValueTask(operation, operation.Version);
            }
        }
        finally
        {
            if (error != LibZmq.EAGAIN)
            {
                Release();
            }
        }
        return error == 0 ? default : ValueTask.FromException(ZmqThrow.Make(error, "zmq_msg_recv"));
    }

    /// <summary>
    /// Receives a message with all its parts. Otherwise as
    /// <see cref="ReceiveAsync(ZmqMessage, CancellationToken)"/>.
    /// </summary>
    /// <param name="parts">
    /// Receives the parts from its beginning, when the task is awaited; missing parts are
    /// added, and surplus ones stay. Where none can be added, as to an array, or one is null or
    /// disposed of, the message is lost.
    /// </param>
    /// <param name="cancellationToken">Ends the wait. Later messages stay in the socket.</param>
    /// <returns>The number of parts received.</returns>
    /// <inheritdoc cref="ReceiveAsync(ZmqMessage, CancellationToken)"/>
    public ValueTask<int> ReceiveAsync(IList<ZmqMessage> parts, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(parts);
        if (cancellationToken.IsCancellationRequested)
        {
            return ValueTask.FromCanceled<int>(cancellationToken);
        }
        WholeMessage received = WholeMessage.OfThisThread;
        EnterAsync();
        int error = Refused;
        try
        {
            error = _waits.HasQueue(isSend: false) ? LibZmq.EAGAIN : received.Receive(this);
            if (error == LibZmq.EAGAIN)
            {
                AsyncOperation operation = Interlocked.Exchange(ref _spareReceive, null) ?? new AsyncOperation(this);
                operation.BeginReceive(parts);
                Enqueue(operation);
                operation.CancelWith(cancellationToken);
                return new ValueTask<int>(operation, operation.Version);
            }
        }
        finally
        {
            if (error != LibZmq.EAGAIN)
            {
                Release();
            }
        }
        return error == 0
            ? new(received.MoveTo(parts)) : ValueTask.FromException<int>(ZmqThrow.Make(error, "zmq_msg_recv"));
    }

    /// <summary>
    /// Sends one part without copying its bytes (zmq_msg_copy, zmq_msg_send), without a thread that
    /// waits for room. Nothing is allocated if there is room. Sends are served in the order of
    /// their calls. Any thread may call.
    /// </summary>
    /// <param name="part">The part, which must not be changed until the call has ended.</param>
    /// <param name="cancellationToken">Ends the wait. The part is then not sent.</param>
    /// <returns>
    /// A task to be awaited once; the code after it runs in its own context, on the thread pool, or on
    /// a thread of the library that is not needed meanwhile. It may block as code on the pool may.
    /// </returns>
    /// <remarks><see cref="SendTimeout"/> does not apply: use the token.</remarks>
    /// <exception cref="OperationCanceledException">The token was cancelled first.</exception>
    /// <exception cref="ZmqException">ETERM, EHOSTUNREACH; others of zmq_msg_send.</exception>
    /// <exception cref="ObjectDisposedException">
    /// The socket is disposed of, also while waiting, or the part is.
    /// </exception>
    /// <exception cref="InvalidOperationException">The socket was made without a lock.</exception>
    public ValueTask SendAsync(ZmqMessage part, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(part);
        return SendAsync([part], cancellationToken);
    }

    /// <summary>
    /// Sends a message with all its parts, or nothing of it. Otherwise as
    /// <see cref="SendAsync(ZmqMessage, CancellationToken)"/>.
    /// </summary>
    /// <param name="parts">
    /// At least one part. They must not be changed until the call has ended.
    /// </param>
    /// <param name="cancellationToken">Ends the wait. Nothing is then sent.</param>
    /// <exception cref="ArgumentException">There is no part.</exception>
    /// <inheritdoc cref="SendAsync(ZmqMessage, CancellationToken)"/>
    public ValueTask SendAsync(ReadOnlySpan<ZmqMessage> parts, CancellationToken cancellationToken = default)
    {
        CheckParts(parts);
        if (cancellationToken.IsCancellationRequested)
        {
            return ValueTask.FromCanceled(cancellationToken);
        }
        EnterAsync();
        int error = Refused;
        try
        {
            error = _waits.HasQueue(isSend: true) ? LibZmq.EAGAIN : TrySendParts(parts);
            if (error == LibZmq.EAGAIN && !_waits.Any && TryGetEvents(out _) == 0)
            {
                // libzmq throttles the processing of commands before a send, so
                // there may be room already.
                error = TrySendParts(parts);
            }
            if (error == LibZmq.EAGAIN)
            {
                AsyncOperation operation = Interlocked.Exchange(ref _spareSend, null) ?? new AsyncOperation(this);
                operation.BeginSend(parts);
                Enqueue(operation);
                operation.CancelWith(cancellationToken);
                return new ValueTask(operation, operation.Version);
            }
        }
        finally
        {
            if (error != LibZmq.EAGAIN)
            {
                Release();
            }
        }
        return error == 0 ? default : ValueTask.FromException(ZmqThrow.Make(error, "zmq_msg_send"));
    }

    /// <summary>
    /// As <see cref="Dispose"/>, and never waits: a context that it ends goes on sending by itself.
    /// </summary>
    public ValueTask DisposeAsync()
    {
        CloseWhenFree(waits: false);
        return default;
    }

    /// <summary>Keeps a finished operation for the next call.</summary>
    internal void Return(AsyncOperation operation) =>
        Volatile.Write(ref operation.IsSend ? ref _spareSend : ref _spareReceive, operation);

    // No call of libzmq returns this number.
    private const int Refused = -1;

    private void EnterAsync()
    {
        RefuseAwait();
        Enter();
    }

    private void RefuseAwait()
    {
        if (_gate is null)
        {
            throw new InvalidOperationException(
                "A socket made without a lock is used by one thread at a time, so no other can wait for it: "
                + "its calls cannot be awaited.");
        }
    }

    // Leaves the lock, whether it succeeds or not.
    private void Enqueue(AsyncOperation operation)
    {
        try
        {
            _waits.Watch(Descriptor);
            if (_waits.Add(operation))
            {
                _ = LeaveOnce();
                return;
            }
        }
        catch
        {
            Release();
            throw;
        }
        Release();
    }

    // Does not serve others: the caller waits alone, and has just tried.
    private bool LeaveOnce()
    {
        _gate!.Exit();
        if (_disposed || _waits.IsNoted)
        {
            _waits.Note();
        }
        return true;
    }
}
