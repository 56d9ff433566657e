using System.Runtime.InteropServices;

namespace ZmqNative.Interop;

/// <summary>The system calls that waiting needs (poll, and Linux's eventfd and epoll), and getpeername.</summary>
internal static unsafe partial class SystemCalls
{
    internal const int EFD_NONBLOCK = 0x800, EFD_CLOEXEC = 0x80000, EPOLL_CLOEXEC = 0x80000;
    internal const int EPOLL_CTL_ADD = 1, EPOLL_CTL_DEL = 2;
    internal const uint EPOLLET = 1u << 31;

    [LibraryImport("libc", SetLastError = true)]
    internal static partial int poll(PollFd* descriptors, nuint count, int timeout);

    [LibraryImport("libc", SetLastError = true)]
    internal static partial int eventfd(uint initial, int flags);

    [LibraryImport("libc", SetLastError = true)]
    internal static partial nint read(int descriptor, void* bytes, nint length);

    [LibraryImport("libc", SetLastError = true)]
    internal static partial nint write(int descriptor, void* bytes, nint length);

    [LibraryImport("libc", SetLastError = true)]
    internal static partial int dup(int descriptor);

    [LibraryImport("libc")]
    internal static partial int close(int descriptor);

    [LibraryImport("libc", SetLastError = true)]
    internal static partial int getpeername(int descriptor, byte* address, uint* length);

    [LibraryImport("libc", SetLastError = true)]
    internal static partial int epoll_create1(int flags);

    [LibraryImport("libc", SetLastError = true)]
    internal static partial int epoll_ctl(int epoll, int operation, int descriptor, byte* change);

    [LibraryImport("libc", SetLastError = true)]
    internal static partial int epoll_wait(int epoll, byte* events, int count, int timeout);

    /// <summary>struct pollfd.</summary>
    internal struct PollFd
    {
        internal int fd;
        internal short events;
        internal short revents;
    }

    /// <summary>POLLIN is 1 and POLLOUT 4 on every system; so are EPOLLIN and EPOLLOUT.</summary>
    internal static short PollEvents(ZmqPollEvents events) =>
        (short)(((events & ZmqPollEvents.Receive) != 0 ? 1 : 0) | ((events & ZmqPollEvents.Send) != 0 ? 4 : 0));

    internal static ZmqPollEvents Found(short revents, ZmqPollEvents wanted)
    {
        const int Failed = 0x8 | 0x10 | 0x20; // POLLERR, POLLHUP, POLLNVAL
        return (revents & Failed) != 0 ? wanted : wanted
            & (((revents & 1) != 0 ? ZmqPollEvents.Receive : 0) | ((revents & 4) != 0 ? ZmqPollEvents.Send : 0));
    }

    /// <summary>struct epoll_event, which is packed on x86 and x64 only.</summary>
    internal static class EpollEvent
    {
        internal static readonly int OffsetOfData =
            RuntimeInformation.ProcessArchitecture is Architecture.X64 or Architecture.X86
                ? sizeof(uint) : sizeof(ulong);

        internal static readonly int Size = OffsetOfData + sizeof(ulong);

        internal static void Set(byte* change, uint events, long data)
        {
            *(uint*)change = events;
            Unaligned(change + OffsetOfData) = data;
        }

        internal static long Data(byte* change) => Unaligned(change + OffsetOfData);

        private static ref long Unaligned(byte* place) => ref *(long*)place;
    }
}
