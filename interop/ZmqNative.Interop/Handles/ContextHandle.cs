using System.Runtime.InteropServices;

namespace ZmqNative.Interop;

/// <summary>Owns a libzmq context. Every <see cref="SocketHandle"/> holds a reference, so zmq_ctx_term runs last.</summary>
internal sealed class ContextHandle() : SafeHandle(0, ownsHandle: true)
{
    // With its first socket a context becomes two threads and some ten file descriptors, and libzmq ends the process when there are no
    // more of them. Nothing tells the runtime; so where there are many contexts, lost ones are looked for now and then.
    private const int Many = 64;

    private static int s_alive;
    private static int s_tooMany = Many;

    private static readonly TimeSpan s_prompt = TimeSpan.FromMilliseconds(10);

    [ThreadStatic]
    private static bool t_finalizer;

    private bool _hadSockets;

    /// <summary>Whether a socket was made, or tried: libzmq has started its threads then.</summary>
    internal bool HadSockets => Volatile.Read(ref _hadSockets);

    public override bool IsInvalid => handle == 0;

    /// <summary>zmq_ctx_term, called again when a signal interrupted it, as its manual says. Blocks until every socket is closed.</summary>
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

    /// <summary>Says, from a finaliser, that this is the thread of all finalisers. It stays that, so nobody takes it back.</summary>
    internal static void ThisIsTheFinalizer() => t_finalizer = true;

    /// <summary>Says that a socket is about to be made, so that ending the context may have to wait for it.</summary>
    internal void ExpectSocket()
    {
        if (!Interlocked.Exchange(ref _hadSockets, true) && Interlocked.Increment(ref s_alive) > Volatile.Read(ref s_tooMany))
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
            Volatile.Write(ref s_tooMany, Math.Max(Many, 2 * Volatile.Read(ref s_alive)));
        }
    }

    /// <summary>Says that the context ends.</summary>
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
        // It may have to wait for sockets closed before and still sending, for ever if their linger says so. What does not wait is done
        // when the finaliser goes on, so that there are never more of these threads than contexts that linger.
        nint context = handle;
        Thread end = new(() => Terminate(context)) { IsBackground = true, Name = "ZmqContext" };
        end.Start();
        end.Join(s_prompt);
        return true;
    }
}
