using System.Diagnostics;
using System.Runtime.InteropServices;

namespace ZmqNative.Interop;

/// <summary>A descriptor of a wait, with the wanted events and those found.</summary>
internal unsafe struct PollDescriptor(nint descriptor, ZmqPollEvents wanted)
{
    // More descriptors are kept on the heap.
    private const int OnStack = 64;

    internal nint Descriptor = descriptor;
    internal ZmqPollEvents Wanted = wanted;

    /// <summary>
    /// The events that the last wait found. An error or an end counts as all wanted events, so that
    /// the next call reports it.
    /// </summary>
    internal ZmqPollEvents Found;

    /// <summary>
    /// Waits until a descriptor is ready, a signal interrupts the call, or the timeout ends. It
    /// uses poll, which is one system call, and zmq_poll on Windows. Called without a lock.
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
            short events = SystemCalls.PollEvents(descriptors[i].Wanted);
            items[i] = new() { fd = (int)descriptors[i].Descriptor, events = events };
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
                short wanted = (short)descriptors[i].Wanted;
                LibZmq.zmq_pollitem_t.Set(items + (i * size), 0, descriptors[i].Descriptor, wanted);
            }
            int found = LibZmq.zmq_poll(items, descriptors.Length, new CLong(time.Milliseconds));
            if (found == -1)
            {
                _ = ZmqThrow.Interrupted("zmq_poll");
            }
            for (int i = 0; i < descriptors.Length; i++)
            {
                short* revents = (short*)(items + (i * size) + LibZmq.zmq_pollitem_t.OffsetOfRevents);
                short events = found <= 0 ? (short)0 : *revents;
                bool failed = (events & LibZmq.ZMQ_POLLERR) != 0;
                descriptors[i].Found = failed ? descriptors[i].Wanted : (ZmqPollEvents)events & descriptors[i].Wanted;
            }
        }
    }
}
