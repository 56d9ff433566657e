namespace ZmqNative.Interop;

/// <summary>A watched descriptor of a socket. Used under its lock, except for the signal.</summary>
/// <remarks>
/// An awaited call keeps its socket alive, because perhaps nothing else does: an endless loop that
/// nobody awaits, for instance. A socket without awaited calls is left to the collector although
/// its descriptor is still watched.
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
            _key = WaitingThreads.Shared.Add(descriptor, this);
        }
    }

    /// <summary>
    /// Stops watching after a signal that nobody awaits, so that a socket used otherwise wakes
    /// the waiting threads in vain only once. If they stop watching each descriptor that they
    /// found, this records it.
    /// </summary>
    internal void TakeSignal(bool isAwaited)
    {
        if (_isSignalled)
        {
            _isSignalled = false;
            if (!isAwaited || WaitingThreads.Shared.IsOnce)
            {
                Stop();
            }
        }
    }

    /// <summary>Keeps the socket alive, or leaves it to the collector.</summary>
    internal void Keep(SocketWaits? waits) => _kept = waits;

    /// <summary>Stops watching, before the descriptor is closed.</summary>
    internal void Stop()
    {
        if (_key != 0)
        {
            WaitingThreads.Shared.Remove(descriptor, _key);
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
