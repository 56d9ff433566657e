namespace ZmqNative.Interop;

/// <summary>A socket's descriptor while the waiting thread watches it. Under the socket's lock, but for the signal itself.</summary>
/// <remarks>
/// What is awaited keeps its socket alive, as nothing else may: an endless loop that nobody awaits, for instance. A socket for
/// which nobody waits is left to the collector although its descriptor is still watched.
/// </remarks>
internal sealed class AwaitedDescriptor(nint descriptor, SocketWaits waits) : IDescriptorWatcher
{
    private readonly WeakReference<SocketWaits> _waits = new(waits);
    private SocketWaits? _kept;
    private long _key;
    private volatile bool _isSignalled;

    /// <exception cref="ZmqException">The system refuses.</exception>
    internal void Watch()
    {
        if (_key == 0)
        {
            _key = WaitingThread.Shared.Add(descriptor, this);
        }
    }

    /// <summary>
    /// Stops the watching after a signal that nobody awaits, so that a socket used otherwise wakes the waiting thread once in
    /// vain, and then no more. Where the thread forgets a descriptor that it found, that is noted here.
    /// </summary>
    internal void TakeSignal(bool isAwaited)
    {
        if (_isSignalled)
        {
            _isSignalled = false;
            if (!isAwaited || WaitingThread.Shared.IsOnce)
            {
                Stop();
            }
        }
    }

    /// <summary>Keeps the socket alive, or leaves it to the collector.</summary>
    internal void Keep(SocketWaits? waits) => _kept = waits;

    /// <summary>Before the descriptor is closed.</summary>
    internal void Stop()
    {
        if (_key != 0)
        {
            WaitingThread.Shared.Remove(descriptor, _key);
            _key = 0;
        }
    }

    void IDescriptorWatcher.OnReadable(bool isOnce)
    {
        _isSignalled = true;
        SocketWaits? waits = _kept;
        if (waits is not null || _waits.TryGetTarget(out waits))
        {
            waits.Note();
        }
    }
}
