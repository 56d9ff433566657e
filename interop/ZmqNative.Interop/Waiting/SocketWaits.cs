using System.Diagnostics;

namespace ZmqNative.Interop;

/// <summary>The calls and pollers that wait for a socket, of which none is missed.</summary>
/// <remarks>
/// ZMQ_FD is edge-triggered: it becomes readable once, and the next call of any thread that
/// processes libzmq's commands makes it unreadable, although another thread may wait for it. So
/// the descriptor alone is not reliable. The rule that is: <b>a thread that leaves the lock has
/// served all who wait.</b> Each call runs under the lock and may take commands from the socket's
/// mailbox; before it leaves, it makes the waiting calls as far as libzmq accepts them
/// (<see cref="Serve"/>). While the lock is free, the mailbox was therefore empty after the last
/// attempt of each waiting call. A later command makes the descriptor readable until a thread
/// takes the lock, and serves.
/// <code>
///            libzmq accepts it
/// try, locked ──────────────────────────────────────────────────────> leave
///    │ EAGAIN
///    v                         descriptor readable: lock, Serve
/// queued, unlocked ── wait ──┬─ another thread leaves the lock: Serve ─> done, woken ─> leave
///                            ├─ timeout, token ─> lock, Serve, out of the queue ──────> leave
///                            └─ Dispose, Shutdown ─> done with an error, woken ───────> leave
/// </code>
/// A thread that finds the lock taken does not wait for it to serve: it sets <c>_isNoted</c>, tries
/// once, and continues; the owner reads the note after it has left. Both write first and then read,
/// with a full fence between, so one of them sees the other's write. The socket is closed when it
/// is disposed of, no thread has the lock, and none waits for its descriptor, whose number the
/// system could reuse. All members are used under the lock, except those about notes, descriptors
/// to keep and cancellation.
/// </remarks>
internal sealed class SocketWaits(ZmqSocket socket, ZmqSocketGate? gate)
{
    // For types that can send although a certain peer has no room, or that need room at all
    // peers, the events do not show when a wait for room ends. A query after this many
    // milliseconds, with a retry, finds it.
    private const int LookAgainAfter = 20;
    private const int MostPasses = 1000;
    private readonly bool _isOutExact =
        socket.Type is not (ZmqSocketType.Router or ZmqSocketType.XPublish
            or ZmqSocketType.Publish or ZmqSocketType.Stream);
    private Timer? _lookAgain;
    private AwaitedDescriptor? _awaited;
    private OperationQueue _receives;
    private OperationQueue _sends;
    private SocketObserver? _observers;
    private int _waiting;
    private int _onDescriptor;
    private int _awaiting;
    private volatile bool _isNoted;
    private volatile bool _hasCancelled;

    /// <summary>Whether the native socket is closed, or about to be.</summary>
    internal bool IsClosed { get; private set; }

    /// <summary>Whether anybody waits, so that a thread that leaves has to serve.</summary>
    internal bool Any => _waiting != 0;

    /// <summary>Whether the thread that has just left the lock has something to do.</summary>
    internal bool IsNoted => _isNoted;

    /// <summary>Whether a call has to queue. A message's further parts never do.</summary>
    internal bool HasQueue(bool isSend) =>
        isSend ? _sends.First is not null && !socket.IsMidSend : _receives.First is not null;

    /// <summary>Queues a call that libzmq refused. Serve next, unless it waits alone.</summary>
    /// <returns>Whether it waits alone, so that libzmq's last answer still counts.</returns>
    internal bool Add(SocketOperation operation)
    {
        (operation.IsSend ? ref _sends : ref _receives).Add(operation);
        Count(1, operation.IsAsync);
        return _waiting == 1 && !operation.IsSend;
    }

    /// <summary>Removes a call from its queue.</summary>
    internal void Remove(SocketOperation operation)
    {
        (operation.IsSend ? ref _sends : ref _receives).Remove(operation);
        Count(-1, operation.IsAsync);
    }

    /// <summary>Registers a poller, after the socket's events were queried.</summary>
    internal void Add(SocketObserver observer)
    {
        (observer.Next, observer.IsRegistered, observer.IsSignalled) = (_observers, true, false);
        _observers = observer;
        Count(1, observer.IsAsync);
        KeepDescriptor();
    }

    /// <summary>Removes a poller.</summary>
    internal void Remove(SocketObserver observer)
    {
        if (_observers == observer)
        {
            _observers = observer.Next;
        }
        else
        {
            SocketObserver before = _observers!;
            while (before.Next != observer)
            {
                before = before.Next!;
            }
            before.Next = observer.Next;
        }
        (observer.Next, observer.IsRegistered) = (null, false);
        Count(-1, observer.IsAsync);
        ReleaseDescriptor();
    }

    /// <summary>Keeps a disposed socket open, because a thread waits for its descriptor.</summary>
    internal void KeepDescriptor() => Interlocked.Increment(ref _onDescriptor);

    /// <summary>Reverts <see cref="KeepDescriptor"/>. Call <see cref="Note"/> next.</summary>
    internal void ReleaseDescriptor() => Interlocked.Decrement(ref _onDescriptor);

