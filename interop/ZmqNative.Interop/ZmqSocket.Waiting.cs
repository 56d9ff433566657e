namespace ZmqNative.Interop;

// Calls that may have to wait: each is an attempt that libzmq accepts or refuses without waiting.
// It is made under the lock, and waited for without it (SocketWaits).
public sealed unsafe partial class ZmqSocket
{
    private readonly SocketWaits _waits;

    // 0 until first needed. No socket has this descriptor: the process has it from its start.
    private nint _descriptor;

    internal bool IsDisposed => _disposed;

    /// <summary>
    /// Whether a message was begun by a part, and its last part is still to be
    /// sent. Read under the lock.
    /// </summary>
    internal bool IsMidSend { get; private set; }

    /// <summary>ZMQ_EVENTS, without an exception. Called under the lock.</summary>
    /// <returns>0, or the number zmq_errno returned.</returns>
    internal int TryGetEvents(out ZmqPollEvents events)
    {
        int value, error;
        nuint length = sizeof(int);
        do
        {
            error = ZmqThrow.ErrorOf(LibZmq.zmq_getsockopt(_handle, LibZmq.ZMQ_EVENTS, &value, &length));
        }
        while (error == LibZmq.EINTR);
        events = error == 0 ? (ZmqPollEvents)value : ZmqPollEvents.None;
        return error;
    }

    /// <summary>ZMQ_FD, read once: it never changes. Read under the lock.</summary>
    internal nint Descriptor => _descriptor != 0 ? _descriptor : _descriptor = FileDescriptor;

    internal SocketWaits Waits => _waits;

    /// <summary>zmq_close, which may end the context.</summary>
    /// <param name="waits">Whether the caller waits for what lingers then.</param>
    internal void Close(bool waits)
    {
        if (waits)
        {
            _handle.Dispose();
        }
        else
        {
            ContextHandle.CloseWithoutWaiting(_handle);
        }
    }

    // The two things that a poller does with each socket: a query under the lock, and a
    // registration to be woken.
    internal ZmqPollEvents Observe(SocketObserver observer, bool register)
    {
        if (observer.IsAsync)
        {
            RefuseAwait();
        }
        Enter();
        bool serves = true;
        try
        {
            ZmqThrow.IfError(TryGetEvents(out ZmqPollEvents events), "zmq_poll");
            events &= observer.Wanted;
            if (events == ZmqPollEvents.None && register && !observer.IsRegistered)
            {
                nint descriptor = Descriptor;
                // Where nobody else waits, the query was the last attempt of this one.
                serves = _waits.Any || observer.IsAsync;
                if (observer.IsAsync)
                {
                    _waits.Watch(descriptor);
                }
                _waits.Add(observer);
            }
            else
            {
                observer.IsSignalled = false;
            }
            return events;
        }
        finally
        {
            if (serves || _gate is null)
            {
                Release();
            }
            else
            {
                Leave(_gate);
            }
        }
    }

    internal void StopObserving(SocketObserver observer)
    {
        if (observer.IsRegistered)
        {
            // Not Enter, which refuses if the socket is disposed of: it stays open for this.
            _gate?.Enter();
            _waits.Remove(observer);
            Release();
        }
    }

    // Calls libzmq, and waits if that would block, for at most the socket's timeout.
    private int Perform(
        delegate*<ZmqSocket, void*, object?, int> attempt, void* arguments, bool isSend, bool wait,
        object? state = null)
    {
        Enter();
        int error = Attempt(attempt, arguments, state, isSend, queues: wait);
        if (!wait || error != LibZmq.EAGAIN)
        {
            Release();
            return error;
        }
        int milliseconds;
        nuint length = sizeof(int);
        error = ZmqThrow.ErrorOf(
            LibZmq.zmq_getsockopt(_handle, isSend ? LibZmq.ZMQ_SNDTIMEO : LibZmq.ZMQ_RCVTIMEO, &milliseconds, &length));
        if (error != 0 || milliseconds == 0)
        {
            Release();
            return error != 0 ? error : LibZmq.EAGAIN;
        }
        TimeSpan timeout = milliseconds < 0 ? Timeout.InfiniteTimeSpan : TimeSpan.FromMilliseconds(milliseconds);
        return Wait(attempt, arguments, state, isSend, timeout, default);
    }

