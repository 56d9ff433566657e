namespace ZmqNative.Interop;

/// <summary>A lock from <see cref="ZmqSocket.Hold"/>, released by <see cref="Dispose"/>.</summary>
/// <remarks>
/// It lives on the stack of the thread that took the lock, and cannot be carried over an
/// await or to another thread.
/// </remarks>
public readonly ref struct ZmqSocketHold : IDisposable
{
    private readonly ZmqSocket? _socket;
    private readonly int _depth;

    internal ZmqSocketHold(ZmqSocket socket, int depth) => (_socket, _depth) = (socket, depth);

    /// <summary>
    /// Releases the lock once, on the thread that took it, the innermost hold first.
    /// </summary>
    /// <exception cref="SynchronizationLockException">
    /// The hold was released before, an inner hold was not, or another thread releases
    /// it; the lock is unchanged. A copy of a hold that was released is taken for a later hold of
    /// the same thread, if there is one.
    /// </exception>
    public void Dispose() => _socket?.Release(_depth);
}
