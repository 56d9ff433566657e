namespace ZmqNative.Interop;

/// <summary>A socket's lock, given back by <see cref="Dispose"/>. See <see cref="ZmqSocket.Hold"/>.</summary>
/// <remarks>It lives on the stack of the thread that took the lock, and cannot be carried over an await or to another thread.</remarks>
public readonly ref struct ZmqSocketHold : IDisposable
{
    private readonly ZmqSocket? _socket;
    private readonly int _depth;

    internal ZmqSocketHold(ZmqSocket socket, int depth) => (_socket, _depth) = (socket, depth);

    /// <summary>Gives the lock back, once, on the thread that took it, and the innermost hold first.</summary>
    /// <exception cref="SynchronizationLockException">
    /// The hold was given back before, an inner hold was not, or another thread gives it back; the lock stays as it is.
    /// </exception>
    public void Dispose() => _socket?.Release(_depth);
}
