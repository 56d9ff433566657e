using System.Runtime.InteropServices;

namespace ZmqNative.Interop;

/// <summary>Owns a libzmq context. Every <see cref="SocketHandle"/> holds a reference, so zmq_ctx_term runs last.</summary>
internal sealed class ContextHandle() : SafeHandle(0, ownsHandle: true)
{
    private bool _finalizing;

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

    /// <summary>
    /// What a finaliser does instead of ending a context itself: zmq_ctx_term waits for sockets closed before and still
    /// sending, if their linger says so for ever, and the process has but one finaliser thread.
    /// </summary>
    internal static void InBackground(ThreadStart end) => new Thread(end) { IsBackground = true, Name = "ZmqContext" }.Start();

    protected override void Dispose(bool disposing)
    {
        _finalizing = !disposing;
        base.Dispose(disposing);
    }

    protected override bool ReleaseHandle()
    {
        if (!_finalizing)
        {
            return Terminate(handle) == 0;
        }
        nint context = handle;
        InBackground(() => Terminate(context));
        return true;
    }
}
