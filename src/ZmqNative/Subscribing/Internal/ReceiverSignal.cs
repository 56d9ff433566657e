using ZmqNative.Interop;

namespace ZmqNative.Subscribing;

/// <summary>
/// Wakes the receiving thread from its wait for sockets. <see cref="Wake"/> and <see cref="Stop"/>
/// are for any thread, also after disposal.
/// </summary>
internal sealed class ReceiverSignal : IDisposable
{
    private readonly WakeEvent _wake = new();
    private volatile bool _isStopping;

    /// <summary>Has a poller wake with this signal, which becomes the last of its indices.</summary>
    internal void AddTo(ZmqPoller poller) => _ = poller.Add(_wake.Descriptor);

    /// <summary>Waits for this signal alone.</summary>
    internal void Wait(TimeSpan timeout)
    {
        PollDescriptor descriptor = new(_wake.Descriptor, ZmqPollEvents.Receive);
        PollDescriptor.Wait(new Span<PollDescriptor>(ref descriptor), new WaitTime(timeout));
        Clear();
    }

    /// <summary>Whether the thread is to end.</summary>
    internal bool IsStopping => _isStopping;

    internal void Wake() => _wake.Set();

    internal void Stop()
    {
        _isStopping = true;
        Wake();
    }

    internal void Clear() => _wake.Clear();

    public void Dispose() => _wake.Dispose();
}
