using System.Runtime.CompilerServices;

namespace ZmqNative.Interop;

/// <summary>
/// The lock of a socket, or of several that were made without: nearly always the same thread takes it, millions of times, and once in a while another. Such a thread is
/// favoured: it takes the lock and gives it back without an interlocked operation; another that wants it pays for both, with a barrier for the whole process.
/// </summary>
/// <remarks>May be taken again by the thread that has it. Whoever waits gets it in turn: a thread that polls for ever takes it again at once, and would have it always.</remarks>
public sealed partial class ZmqSocketGate
{
    private const int SpinLength = 30;

    private static readonly int s_defaultSpins = Environment.ProcessorCount > 1 ? 200 : 0;

    private readonly object _queue = new();
    private readonly int _spins;
    private readonly int _favourAfter;
    private int _owner;
    private int _depth;
    private int _waiting;
    private uint _lastTicket;
    private uint _turn = 1;

    /// <summary>Makes a lock that nobody has.</summary>
    public ZmqSocketGate() : this(s_defaultSpins)
    {
    }

    internal ZmqSocketGate(int spins, int favourAfter = DefaultFavourAfter) => (_spins, _favourAfter) = (spins, favourAfter);

    /// <summary>How often the thread that has it has taken it.</summary>
    internal int Depth => _favour.Depth > 0 ? _favour.Depth : _depth;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal void Enter()
    {
        if (!TryEnterFavoured())
        {
            EnterShared();
        }
    }

    /// <summary>Takes the lock; waits for its turn while another thread has it.</summary>
    /// <returns>Gives it back when it is disposed of, on the same thread.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ZmqSocketGateHold Hold()
    {
        Enter();
        return new ZmqSocketGateHold(this);
    }

    internal bool TryEnter()
    {
        if (TryEnterFavoured())
        {
            return true;
        }
        t_thread ??= new object();
        int thread = Environment.CurrentManagedThreadId;
        if (_owner == thread)
        {
            _depth++;
            return true;
        }
        while (Interlocked.CompareExchange(ref _owner, thread, 0) == 0)
        {
            Favoured favour = _favour;
            if (TryRevoke())
            {
                _depth = 1;
                return true;
            }
            Free();
            Interlocked.MemoryBarrier();
            if (Volatile.Read(ref favour.Depth) > 0)
            {
                return false;
            }
            // It has left meanwhile, and has perhaps tried as well and been refused because of us.
        }
        return false;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal void Exit()
    {
        if (!TryExitFavoured())
        {
            ExitShared();
        }
    }

    private void EnterShared()
    {
        t_thread ??= new object();
        int thread = Environment.CurrentManagedThreadId;
        if (_owner != thread)
        {
            if (Volatile.Read(ref _waiting) != 0 || Interlocked.CompareExchange(ref _owner, thread, 0) != 0)
            {
                Wait(thread);
            }
            if (!TryRevoke())
            {
                WaitForFavoured();
            }
        }
        _depth++;
    }

    private void ExitShared()
    {
        if (--_depth == 0)
        {
            Favour();
            Free();
        }
    }

    private void Free()
    {
        Volatile.Write(ref _owner, 0);

        // May be read before the write is seen by others; whoever waits makes sure that it is not.
        if (Volatile.Read(ref _waiting) != 0)
        {
            Wake();
        }
    }

    private void Wait(int thread)
    {
        // Whoever has it gives it back soon as a rule, and to be woken takes a hundred times longer. Not past those who are waiting already.
        for (int i = 0; i < _spins && Volatile.Read(ref _waiting) == 0; i++)
        {
            if (Volatile.Read(ref _owner) == 0 && Interlocked.CompareExchange(ref _owner, thread, 0) == 0)
            {
                return;
            }
            Thread.SpinWait(SpinLength);
        }
        bool isInterrupted = false;
        lock (_queue)
        {
            uint ticket = ++_lastTicket;
            _waiting++;

            // From here on whoever gives the lock back sees that somebody waits; who did before has given it back for us to see.
            Interlocked.MemoryBarrierProcessWide();
            while (ticket != _turn || Interlocked.CompareExchange(ref _owner, thread, 0) != 0)
            {
                try
                {
                    _ = Monitor.Wait(_queue);
                }
                catch (ThreadInterruptedException)
                {
                    // Its turn would come and nobody take it.
                    isInterrupted = true;
                }
            }
            _turn++;
            _waiting--;
        }
        InterruptAgain(isInterrupted);
    }

    private void Wake()
    {
        bool isInterrupted = false;
        for (bool isDone = false; !isDone;)
        {
            try
            {
                lock (_queue)
                {
                    Monitor.PulseAll(_queue);
                }
                isDone = true;
            }
            catch (ThreadInterruptedException)
            {
                isInterrupted = true;
            }
        }
        InterruptAgain(isInterrupted);
    }

    // At its next wait that may be interrupted.
    private static void InterruptAgain(bool isInterrupted)
    {
        if (isInterrupted)
        {
            Thread.CurrentThread.Interrupt();
        }
    }
}
