using System.Diagnostics;

namespace ZmqNative.Interop;

/// <summary>Who waits for a socket, and the rule by which nobody is forgotten.</summary>
/// <remarks>
/// <para>
/// ZMQ_FD is edge-triggered: it becomes readable once, and the next call of any thread that looks for libzmq's commands makes
/// it unreadable, whoever waited for it. So the descriptor alone wakes nobody reliably. The rule that does:
/// </para>
/// <para>
/// <b>Whoever leaves the lock has served everybody who waits.</b> Each call runs under the lock, may take commands from the
/// socket's mailbox, and before it leaves it makes the calls of those who wait, as far as libzmq takes them (<see cref="Serve"/>).
/// When the lock is free, the mailbox was empty after the last attempt of each waiting call; a command that comes later makes the
/// descriptor readable, and it stays so until somebody takes the lock, and serves.
/// </para>
/// <code>
///            libzmq takes it
/// try, locked ──────────────────────────────────────────────────────> leave
///    │ EAGAIN
///    v                         descriptor readable: lock, Serve
/// queued, unlocked ── wait ──┬─ another thread leaves the lock: Serve ─> done, woken ─> leave
///                            ├─ time over, token ─> lock, Serve, out of the queue ────> leave
///                            └─ Dispose, context's end ─> done with an error, woken ──> leave
/// </code>
/// <para>
/// A thread that finds the lock taken does not wait for it to do any of this: it leaves a note (<c>_isNoted</c>), tries once, and
/// goes; the owner looks at the note after it has left. Both write first and read then, with a full fence between, so one of
/// them sees the other. The socket is closed when it is disposed of, nobody has the lock, and no thread waits for its
/// descriptor, whose number the system could give to somebody else.
/// </para>
/// </remarks>
internal sealed class SocketWaits(ZmqSocket socket, ZmqSocketGate? gate)
{
    // Where libzmq says that a type can send although a certain peer has no room, or all have to have some, its events do not tell
    // when that ends; a command for a send that a look at the events takes right after the send's own look is found so.
    private const int LookAgainAfter = 20;

    private const int MostPasses = 1000;
    private readonly bool _isOutExact =
        socket.Type is not (ZmqSocketType.Router or ZmqSocketType.XPublish or ZmqSocketType.Publish or ZmqSocketType.Stream);
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

    /// <summary>Whether somebody waits, so that whoever leaves has to serve. Under the lock.</summary>
    internal bool Any => _waiting != 0;

    /// <summary>Whether there is something to do for whoever has just left the lock.</summary>
    internal bool IsNoted => _isNoted;

    /// <summary>
    /// Whether a new call has to queue behind others. The further parts of a message go with its first. Under the lock.
    /// </summary>
    internal bool HasQueue(bool isSend) => isSend ? _sends.First is not null && !socket.IsMidSend : _receives.First is not null;

    /// <summary>Queues a call that libzmq did not take. Under the lock; serve before leaving it, unless it waits alone.</summary>
    /// <returns>Whether it waits alone, so that what libzmq has just said still counts.</returns>
    internal bool Add(SocketOperation operation)
    {
        (operation.IsSend ? ref _sends : ref _receives).Add(operation);
        Count(1, operation.IsAsync);
        return _waiting == 1 && !operation.IsSend;
    }

    /// <summary>Takes a call out of its queue. Under the lock.</summary>
    internal void Remove(SocketOperation operation)
    {
        (operation.IsSend ? ref _sends : ref _receives).Remove(operation);
        Count(-1, operation.IsAsync);
    }

    /// <summary>Registers a poller. Under the lock, after it has looked at the socket's events.</summary>
    internal void Add(SocketObserver observer)
    {
        (observer.Next, observer.IsRegistered, observer.IsSignalled) = (_observers, true, false);
        _observers = observer;
        Count(1, observer.IsAsync);
        KeepDescriptor();
    }

    /// <summary>Takes a poller out. Under the lock.</summary>
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

    /// <summary>Keeps the socket open although it is disposed of: a thread waits for its descriptor.</summary>
    internal void KeepDescriptor() => Interlocked.Increment(ref _onDescriptor);

    /// <summary>Takes <see cref="KeepDescriptor"/> back. Look at <see cref="Note"/> afterwards if the socket is disposed of.</summary>
    internal void ReleaseDescriptor() => Interlocked.Decrement(ref _onDescriptor);

    /// <summary>Serves everybody who waits, now or when the lock is free again. Any thread; never waits for the lock.</summary>
    internal void Note()
    {
        Debug.Assert(gate is not null, "A socket without a lock is used by one thread, which needs no note.");
        _isNoted = true;
        Interlocked.MemoryBarrier();
        while (_isNoted && gate.TryEnter())
        {
            // A note of a thread about its own hold is looked at when the hold ends.
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
                socket.Close();
            }
            if (!isFree)
            {
                return;
            }
        }
    }

    /// <summary>Ends a call that is awaited, because its token was cancelled. Any thread; never waits for the lock.</summary>
    internal void Cancel(SocketOperation operation)
    {
        operation.IsCancelled = true;
        _hasCancelled = true;
        Note();
    }

    /// <summary>Has the waiting thread watch the descriptor, for calls that are awaited. Under the lock.</summary>
    /// <exception cref="ZmqException">The system refuses.</exception>
    internal void Watch(nint descriptor) => (_awaited ??= new AwaitedDescriptor(descriptor, this)).Watch();

    /// <summary>Makes the calls of those who wait until libzmq takes no more, and wakes pollers. Under the lock.</summary>
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
            // A receive that finds nothing has looked for commands, so nothing more is to be asked.
            _ = Run(ref _receives);
        }
        else if (_receives.First is null && _observers is null)
        {
            // libzmq throttles the look for commands before a send, so the look is made here, and the send tried again.
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

    // A send, a receive and a look at the events each may take commands from the mailbox that another direction waits for. So the
    // last thing done is a look at the events, which tells exactly whether a receive has something to take, and for most types
    // whether a send would be taken.
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
                // libzmq throttles the look for commands before a send, so the events may have found some that the send had not.
                again |= passes == 0 || _isOutExact;
            }
        }
        while (again && _waiting != 0 && ++passes < MostPasses);
        if (_sends.First is not null && (!_isOutExact || passes == MostPasses))
        {
            _ = (_lookAgain ??= new Timer(static waits => ((SocketWaits)waits!).Note(), this, Timeout.Infinite, Timeout.Infinite))
                .Change(LookAgainAfter, Timeout.Infinite);
        }
        for (SocketObserver? observer = _observers; observer is not null; observer = observer.Next)
        {
            if ((events & observer.Wanted) != 0)
            {
                observer.Signal();
            }
        }
    }

    // Whether one was done.
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
