using System.Diagnostics;
using System.Runtime.InteropServices;

namespace ZmqNative.Interop;

/// <summary>
/// Linux's epoll, edge-triggered: a descriptor is added once, and each signal of libzmq is reported
/// once. The cost of a wait does not grow with the number of descriptors.
/// </summary>
internal sealed unsafe class EpollSet : IDescriptorSet
{
    private const int AtOnce = 256;

    // It stays open until the process ends, like the thread that waits.
    private readonly int _epoll;

    internal EpollSet()
    {
        _epoll = SystemCalls.epoll_create1(SystemCalls.EPOLL_CLOEXEC);
        ZmqThrow.IfError(_epoll == -1 ? Marshal.GetLastPInvokeError() : 0, "epoll_create1");
    }

    public bool IsOnce => false;

    public void Add(nint descriptor, long key, ZmqPollEvents events)
    {
        byte* change = stackalloc byte[SystemCalls.EpollEvent.Size];
        SystemCalls.EpollEvent.Set(change, (ushort)SystemCalls.PollEvents(events) | SystemCalls.EPOLLET, key);
        bool added = SystemCalls.epoll_ctl(_epoll, SystemCalls.EPOLL_CTL_ADD, (int)descriptor, change) != -1;
        ZmqThrow.IfError(added ? 0 : Marshal.GetLastPInvokeError(), "epoll_ctl");
    }

    public void Remove(nint descriptor, long key)
    {
        byte* change = stackalloc byte[SystemCalls.EpollEvent.Size];
        int result = SystemCalls.epoll_ctl(_epoll, SystemCalls.EPOLL_CTL_DEL, (int)descriptor, change);
        Debug.Assert(result == 0, "It was added, and is still open.");
    }

    public int Wait(Span<long> keys)
    {
        byte* events = stackalloc byte[AtOnce * SystemCalls.EpollEvent.Size];
        int count = SystemCalls.epoll_wait(_epoll, events, Math.Min(AtOnce, keys.Length), Timeout.Infinite);
        for (int i = 0; i < count; i++)
        {
            keys[i] = SystemCalls.EpollEvent.Data(events + (i * SystemCalls.EpollEvent.Size));
        }

        // A signal may interrupt it; nothing else can fail.
        return Math.Max(count, 0);
    }
}
