using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace ZmqNative.Interop;

// zmq.h, "0MQ errors" and "0MQ infrastructure". zmq_errno is among the quick calls.
internal static unsafe partial class LibZmq
{
    internal const int ZMQ_HAUSNUMERO = 156384712;
    internal const int ETERM = ZMQ_HAUSNUMERO + 53;
    internal const int EINTR = 4;
    internal const int ENODEV = 19;
    internal const int EMFILE = 24;

    internal static int EAGAIN => OperatingSystem.IsMacOS() ? 35 : 11;

    [LibraryImport(Library)]
    [UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    internal static partial byte* zmq_strerror(int errnum);

    [LibraryImport(Library)]
    [UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    internal static partial void zmq_version(out int major, out int minor, out int patch);

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    [UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    internal static partial int zmq_has(string capability);
}
