using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace ZmqNative.Interop;

// zmq.h, "I/O multiplexing" and "Message proxying".
internal static unsafe partial class LibZmq
{
    internal const short ZMQ_POLLIN = 1;
    internal const short ZMQ_POLLOUT = 2;
    internal const short ZMQ_POLLERR = 4;

    /// <summary>
    /// zmq_pollitem_t: { void *socket; zmq_fd_t fd; short events; short revents; }, where zmq_fd_t
    /// is a SOCKET on Windows and an int elsewhere.
    /// </summary>
    internal static class zmq_pollitem_t
    {
        internal static int OffsetOfEvents => nint.Size + (OperatingSystem.IsWindows() ? nint.Size : sizeof(int));

        internal static int OffsetOfRevents => OffsetOfEvents + sizeof(short);

        internal static int Size => (OffsetOfRevents + sizeof(short) + nint.Size - 1) / nint.Size * nint.Size;

        /// <summary>Sets the wanted events of a socket or, if that is 0, of a descriptor.</summary>
        internal static void Set(byte* item, nint socket, nint descriptor, short events)
        {
            *(nint*)item = socket;
            if (OperatingSystem.IsWindows())
            {
                *(nint*)(item + nint.Size) = descriptor;
            }
            else
            {
                *(int*)(item + nint.Size) = (int)descriptor;
            }
            *(short*)(item + OffsetOfEvents) = events;
        }
    }

    [LibraryImport(Library)]
    [UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    internal static partial int zmq_poll(void* items, int count, CLong timeout);

    [LibraryImport(Library)]
    [UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    internal static partial int zmq_proxy(nint frontend, nint backend, nint capture);

    [LibraryImport(Library)]
    [UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    internal static partial int zmq_proxy_steerable(nint frontend, nint backend, nint capture, nint control);
}
