using System.Diagnostics;

namespace ZmqNative.Interop;

/// <summary>
/// The lock of a socket. It is reentrant. It is fair, because a thread that polls a socket in a
/// loop enters it again right after leaving, and would starve the others. It is held for calls that
/// do not wait, and never while a thread waits.
/// </summary>
/// <remarks>
/// Without contention it costs one interlocked operation to enter and one to leave. Waiting threads
/// queue and are served in the order of their arrival; no newcomer overtakes them.
/// </remarks>
internal sealed class ZmqSocketGate
{
    private const int SpinLength = 30;

    private static readonly int s_defaultSpins = Environment.ProcessorCount > 1 ? 200 : 0;

    private readonly object _queue = new();
    private readonly int _spins;
    private int _owner;
    private int _depth;
    private int _waiting;
    private uint _lastTicket;
    private uint _turn = 1;

    /// <summary>Creates a lock without an owner.</summary>
    internal ZmqSocketGate() : this(s_defaultSpins)
    {
    }

    internal ZmqSocketGate(int spins) => _spins = spins;

    /// <summary>How often the owner has entered; 0 without an owner.</summary>
    internal int Depth => _depth;

    /// <summary>Whether the calling thread is the owner.</summary>
    internal bool IsMine => Volatile.Read(ref _owner) == Environment.CurrentManagedThreadId;

    internal void Enter()
    {
        int thread = Environment.CurrentManagedThreadId;
        if (_owner != thread && (Volatile.Read(ref _waiting) != 0 || !TryOwn(thread)))
        {
            Wait(thread);
        }
        _depth++;
    }

    internal bool TryEnter()
    {
        int thread = Environment.CurrentManagedThreadId;
        if (_owner != thread && !TryOwn(thread))
        {
            // Only the owner may write the depth: even adding 0 to it could
            // undo the owner's change.
            return false;
        }
        _depth++;
        return true;
    }

    /// <summary>Leaves as often as the owner has entered, and returns that number.</summary>
    internal int ExitAll()
    {
        Debug.Assert(IsMine, "Only the owner leaves.");
        int depth = _depth;
        _depth = 1;
        Exit();
        return depth;
    }

    /// <summary>Enters as often as <see cref="ExitAll"/> left.</summary>
    internal void EnterAgain(int depth)
    {
        Enter();
        Debug.Assert(_depth == 1, "A thread that left altogether is not in.");
        _depth = depth;
    }

    /// <exception cref="SynchronizationLockException">Another thread is the owner.</exception>
    internal void Exit()
    {
        if (!IsMine)
        {
            throw new SynchronizationLockException(
                "The thread that leaves a socket's lock is not the one that has it.");
        }
        if (--_depth > 0)
        {
            return;
        }

        // A full fence: the write is visible before the number of waiting threads is read. A
        // thread about to wait counts itself with a full fence before it tries again, so one
        // of the two sees the other.
        Interlocked.Exchange(ref _owner, 0);
        if (Volatile.Read(ref _waiting) != 0)
        {
            Uninterrupted(() =>
            {
                lock (_queue)
                {
                    Monitor.PulseAll(_queue);
                }
                return true;
            });
        }
    }

    private bool TryOwn(int thread) => Interlocked.CompareExchange(ref _owner, thread, 0) == 0;

    private void Wait(int thread)
    {
        // Spins first: the owner usually leaves soon, and a wake-up takes a hundred times longer.
        // It never overtakes threads that wait already.
        for (int i = 0; i < _spins && Volatile.Read(ref _waiting) == 0; i++)
        {
            if (Volatile.Read(ref _owner) == 0 && TryOwn(thread))
            {
                return;
            }
            Thread.SpinWait(SpinLength);
        }
        uint ticket = 0;
        Uninterrupted(() =>
        {
            lock (_queue)
            {
                if (ticket == 0)
                {
                    ticket = ++_lastTicket;
                    Interlocked.Increment(ref _waiting);
                }
                while (ticket != _turn || !TryOwn(thread))
                {
                    _ = Monitor.Wait(_queue);
                }
                _turn++;
                Interlocked.Decrement(ref _waiting);
                return true;
            }
        });
    }

    // A thread that abandoned its turn, or did not wake the next one, would leave the others
    // waiting. So an interruption is delivered at the thread's next wait.
    private static void Uninterrupted(Func<bool> action)
    {
        for (bool isInterrupted = false, isDone = false; !isDone;)
        {
            try
            {
                isDone = action();
            }
            catch (ThreadInterruptedException)
            {
                isInterrupted = true;
                continue;
            }
            if (isInterrupted)
            {
                Thread.CurrentThread.Interrupt();
            }
        }
    }
}
