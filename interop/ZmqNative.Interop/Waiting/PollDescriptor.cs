using System.Diagnostics;
using System.Runtime.InteropServices;

namespace ZmqNative.Interop;

/// <summary>A descriptor that a wait looks at, what for, and what it found.</summary>
internal unsafe struct PollDescriptor(nint descriptor, ZmqPollEvents wanted)
{
    // More are kept on the heap.
    private const int OnStack = 64;

    internal nint Descriptor = descriptor;
    internal ZmqPollEvents Wanted = wanted;

    /// <summary>What the last wait found; an error and an end count as whatever was wanted, so that the next call tells them.</summary>
    internal ZmqPollEvents Found;

    /// <summary>
    /// Waits until one is ready, a signal comes, or the time is over: poll where there is one, which takes one system call, and
    /// zmq_poll on Windows. Without a lock.
    /// </summary>
    /// <exception cref="ZmqException">The system refuses the wait.</exception>
    internal static void Wait(Span<PollDescriptor> descriptors, WaitTime time)
    {
        Debug.Assert(descriptors.Length > 0, "There is always the thread's own wake-up.");
        if (OperatingSystem.IsWindows())
        {
            WaitOnWindows(descriptors, time);
            return;
        }
        Span<SystemCalls.PollFd> items = descriptors.Length <= OnStack
            ? stackalloc SystemCalls.PollFd[descriptors.Length] : new SystemCalls.PollFd[descriptors.Length];
        for (int i = 0; i < items.Length; i++)
        {
            items[i] = new() { fd = (int)descriptors[i].Descriptor, events = SystemCalls.PollEvents(descriptors[i].Wanted) };
            descriptors[i].Found = ZmqPollEvents.None;
        }
        int found;
        fixed (SystemCalls.PollFd* first = items)
        {
            found = SystemCalls.poll(first, (nuint)items.Length, time.Milliseconds);
        }
        if (found == -1 && Marshal.GetLastPInvokeError() is not LibZmq.EINTR and int error)
        {
            ZmqThrow.IfError(error, "poll");
        }
        for (int i = 0; found > 0 && i < items.Length; i++)
        {
            if (items[i].revents != 0)
            {
                descriptors[i].Found = SystemCalls.Found(items[i].revents, descriptors[i].Wanted);
                found--;
            }
        }
    }

    private static void WaitOnWindows(Span<PollDescriptor> descriptors, WaitTime time)
    {
        int size = LibZmq.zmq_pollitem_t.Size;
        byte[]? heap = descriptors.Length <= OnStack ? null : new byte[descriptors.Length * size];
        byte* stack = stackalloc byte[heap is null ? descriptors.Length * size : 1];
        fixed (byte* pinned = heap)
        {
            byte* items = heap is null ? stack : pinned;
            for (int i = 0; i < descriptors.Length; i++)
            {
                LibZmq.zmq_pollitem_t.Set(items + (i * size), 0, descriptors[i].Descriptor, (short)descriptors[i].Wanted);
            }
            int found = LibZmq.zmq_poll(items, descriptors.Length, new CLong(time.Milliseconds));
            if (found == -1)
            {
                _ = ZmqThrow.Interrupted("zmq_poll");
            }
            for (int i = 0; i < descriptors.Length; i++)
            {
                short events = found <= 0 ? (short)0 : *(short*)(items + (i * size) + LibZmq.zmq_pollitem_t.OffsetOfRevents);
                bool failed = (events & LibZmq.ZMQ_POLLERR) != 0;
                descriptors[i].Found = failed ? descriptors[i].Wanted : (ZmqPollEvents)events & descriptors[i].Wanted;
            }
        }
    }
}
