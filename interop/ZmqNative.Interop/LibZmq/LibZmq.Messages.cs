using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace ZmqNative.Interop;

// zmq.h, "0MQ message definition".
internal static unsafe partial class LibZmq
{
    internal const int ZMQ_SHARED = 3;

    /// <summary>
    /// zmq_msg_t: 64 opaque bytes with the alignment of a pointer. An empty explicit struct of that
    /// size would have alignment 1.
    /// </summary>
    [InlineArray(8)]
    internal struct zmq_msg_t
    {
        private ulong _opaque;
    }

    [LibraryImport(Library)]
    [UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    internal static partial int zmq_msg_init_size(zmq_msg_t* msg, nuint size);

    [LibraryImport(Library)]
    [UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    internal static partial int zmq_msg_init_data(
        zmq_msg_t* msg, void* data, nuint size, delegate* unmanaged[Cdecl]<void*, void*, void> free, void* hint);

    [LibraryImport(Library)]
    [UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    internal static partial int zmq_msg_send(zmq_msg_t* msg, nint socket, int flags);

    [LibraryImport(Library)]
    [UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    internal static partial int zmq_msg_recv(zmq_msg_t* msg, nint socket, int flags);

    [LibraryImport(Library)]
    [UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    internal static partial int zmq_msg_close(zmq_msg_t* msg);

    [LibraryImport(Library)]
    [UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    internal static partial int zmq_msg_copy(zmq_msg_t* destination, zmq_msg_t* source);

    [LibraryImport(Library)]
    [UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    internal static partial int zmq_msg_move(zmq_msg_t* destination, zmq_msg_t* source);

    [LibraryImport(Library)]
    [UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    internal static partial int zmq_msg_get(zmq_msg_t* msg, int property);

    /// <summary>Always fails: no property can be set yet.</summary>
    [LibraryImport(Library)]
    [UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    internal static partial int zmq_msg_set(zmq_msg_t* msg, int property, int value);

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    [UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    internal static partial byte* zmq_msg_gets(zmq_msg_t* msg, string property);
}
