using System.Runtime.CompilerServices;

namespace ZmqNative.Interop;

// The favoured thread. It says that it is inside, and then looks whether its favour was revoked; who revokes it says so, and then looks whether it is inside. In between
// the processor may let a read overtake a write: the one who revokes, seldom as that is, has all processors finish their writes.
public sealed partial class ZmqSocketGate
{
    // A revocation costs as much as some thousand interlocked operations: as often a thread has to have taken the lock without another coming in between.
    private const int DefaultFavourAfter = 10_000;

    private static readonly Favoured s_nobody = new() { Thread = new object() };

    // What stands for a thread; to read it takes half as long as to ask for the thread's number.
    [ThreadStatic]
    private static object? t_thread;

    // Changed only by whoever is the owner. The next one is made beforehand: a thread that is favoured allocates nothing for it.
    private Favoured _favour = s_nobody;
    private Favoured _nextFavour = new();
    private int _lastOwner;
    private int _timesInARow;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private bool TryEnterFavoured()
    {
        Favoured favour = _favour;
        return favour.Thread == t_thread && favour.TryEnter(this);
    }

    /// <summary>False when the thread came in as any other.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private bool TryExitFavoured()
    {
        Favoured favour = _favour;
        // Nobody else can be inside then.
        return favour.Depth > 0 && favour.Exit(this);
    }

    /// <summary>Favours the thread that is about to give the lock back, if it has taken it often enough without another coming in between.</summary>
    private void Favour()
    {
        if (_lastOwner != _owner)
        {
            (_lastOwner, _timesInARow) = (_owner, 0);
        }
        else if (++_timesInARow >= _favourAfter && _waiting == 0)
        {
            _timesInARow = 0;
            _nextFavour.Thread = t_thread;
            Volatile.Write(ref _favour, _nextFavour);
        }
    }

    /// <summary>Ends a favour, as the owner; false when the favoured thread is inside.</summary>
    private bool TryRevoke()
    {
        Favoured favour = _favour;
        if (favour == s_nobody)
        {
            return true;
        }
        if (favour.Thread != t_thread)
        {
            Volatile.Write(ref favour.IsRevoked, true);
            Interlocked.MemoryBarrierProcessWide();
            if (Volatile.Read(ref favour.Depth) > 0)
            {
                return false;
            }
        }
        EndFavour();
        return true;
    }

    /// <summary>Waits until the favoured thread, whose favour is revoked, has given the lock back.</summary>
    private void WaitForFavoured()
    {
        Favoured favour = _favour;
        for (int i = 0; i < _spins && Volatile.Read(ref favour.Depth) > 0; i++)
        {
            Thread.SpinWait(SpinLength);
        }
        bool isInterrupted = false;
        while (Volatile.Read(ref favour.Depth) > 0)
        {
            try
            {
                lock (_queue)
                {
                    if (Volatile.Read(ref favour.Depth) > 0)
                    {
                        _ = Monitor.Wait(_queue);
                    }
                }
            }
            catch (ThreadInterruptedException)
            {
                // We are the owner: nobody else would come in any more.
                isInterrupted = true;
            }
        }
        EndFavour();
        InterruptAgain(isInterrupted);
    }

    private void EndFavour() => (_favour, _nextFavour) = (s_nobody, new Favoured());

    /// <summary>A favour: another one each time, so that a thread late in leaving its last one disturbs nobody.</summary>
    private sealed class Favoured
    {
        // Null until it is given to one.
        internal object? Thread;

        // How often the thread is inside: written by it alone.
        internal int Depth;

        internal bool IsRevoked;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        internal bool TryEnter(ZmqSocketGate gate)
        {
            int depth = Depth + 1;
            Volatile.Write(ref Depth, depth);
            return depth > 1 || !Volatile.Read(ref IsRevoked) || Leave(gate);
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        internal bool Exit(ZmqSocketGate gate)
        {
            int depth = Depth - 1;
            Volatile.Write(ref Depth, depth);
            if (depth == 0 && Volatile.Read(ref IsRevoked))
            {
                gate.Wake();
            }
            return true;
        }

        // Whoever revoked the favour may have seen it come in.
        private bool Leave(ZmqSocketGate gate)
        {
            Volatile.Write(ref Depth, 0);
            gate.Wake();
            return false;
        }
    }
}
