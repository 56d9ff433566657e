namespace ZmqNative.Interop;

/// <summary>
/// Waits until one of several sockets can receive, or send if that is wanted, and beside them
/// for other descriptors. A wait allocates nothing. One thread at a time; other threads may
/// use the sockets meanwhile.
/// </summary>
public sealed class ZmqPoller
{
    private readonly ZmqSocket[] _sockets;
    private readonly SocketObserver[] _observers;
    private readonly List<ForeignDescriptor> _foreign = [];
    private readonly ZmqPollEvents[] _found;

    // The descriptors of the sockets, then the foreign ones, and then that of the thread's wake-up.
    private PollDescriptor[] _descriptors;
    private volatile WakeEvent? _wake;
    private volatile AsyncPoll? _async;
    private int _isUsed;

    /// <summary>Creates a poller over these sockets, which the caller still owns.</summary>
    /// <param name="sockets">At least one socket.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no socket.</exception>
    /// <exception cref="ArgumentNullException">A socket is null.</exception>
    public ZmqPoller(params ReadOnlySpan<ZmqSocket> sockets)
    {
        ArgumentOutOfRangeException.ThrowIfZero(sockets.Length);
        for (int i = 0; i < sockets.Length; i++)
        {
            ArgumentNullException.ThrowIfNull(sockets[i], $"{nameof(sockets)}[{i}]");
        }
        _sockets = sockets.ToArray();
        _observers = Array.ConvertAll(
            _sockets, socket => new SocketObserver(socket, Wake) { Wanted = ZmqPollEvents.Receive });
        _found = new ZmqPollEvents[_sockets.Length];
        _descriptors = new PollDescriptor[_sockets.Length + 1];
    }

