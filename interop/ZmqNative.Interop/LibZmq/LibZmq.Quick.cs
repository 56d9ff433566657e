using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace ZmqNative.Interop;

// Calls without a GC transition: each takes less than a microsecond, takes no lock, does not wait
// and never calls back. These are function pointers, not imports: an import with
// SuppressGCTransition is bound while the method around it is compiled, before the first line of
// that method could load libzmq, and so by the runtime's own search. Before they are set nothing
// can be bound wrongly; a method that may be the first to need one calls ZmqLibrary.EnsureLoaded.
internal static unsafe partial class LibZmq
{
    private static delegate* unmanaged[Cdecl, SuppressGCTransition]<int> s_errno;
    private static delegate* unmanaged[Cdecl, SuppressGCTransition]<zmq_msg_t*, int> s_msgInit;
    private static delegate* unmanaged[Cdecl, SuppressGCTransition]<zmq_msg_t*, nuint, int> s_msgInitSize;
    private static delegate* unmanaged[Cdecl, SuppressGCTransition]<zmq_msg_t*, void*> s_msgData;
    private static delegate* unmanaged[Cdecl, SuppressGCTransition]<zmq_msg_t*, nuint> s_msgSize;
    private static delegate* unmanaged[Cdecl, SuppressGCTransition]<zmq_msg_t*, int> s_msgMore;

    /// <summary>
    /// Sets them. Resolving zmq_errno here, and not when it is called, keeps
    /// that from changing errno.
    /// </summary>
    internal static void BindQuickCalls(nint library)
    {
        s_errno = (delegate* unmanaged[Cdecl, SuppressGCTransition]<int>)
            NativeLibrary.GetExport(library, nameof(zmq_errno));
        s_msgInit = (delegate* unmanaged[Cdecl, SuppressGCTransition]<zmq_msg_t*, int>)
            NativeLibrary.GetExport(library, nameof(zmq_msg_init));
        s_msgInitSize = (delegate* unmanaged[Cdecl, SuppressGCTransition]<zmq_msg_t*, nuint, int>)
            NativeLibrary.GetExport(library, nameof(zmq_msg_init_size));
        s_msgData = (delegate* unmanaged[Cdecl, SuppressGCTransition]<zmq_msg_t*, void*>)
            NativeLibrary.GetExport(library, nameof(zmq_msg_data));
        s_msgSize = (delegate* unmanaged[Cdecl, SuppressGCTransition]<zmq_msg_t*, nuint>)
            NativeLibrary.GetExport(library, nameof(zmq_msg_size));
        s_msgMore = (delegate* unmanaged[Cdecl, SuppressGCTransition]<zmq_msg_t*, int>)
            NativeLibrary.GetExport(library, nameof(zmq_msg_more));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static int zmq_errno() => s_errno();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static int zmq_msg_init(zmq_msg_t* msg) => s_msgInit(msg);

    /// <summary>
    /// zmq_msg_init_size up to 33 bytes, which libzmq keeps in the zmq_msg_t itself;
    /// it allocates longer ones.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static int zmq_msg_init_small(zmq_msg_t* msg, nuint size) => s_msgInitSize(msg, size);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static void* zmq_msg_data(zmq_msg_t* msg) => s_msgData(msg);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static nuint zmq_msg_size(zmq_msg_t* msg) => s_msgSize(msg);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static int zmq_msg_more(zmq_msg_t* msg) => s_msgMore(msg);
}