    /// <summary>Serves all who wait, now or when the lock is free; never waits for it.</summary>
    /// <param name="isDispose">Whether this thread disposes of it, and may wait for the context.</param>
    internal void Note(bool isDispose = false)
    {
        Debug.Assert(gate is not null, "A socket without a lock is used by one thread, which needs no note.");
        _isNoted = true;
        Interlocked.MemoryBarrier();
        while (_isNoted && gate.TryEnter())
        {
            // A note that a thread makes while it holds the lock is read when the hold ends.
            bool isFree = gate.Depth == 1, closes = false;
            if (isFree)
            {
                _isNoted = false;
                _awaited?.TakeSignal(_awaiting > 0);
                if (_waiting != 0)
                {
                    Serve();
                }
                closes = socket.IsDisposed && !IsClosed && Volatile.Read(ref _onDescriptor) == 0;
                if (closes)
                {
                    IsClosed = true;
                    _awaited?.Stop();
                }
            }
            gate.Exit();
            if (closes)
            {
                socket.Close(isDispose);
            }
            if (!isFree)
            {
                return;
            }
        }
    }

    /// <summary>Ends an awaited call whose token was cancelled; never waits for the lock.</summary>
    internal void Cancel(SocketOperation operation)
    {
        operation.IsCancelled = true;
        _hasCancelled = true;
        Note();
    }

    /// <summary>Makes the waiting threads watch the descriptor, for awaited calls.</summary>
    /// <exception cref="ZmqException">The system refuses.</exception>
    internal void Watch(nint descriptor) => (_awaited ??= new AwaitedDescriptor(descriptor, this)).Watch();

    /// <summary>Makes waiting calls until libzmq accepts no more, and wakes pollers.</summary>
    internal void Serve()
    {
        Debug.Assert(gate is null || gate.IsMine, "Only the owner calls libzmq.");
        if (_hasCancelled)
        {
            _hasCancelled = false;
            RemoveCancelled(ref _receives);
            RemoveCancelled(ref _sends);
        }
        if (socket.IsDisposed)
        {
            FailAll(0, static socket => new ObjectDisposedException(socket.GetType().FullName));
        }
        else if (_sends.First is null && _observers is null)
        {
            // A receive that finds nothing has processed commands, so no query is needed.
            _ = Run(ref _receives);
        }
        else if (_receives.First is null && _observers is null)
        {
            // libzmq throttles commands before a send: query the events, and retry.
            _ = Run(ref _sends);
            if (_sends.First is not null)
            {
                _ = socket.TryGetEvents(out _);
                _ = Run(ref _sends);
            }
        }
        else
        {
            ServeBothDirections();
        }
        if (_awaiting > 0)
        {
            _awaited!.Watch();
        }
    }

    // A send, a receive and a query of the events may each take commands that another direction
    // waits for. So the last call is a query, which reports exactly whether a receive finds a
    // message, and for most types whether a send succeeds.
    private void ServeBothDirections()
    {
        ZmqPollEvents events;
        bool again;
        int passes = 0;
        do
        {
            again = Run(ref _sends);
            int error = socket.TryGetEvents(out events);
            if (error != 0)
            {
                FailAll(error);
                return;
            }
            if ((events & ZmqPollEvents.Receive) != 0 && _receives.First is not null)
            {
                _ = Run(ref _receives);
                again = true;
            }
            if ((events & ZmqPollEvents.Send) != 0 && HasQueue(isSend: true))
            {
                // The query may have taken a command that the send, being throttled, had not.
                again |= passes == 0 || _isOutExact;
            }
        }
        while (again && _waiting != 0 && ++passes < MostPasses);
        if (_sends.First is not null && (!_isOutExact || passes == MostPasses))
        {
            _lookAgain ??=
                new Timer(static waits => ((SocketWaits)waits!).Note(), this, Timeout.Infinite, Timeout.Infinite);
            _ = _lookAgain.Change(LookAgainAfter, Timeout.Infinite);
        }
        for (SocketObserver? observer = _observers; observer is not null; observer = observer.Next)
        {
            if ((events & observer.Wanted) != 0)
            {
                observer.Signal();
            }
        }
    }

    // Returns whether a call was made.
    private bool Run(ref OperationQueue queue)
    {
        bool any = false;
        while (queue.First is { } first && !(first.IsSend && socket.IsMidSend))
        {
            int error = first.Try(socket);
            if (error == LibZmq.EAGAIN)
            {
                break;
            }
            Remove(first);
            first.Finish(error);
            any = true;
        }
        return any;
    }

    private void Count(int difference, bool isAsync)
    {
        _waiting += difference;
        _awaiting += isAsync ? difference : 0;
        _awaited?.Keep(_awaiting > 0 ? this : null);
    }

    private void RemoveCancelled(ref OperationQueue queue)
    {
        for (SocketOperation? next, operation = queue.First; operation is not null; operation = next)
        {
            next = operation.Next;
            if (operation.IsCancelled)
            {
                Remove(operation);
                operation.Finish(0, new OperationCanceledException(operation.Token));
            }
        }
    }

    private void FailAll(int error, Func<ZmqSocket, Exception>? failure = null)
    {
        while ((_receives.First ?? _sends.First) is { } first)
        {
            Remove(first);
            first.Finish(error, failure?.Invoke(socket));
        }
        for (SocketObserver? observer = _observers; observer is not null; observer = observer.Next)
        {
            observer.Signal();
        }
    }
}
