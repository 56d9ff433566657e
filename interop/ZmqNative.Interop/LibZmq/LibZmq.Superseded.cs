using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace ZmqNative.Interop;

// zmq.h, "Old (legacy) API" and "Deprecated methods". Here for completeness: the binding
// uses their replacements.
internal static unsafe partial class LibZmq
{
    /// <summary>struct iovec of sys/uio.h, or libzmq's own if the system has none.</summary>
    internal struct iovec_t
    {
        internal void* iov_base;
        internal nuint iov_len;
    }

    /// <summary>Replaced by zmq_ctx_new, and zmq_ctx_set for the number of I/O threads.</summary>
    [LibraryImport(Library)]
    [UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    internal static partial nint zmq_init(int ioThreads);

    /// <summary>Replaced by zmq_ctx_term.</summary>
    [LibraryImport(Library)]
    [UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    internal static partial int zmq_term(nint context);

    /// <summary>Replaced by zmq_ctx_term.</summary>
    [LibraryImport(Library)]
    [UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    internal static partial int zmq_ctx_destroy(nint context);

    /// <summary>Replaced by zmq_proxy, which needs no type.</summary>
    [LibraryImport(Library)]
    [UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    internal static partial int zmq_device(int type, nint frontend, nint backend);

    /// <summary>Replaced by zmq_msg_send.</summary>
    [LibraryImport(Library)]
    [UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    internal static partial int zmq_sendmsg(nint socket, zmq_msg_t* msg, int flags);

    /// <summary>Replaced by zmq_msg_recv.</summary>
    [LibraryImport(Library)]
    [UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    internal static partial int zmq_recvmsg(nint socket, zmq_msg_t* msg, int flags);

    /// <summary>Replaced by one zmq_msg_send for each part.</summary>
    [LibraryImport(Library)]
    [UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    internal static partial int zmq_sendiov(nint socket, iovec_t* parts, nuint count, int flags);

    /// <summary>
    /// Replaced by one zmq_msg_recv for each part, so that the caller has no memory to free.
    /// </summary>
    [LibraryImport(Library)]
    [UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    internal static partial int zmq_recviov(nint socket, iovec_t* parts, nuint* count, int flags);
}