    /// <summary>Adds a file descriptor, on Windows a SOCKET, that is no ZeroMQ socket.</summary>
    /// <param name="descriptor">Owned by the caller, and open while a wait is under way.</param>
    /// <param name="events">Read, write, both or none. An error or end counts as either.</param>
    /// <returns>Its index, after the sockets and the descriptors added before.</returns>
    /// <remarks>Must not be called while a wait is under way.</remarks>
    /// <exception cref="ArgumentOutOfRangeException">Negative, or no such event.</exception>
    public int Add(nint descriptor, ZmqPollEvents events = ZmqPollEvents.Receive)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(descriptor);
        CheckEvents(events);
        _foreign.Add(new ForeignDescriptor(descriptor, events));
        _descriptors = new PollDescriptor[_sockets.Length + _foreign.Count + 1];
        return _sockets.Length + _foreign.Count - 1;
    }

    /// <summary>Sets the events to wait for at an index; initially to receive.</summary>
    /// <param name="index">The socket's index, from 0, or the result of <see cref="Add"/>.</param>
    /// <param name="events">One, both or none.</param>
    /// <exception cref="ArgumentOutOfRangeException">No such index, or no such event.</exception>
    public void Watch(int index, ZmqPollEvents events)
    {
        CheckIndex(index);
        CheckEvents(events);
        if (index < _sockets.Length)
        {
            _observers[index].Wanted = events;
        }
        else
        {
            _foreign[index - _sockets.Length].Wanted = events;
        }
    }

    /// <summary>Waits until a socket can do a wanted call, without holding any lock.</summary>
    /// <param name="timeout">
    /// The longest wait; <see cref="Timeout.InfiniteTimeSpan"/> is no timeout, zero does not wait.
    /// </param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The number of sockets and descriptors that can; 0 when the time ran out.</returns>
    /// <remarks>Another thread's call on a socket may invalidate the result.</remarks>
    /// <exception cref="ArgumentOutOfRangeException">Negative, but not infinite.</exception>
    /// <exception cref="InvalidOperationException">A wait is under way.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled first.</exception>
    /// <exception cref="ZmqException">ETERM: context shut down.</exception>
    /// <exception cref="ObjectDisposedException">A socket is, or gets, disposed of.</exception>
    public int Wait(TimeSpan timeout, CancellationToken cancellationToken = default)
    {
        WaitTime.Check(timeout, nameof(timeout));
        cancellationToken.ThrowIfCancellationRequested();
        WaitTime time = new(timeout);
        BeginUse();
        try
        {
            _wake = WakeEvent.OfThisThread;
            int ready = LookAtAll(register: timeout != TimeSpan.Zero, awaiting: null);
            if (ready == 0 && timeout != TimeSpan.Zero)
            {
                using CancellationTokenRegistration registration =
                    cancellationToken.UnsafeRegister(static wake => ((WakeEvent)wake!).Set(), _wake);
                ready = WaitForEvents(time, cancellationToken);
            }
            return ready;
        }
        finally
        {
            StopObserving();
            _wake = null;
            EndUse();
        }
    }

    /// <summary>As <see cref="Wait"/>, but awaited.</summary>
    /// <param name="timeout">As for <see cref="Wait"/>.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>
    /// As of <see cref="Wait"/>. Await it before the poller's next use; the code after it runs on the
    /// thread pool or in its own context.
    /// </returns>
    /// <exception cref="ArgumentOutOfRangeException">Negative, but not infinite.</exception>
    /// <exception cref="InvalidOperationException">
    /// A wait is under way, or a socket was made without a lock.
    /// </exception>
    /// <exception cref="OperationCanceledException">The token was cancelled first.</exception>
    /// <exception cref="ZmqException">
    /// ETERM: context shut down; EPERM, EBADF: a file, or no descriptor, is added.
    /// </exception>
    /// <exception cref="ObjectDisposedException">A socket is, or gets, disposed of.</exception>
    public ValueTask<int> WaitAsync(TimeSpan timeout, CancellationToken cancellationToken = default)
    {
        WaitTime.Check(timeout, nameof(timeout));
        return cancellationToken.IsCancellationRequested
            ? ValueTask.FromCanceled<int>(cancellationToken)
            : (_async ??= new AsyncPoll(this)).Begin(timeout, cancellationToken);
    }

    /// <summary>Whether the last wait found that a socket can receive.</summary>
    /// <param name="index">The socket's index, from 0, or the result of <see cref="Add"/>.</param>
    public bool IsReadable(int index) => (Found(index) & ZmqPollEvents.Receive) != 0;

    /// <summary>Whether a socket can send; only if <see cref="Watch"/> set that event.</summary>
    /// <param name="index">The socket's index, from 0, or the result of <see cref="Add"/>.</param>
    public bool IsWritable(int index) => (Found(index) & ZmqPollEvents.Send) != 0;

    /// <exception cref="InvalidOperationException">A wait is under way.</exception>
    internal void BeginUse()
    {
        if (Interlocked.Exchange(ref _isUsed, 1) != 0)
        {
            throw new InvalidOperationException("A poller waits for one caller at a time.");
        }
    }

    internal void EndUse() => Volatile.Write(ref _isUsed, 0);

    /// <summary>Queries each socket under its lock, and registers while none is ready.</summary>
    internal int LookAtAll(bool register, AsyncPoll? awaiting)
    {
        int ready = 0;
        for (int i = 0; i < _sockets.Length; i++)
        {
            _observers[i].IsAsync = awaiting is not null;
            _found[i] = _sockets[i].Observe(_observers[i], register && ready == 0);
            ready += _found[i] == ZmqPollEvents.None ? 0 : 1;
        }
        foreach (ForeignDescriptor foreign in _foreign)
        {
            if (register && ready == 0)
            {
                if (awaiting is null)
                {
                    break; // The wait looks at it beside the sockets' descriptors.
                }
                foreign.Await(awaiting);
            }
            ready += foreign.Look() == ZmqPollEvents.None ? 0 : 1;
        }
        return ready;
    }

    /// <summary>Queries the sockets that have changed.</summary>
    internal int LookAtSignalled()
    {
        int ready = 0;
        for (int i = 0; i < _sockets.Length; i++)
        {
            ready += _observers[i].IsSignalled ? LookAgain(i) : 0;
        }
        foreach (ForeignDescriptor foreign in _foreign)
        {
            ready += foreign.Look() == ZmqPollEvents.None ? 0 : 1;
        }
        return ready;
    }

    internal void StopObserving()
    {
        foreach (SocketObserver observer in _observers)
        {
            observer.Socket.StopObserving(observer);
        }
        foreach (ForeignDescriptor foreign in _foreign)
        {
            foreign.Stop();
        }
    }

    private int WaitForEvents(WaitTime time, CancellationToken cancellationToken)
    {
        int i;
        for (i = 0; i < _sockets.Length; i++)
        {
            _descriptors[i] = new PollDescriptor(_sockets[i].Descriptor, ZmqPollEvents.Receive);
        }
        foreach (ForeignDescriptor foreign in _foreign)
        {
            _descriptors[i++] = foreign.Item;
        }
        WakeEvent wake = _wake!;
        _descriptors[i] = new PollDescriptor(wake.Descriptor, ZmqPollEvents.Receive);
        while (true)
        {
            PollDescriptor.Wait(_descriptors, time);
            if (_descriptors[^1].Found != ZmqPollEvents.None)
            {
                wake.Clear();
            }
            int ready = 0;
            for (i = 0; i < _sockets.Length; i++)
            {
                ready += _descriptors[i].Found != ZmqPollEvents.None || _observers[i].IsSignalled ? LookAgain(i) : 0;
            }
            foreach (ForeignDescriptor foreign in _foreign)
            {
                ready += foreign.Take(_descriptors[i++]) == ZmqPollEvents.None ? 0 : 1;
            }
            if (ready > 0 || time.IsOver)
            {
                return ready;
            }
            cancellationToken.ThrowIfCancellationRequested();
        }
    }

    private int LookAgain(int index)
    {
        _found[index] = _sockets[index].Observe(_observers[index], register: false);
        return _found[index] == ZmqPollEvents.None ? 0 : 1;
    }

    private static void CheckEvents(ZmqPollEvents events)
    {
        if ((events & ~(ZmqPollEvents.Receive | ZmqPollEvents.Send)) != 0)
        {
            throw new ArgumentOutOfRangeException(
                nameof(events), events, "A socket is watched for receiving, sending, both or none.");
        }
    }

    // Called under a socket's lock.
    private void Wake()
    {
        _wake?.Set();
        _async?.Wake();
    }

    private ZmqPollEvents Found(int index)
    {
        CheckIndex(index);
        return index < _sockets.Length ? _found[index] : _foreign[index - _sockets.Length].Item.Found;
    }

    private void CheckIndex(int index)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, _sockets.Length + _foreign.Count);
    }
}
