using System.Runtime.InteropServices;

namespace ZmqNative.Interop;

/// <summary>
/// Owns a libzmq context. Every <see cref="SocketHandle"/> holds a reference,
/// so zmq_ctx_term runs last.
/// </summary>
internal sealed class ContextHandle() : SafeHandle(0, ownsHandle: true)
{
    // With its first socket a context starts two threads and opens some ten file descriptors, and
    // libzmq ends the process when there are no more of them. The runtime does not notice; so if
    // there are many contexts, abandoned ones are collected now and then.
    private const int Many = 64;

    private static int s_alive;
    private static int s_tooMany = Many;

    // How long the finaliser waits, and a thread that closes a socket for another one.
    private static readonly TimeSpan s_prompt = TimeSpan.FromMilliseconds(10);

    // How long libzmq may take when nothing lingers any more, on a machine that is very busy.
    private static readonly TimeSpan s_grace = TimeSpan.FromSeconds(10);

    [ThreadStatic]
    private static bool t_isPrompt;

    private bool _hadSockets;

    // In milliseconds, as unsigned numbers: -1, no limit, is the longest.
    private uint _longestLinger;

    /// <summary>Whether a socket was created, or tried: libzmq's threads run then.</summary>
    internal bool HadSockets => Volatile.Read(ref _hadSockets);

    public override bool IsInvalid => handle == 0;

    /// <summary>
    /// Records, from a finaliser, that this thread runs all finalisers. It always
    /// does, so this is never reset.
    /// </summary>
    internal static void ThisIsTheFinalizer() => t_isPrompt = true;

    /// <summary>
    /// Closes a socket on a thread that others need: if it is the last one of a context that was
    /// disposed of before, what lingers is waited for elsewhere.
    /// </summary>
    internal static void CloseWithoutWaiting(SocketHandle socket)
    {
        bool before = t_isPrompt;
        t_isPrompt = true;
        socket.Dispose();
        t_isPrompt = before;
    }

    /// <summary>
    /// Records that a socket is about to be created, so that ending the context
    /// may have to wait for it.
    /// </summary>
    internal void ExpectSocket()
    {
        if (!Interlocked.Exchange(ref _hadSockets, true)
            && Interlocked.Increment(ref s_alive) > Volatile.Read(ref s_tooMany))
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
            Volatile.Write(ref s_tooMany, Math.Max(Many, 2 * Volatile.Read(ref s_alive)));
        }
    }

    /// <summary>
    /// Records that a socket is about to be closed, and how long it may go on sending.
    /// </summary>
    /// <param name="linger">ZMQ_LINGER, in milliseconds; -1 for no limit.</param>
    internal void ExpectLinger(int linger)
    {
        uint longest = Volatile.Read(ref _longestLinger), before;
        while ((uint)linger > longest
            && (before = Interlocked.CompareExchange(ref _longestLinger, (uint)linger, longest)) != longest)
        {
            longest = before;
        }
    }

    /// <summary>Records that the context ends.</summary>
    internal void ExpectEnd()
    {
        if (_hadSockets)
        {
            Interlocked.Decrement(ref s_alive);
        }
    }

    protected override void Dispose(bool disposing)
    {
        if (!disposing)
        {
            ThisIsTheFinalizer();
        }
        base.Dispose(disposing);
    }

    protected override bool ReleaseHandle()
    {
        ExpectEnd();
        if (!_hadSockets)
        {
            return ContextEnd.Wait(handle) == 0;
        }
        // The finaliser may meet sockets that were closed before and still send, without limit if
        // their linger is; so may a thread that closes a socket for another one. Without such a wait
        // it is done when the finaliser continues, so that there are never more of these threads than
        // contexts that linger. Anybody else waits for what lingers, and no longer for what does not.
        TimeSpan wait = t_isPrompt ? s_prompt
            : _longestLinger == uint.MaxValue ? Timeout.InfiniteTimeSpan
            : s_grace + TimeSpan.FromMilliseconds(_longestLinger);
        return ContextEnd.Begin(handle, wait) is null or 0;
    }
}
