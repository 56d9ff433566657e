using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace ZmqNative.Interop;

// zmq.h, "0MQ infrastructure (a.k.a. context) initialisation & termination".
internal static unsafe partial class LibZmq
{
    internal const int ZMQ_IO_THREADS = 1;
    internal const int ZMQ_MAX_SOCKETS = 2;
    internal const int ZMQ_SOCKET_LIMIT = 3;
    internal const int ZMQ_THREAD_PRIORITY = 3;
    internal const int ZMQ_THREAD_SCHED_POLICY = 4;
    internal const int ZMQ_MAX_MSGSZ = 5;
    internal const int ZMQ_MSG_T_SIZE = 6;
    internal const int ZMQ_THREAD_AFFINITY_CPU_ADD = 7;
    internal const int ZMQ_THREAD_AFFINITY_CPU_REMOVE = 8;
    internal const int ZMQ_THREAD_NAME_PREFIX = 9;
    internal const int ZMQ_BLOCKY = 70;

    [LibraryImport(Library)]
    [UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    internal static partial ContextHandle zmq_ctx_new();

    [LibraryImport(Library)]
    [UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    internal static partial int zmq_ctx_term(nint context);

    [LibraryImport(Library)]
    [UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    internal static partial int zmq_ctx_shutdown(ContextHandle context);

    [LibraryImport(Library)]
    [UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    internal static partial int zmq_ctx_set(ContextHandle context, int option, int value);

    [LibraryImport(Library)]
    [UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    internal static partial int zmq_ctx_get(ContextHandle context, int option);
}
