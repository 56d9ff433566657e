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

    private static readonly TimeSpan s_prompt = TimeSpan.FromMilliseconds(10);

    [ThreadStatic]
    private static bool t_finalizer;

    private bool _hadSockets;

    /// <summary>Whether a socket was created, or tried: libzmq's threads run then.</summary>
    internal bool HadSockets => Volatile.Read(ref _hadSockets);

    public override bool IsInvalid => handle == 0;

    /// <summary>
    /// zmq_ctx_term, called again when a signal interrupted it, as its manual says. Blocks
    /// until every socket is closed.
    /// </summary>
    internal static int Terminate(nint context)
    {
        int result;
        do
        {
            result = LibZmq.zmq_ctx_term(context);
        }
        while (result == -1 && ZmqLibrary.LastError() == LibZmq.EINTR);
        return result;
    }

    /// <summary>
    /// Records, from a finaliser, that this thread runs all finalisers. It always
    /// does, so this is never reset.
    /// </summary>
    internal static void ThisIsTheFinalizer() => t_finalizer = true;

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
        if (!t_finalizer || !_hadSockets)
        {
            return Terminate(handle) == 0;
        }
        // It may have to wait for sockets that were closed before and still send, without limit if
        // their linger is. Without such a wait it is done when the finaliser continues, so that
        // there are never more of these threads than contexts that linger.
        nint context = handle;
        Thread end = new(() => Terminate(context)) { IsBackground = true, Name = "ZmqContext" };
        end.Start();
        end.Join(s_prompt);
        return true;
    }
}
