using System.Runtime.InteropServices;

namespace ZmqNative.Interop;

/// <summary>A descriptor of the caller that a poller waits for beside its sockets.</summary>
internal sealed class ForeignDescriptor(nint descriptor, ZmqPollEvents wanted) : IDescriptorWatcher
{
    private AsyncPoll? _awaiting;
    private nint _watched;
    private long _key;

    /// <summary>The events to wait for, and those that were found.</summary>
    internal PollDescriptor Item { get; private set; } = new(descriptor, wanted);

    internal ZmqPollEvents Wanted
    {
        set => Item = new PollDescriptor(descriptor, value);
    }

    /// <summary>Whether it is ready now, as the system reports without a wait.</summary>
    internal ZmqPollEvents Look()
    {
        PollDescriptor item = Item;
        PollDescriptor.Wait(new Span<PollDescriptor>(ref item), default);
        Item = item;
        return item.Found;
    }

    /// <summary>Takes what a wait beside others has found.</summary>
    internal ZmqPollEvents Take(PollDescriptor item)
    {
        Item = item;
        return item.Found;
    }

    /// <summary>Makes the waiting threads wake a poll when the descriptor may be ready.</summary>
    /// <exception cref="ZmqException">
    /// The system refuses. EPERM: it is a file, which is always ready.
    /// </exception>
    internal void Await(AsyncPoll poll)
    {
        if (_key == 0)
        {
            // Another poller may wait for the same descriptor, and epoll
            // accepts a number only once.
            _watched = OperatingSystem.IsLinux() ? SystemCalls.dup((int)descriptor) : descriptor;
            ZmqThrow.IfError(_watched == -1 ? Marshal.GetLastPInvokeError() : 0, "dup");
            _awaiting = poll;
            _key = WaitingThreads.Shared.Add(_watched, this, Item.Wanted);
        }
    }

    internal void Stop()
    {
        if (_key != 0)
        {
            WaitingThreads.Shared.Remove(_watched, _key);
            _key = 0;
            if (OperatingSystem.IsLinux())
            {
                _ = SystemCalls.close((int)_watched);
            }
        }
    }

    void IDescriptorWatcher.OnReadable(bool isOnce) => _awaiting?.Wake();
}
