namespace ZmqNative.Interop;

/// <summary>
/// A poller's interest in a socket while it waits: woken when a wanted event
/// occurs, or the socket fails.
/// </summary>
internal sealed class SocketObserver(ZmqSocket socket, Action wake)
{
    private volatile bool _isSignalled;

    internal ZmqSocket Socket => socket;

    /// <summary>The events that are waited for.</summary>
    internal ZmqPollEvents Wanted { get; set; }

    /// <summary>Whether the wait is awaited; otherwise a thread waits.</summary>
    internal bool IsAsync { get; set; }

    /// <summary>Whether it is in the socket's list.</summary>
    internal bool IsRegistered { get; set; }

    /// <summary>Whether it was woken since it was registered.</summary>
    internal bool IsSignalled
    {
        get => _isSignalled;
        set => _isSignalled = value;
    }

    internal SocketObserver? Next { get; set; }

    /// <summary>Wakes the poller. Called under the socket's lock.</summary>
    internal void Signal()
    {
        if (!_isSignalled)
        {
            _isSignalled = true;
            wake();
        }
    }
}