    // libzmq processes commands before a send at most once in a millisecond, so it may refuse a message
    // although the reader has made room: a query of the events processes them, and the next attempt counts.
    private int Attempt(
        delegate*<ZmqSocket, void*, object?, int> attempt, void* arguments, object? state, bool isSend, bool queues)
    {
        if (queues && _waits.HasQueue(isSend))
        {
            return LibZmq.EAGAIN;
        }
        bool isBegun = IsMidSend;
        int error = attempt(this, arguments, state);
        return isSend && !isBegun && error == LibZmq.EAGAIN && TryGetEvents(out _) == 0
            ? attempt(this, arguments, state) : error;
    }

    // As the overload above, with the call's own timeout and token.
    private int Perform(
        delegate*<ZmqSocket, void*, object?, int> attempt, void* arguments, bool isSend, TimeSpan timeout,
        CancellationToken cancellationToken, object? state = null)
    {
        WaitTime.Check(timeout, nameof(timeout));
        cancellationToken.ThrowIfCancellationRequested();
        Enter();
        int error = Attempt(attempt, arguments, state, isSend, queues: true);
        if (error != LibZmq.EAGAIN || timeout == TimeSpan.Zero)
        {
            Release();
            return error;
        }
        return Wait(attempt, arguments, state, isSend, timeout, cancellationToken);
    }

    // Entered with the lock, which is released completely while the thread
    // waits, also within a hold.
    private int Wait(
        delegate*<ZmqSocket, void*, object?, int> attempt, void* arguments, object? state, bool isSend,
        TimeSpan timeout, CancellationToken cancellationToken)
    {
        WaitTime time = new(timeout);
        nint descriptor;
        BlockedCall call;
        try
        {
            descriptor = Descriptor;
            call = BlockedCall.OfThisThread;
        }
        catch
        {
            // The process may have no descriptor left for the thread's own.
            Release();
            throw;
        }
        call.Begin(attempt, arguments, state, isSend);
        _waits.KeepDescriptor();
        if (!_waits.Add(call))
        {
            _waits.Serve();
        }
        int depth = Leave();
        CancellationTokenRegistration registration =
            cancellationToken.UnsafeRegister(static call => ((BlockedCall)call!).Wake(), call);
        Exception? refusal = null;
        while (!call.IsDone)
        {
            refusal = call.Wait(descriptor, time);
            if (call.IsDone)
            {
                break;
            }
            _gate?.Enter();
            _waits.Serve();
            bool isCancelled = cancellationToken.IsCancellationRequested;
            if (!call.IsDone && (isCancelled || refusal is not null || time.IsOver))
            {
                _waits.Remove(call);
                call.Finish(
                    LibZmq.EAGAIN, refusal ?? (isCancelled ? new OperationCanceledException(cancellationToken) : null));
            }
            _ = Leave();
        }
        registration.Dispose();
        _waits.ReleaseDescriptor();
        if (_disposed)
        {
            Attend();
        }
        if (depth > 1)
        {
            // The hold around this call continues: Release leaves only as often as
            // the call itself entered.
            _gate!.EnterAgain(depth - 1);
        }
        return call.Failure is null ? call.Error : throw call.Failure;
    }

    // Leaves the lock completely, after serving all who wait.
    private int Leave()
    {
        int depth = _gate?.ExitAll() ?? 0;
        Attend();
        return depth;
    }

    private void Attend()
    {
        if (_gate is null)
        {
            return;
        }
        if (_waits.IsNoted || _disposed)
        {
            _waits.Note();
        }
    }
}
