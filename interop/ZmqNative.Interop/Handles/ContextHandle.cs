using System.Runtime.InteropServices;

namespace ZmqNative.Interop;

/// <summary>Owns a libzmq context. Every <see cref="SocketHandle"/> holds a reference, so zmq_ctx_term runs last.</summary>
internal sealed class ContextHandle() : SafeHandle(0, ownsHandle: true)
{
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

    protected override bool ReleaseHandle() => Terminate(handle) == 0;
}
